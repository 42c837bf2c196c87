package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.command.CreateCommand;
import cc.dmart.core.internal.entry.command.DeleteCommand;
import cc.dmart.core.internal.entry.command.UpdateCommand;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands by which the server changes accounts for their owners: no permission is asked for, everything else is as in a
 * request, hooks included. Thread-safe.
 */
@Component(service = AccountEditor.class)
public final class AccountEditor {
    private final ChangePipeline pipeline;
    private final CommandContext context;

    /** An editor of accounts in this store. */
    @Activate
    public AccountEditor(
            @Reference EntryStore store,
            @Reference ChangePipeline pipeline,
            @Reference Lookups lookups,
            @Reference ChangeRules rules) {
        this.pipeline = pipeline;
        this.context = new CommandContext(store, lookups, rules);
    }

    /**
     * Creates an account.
     *
     * @param sealed fields that no request can set
     * @param cause  told with the event
     */
    public void create(Caller caller, Locator at, String uuid, JsonObject attributes, JsonObject sealed, String cause) {
        WireRecord record = record(at, attributes);
        pipeline.run(
                caller.asSystem(),
                new CreateCommand(context, caller.asSystem(), at, record, uuid, Optional.empty())
                        .byServer(sealed, cause));
    }

    /** A new uuid, and a shortname made of its beginning. */
    public static String draw() {
        return UUID.randomUUID().toString();
    }

    /** Changes an account by attributes worked out from it as it is; the answer is of no use to anybody. */
    public void update(Caller caller, Locator at, String cause, Function<StoredEntry, JsonObject> attributes) {
        pipeline.run(caller.asSystem(), UpdateCommand.computed(context, caller.asSystem(), at, cause, attributes));
    }

    /** Deletes an account. */
    public void delete(Caller caller, Locator at) {
        pipeline.run(
                caller.asSystem(), new DeleteCommand(context, caller.asSystem(), at, record(at, JsonObject.EMPTY)));
    }

    private static WireRecord record(Locator at, JsonObject attributes) {
        return WireRecord.of(
                ResourceType.USER, at.shortname().value(), at.subpath().wire(), attributes);
    }
}
