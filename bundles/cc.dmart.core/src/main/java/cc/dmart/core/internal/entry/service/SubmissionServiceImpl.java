package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.SubmissionService;
import cc.dmart.api.service.Upload;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** {@link SubmissionService}: ordinary creates behind the list of open forms. Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SubmissionServiceImpl implements SubmissionService {
    private final ChangePipeline pipeline;
    private final CommandContext context;
    private final EntryService entries;
    private final Set<String> open;

    /** A service with the setting {@code allowed_submit_models}. */
    @Activate
    public SubmissionServiceImpl(
            @Reference EntryStore store,
            @Reference ChangePipeline pipeline,
            @Reference Lookups lookups,
            @Reference ChangeRules rules,
            @Reference EntryService entries,
            CoreConfig config) {
        this.pipeline = pipeline;
        this.context = new CommandContext(store, lookups, rules);
        this.entries = entries;
        this.open = Set.copyOf(List.of(config.allowed_submit_models()));
    }

    @Override
    public WireRecord submit(Caller caller, Form given, JsonObject body) {
        Form form = meant(given);
        if (!open.contains(form.space().value() + "." + form.schema())) {
            throw closed();
        }
        boolean ticket = form.type() == ResourceType.TICKET;
        if (!ticket && form.type() != ResourceType.CONTENT) {
            throw DmartException.Invalid.request(
                    ErrorCode.NOT_SUPPORTED_TYPE,
                    "The resource type " + form.type().wire() + " cannot be submitted");
        }
        if (ticket && form.workflow().isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "A ticket needs a workflow");
        }
        requireBareFields(caller, form, body);
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .put("schema_shortname", form.schema())
                .put("body", body)
                .build();
        JsonObject attributes = JsonObject.builder()
                .put("is_active", true)
                .put("payload", payload)
                .putIfPresent("workflow_shortname", form.workflow())
                .build();
        WireRecord record =
                WireRecord.of(form.type(), Addresses.AUTO, form.subpath().wire(), attributes);
        return Creates.run(pipeline, context, caller, form.space(), record);
    }

    /** In a path only content and ticket are types: the name of another type may be that of an open schema. */
    private Form meant(Form given) {
        String first = given.type().wire();
        boolean isType = given.type() == ResourceType.CONTENT || given.type() == ResourceType.TICKET;
        if (isType || !open.contains(given.space().value() + "." + first)) {
            return given;
        }
        Subpath below = given.subpath().rebase(Subpath.ROOT, Subpath.parse(given.schema()));
        return new Form(given.space(), ResourceType.CONTENT, Optional.empty(), first, below);
    }

    /** Field restrictions also count by the bare names of the form ({@code security.md} 3.8). */
    private void requireBareFields(Caller caller, Form form, JsonObject body) {
        Locator somewhere = new Locator(form.space(), form.subpath(), new Shortname(Addresses.AUTO), form.type());
        context.access().require(caller, ActionType.CREATE, AccessTarget.ofNew(somewhere, body));
    }

    @Override
    public WireRecord attach(Caller caller, SpaceName space, WireRecord record, Optional<Upload> file) {
        if (open.stream().noneMatch(pair -> pair.startsWith(space.value() + "."))) {
            throw closed();
        }
        if (!record.resourceType().isAttachment()) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, record.resourceType().wire() + " is not an attachment");
        }
        WireRecord unnamed =
                WireRecord.of(record.resourceType(), Addresses.AUTO, record.subpath(), record.attributes());
        return file.isPresent()
                ? entries.upload(caller, space, unnamed, file.get(), true)
                : Creates.run(pipeline, context, caller, space, unnamed);
    }

    private static DmartException closed() {
        return DmartException.Invalid.request(ErrorCode.NOT_ALLOWED_LOCATION, "Selected location is not allowed");
    }
}
