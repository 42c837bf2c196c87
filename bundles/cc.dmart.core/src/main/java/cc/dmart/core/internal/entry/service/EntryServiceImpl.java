package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.EntryView;
import cc.dmart.api.service.PayloadView;
import cc.dmart.api.service.Upload;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.entry.command.AssignCommand;
import cc.dmart.core.internal.entry.command.CreateCommand;
import cc.dmart.core.internal.entry.command.DeleteCommand;
import cc.dmart.core.internal.entry.command.MoveCommand;
import cc.dmart.core.internal.entry.command.UpdateCommand;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.form.Failures;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link EntryService}: turns records into commands of the change pipeline, and reads. Thread-safe. */
@Component(service = {EntryService.class, ChangeCheck.class})
public final class EntryServiceImpl implements EntryService, ChangeCheck {
    private static final Logger LOG = LoggerFactory.getLogger(EntryServiceImpl.class);

    private final ChangePipeline pipeline;
    private final CommandContext context;
    private final EntryReader reader;
    private final Uploads uploads;

    /** A service over these parts. */
    @Activate
    public EntryServiceImpl(
            @Reference EntryStore store,
            @Reference PayloadStore payloads,
            @Reference AccessPolicy access,
            @Reference HookDispatcher hooks,
            @Reference ChangePipeline pipeline,
            @Reference Lookups lookups,
            @Reference ChangeRules rules) {
        this.pipeline = pipeline;
        this.context = new CommandContext(store, lookups, rules);
        this.reader = new EntryReader(store, payloads, access, hooks, rules.facts());
        this.uploads = new Uploads(payloads, pipeline, context);
    }

    @Override
    public BatchResult apply(Caller caller, SpaceName space, RequestType type, List<WireRecord> records) {
        if (records.isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.MISSING_DATA, "Request should contain at least one record");
        }
        boolean aboutSpace = records.stream().anyMatch(r -> r.resourceType() == ResourceType.SPACE);
        if (!aboutSpace && !context.lookups().exists(space)) {
            throw Addresses.invalidSpace(space.value());
        }
        List<WireRecord> done = new ArrayList<>(records.size());
        List<BatchResult.Failure> failed = new ArrayList<>();
        for (WireRecord record : records) {
            try {
                done.add(one(caller, space, type, record));
            } catch (DmartException e) {
                if (done.isEmpty() && failed.isEmpty() && isOfAll(e, records.size())) {
                    throw e;
                }
                failed.add(new BatchResult.Failure(record.shortname(), Failures.ofRecord(e)));
            } catch (RuntimeException e) { // a defect in one record must not undo the reply for the others
                LOG.error("Unexpected failure of request {}", caller.requestId(), e);
                failed.add(new BatchResult.Failure(record.shortname(), Failures.internal()));
            }
        }
        return new BatchResult(done, failed);
    }

    /** One answer for the request: nothing happened, or all of it did and is not visible yet. */
    private static boolean isOfAll(DmartException e, int records) {
        boolean never = e.code() == ErrorCode.TIME_LIMIT || e.code() == ErrorCode.UNAVAILABLE;
        return never || (records == 1 && Failures.isStored(e));
    }

    private WireRecord one(Caller caller, SpaceName space, RequestType type, WireRecord record) {
        if (type == RequestType.CREATE) {
            return Creates.run(pipeline, context, caller, space, record);
        }
        if (type == RequestType.MOVE) {
            MoveCommand move = Moves.command(context, caller, space, record);
            return pipeline.run(caller, context.facts(), move.from(), record.checkLock(), move);
        }
        Locator at = Addresses.of(space, record, record.shortname());
        return pipeline.run(
                caller,
                context.facts(),
                at,
                record.checkLock(),
                switch (type) {
                    case UPDATE, PATCH, REPLACE -> new UpdateCommand(context, caller, at, record, type);
                    case ASSIGN -> AssignCommand.owner(context, caller, at, record);
                    case UPDATE_ACL -> AssignCommand.acl(context, caller, at, record);
                    default -> new DeleteCommand(context, caller, at, record);
                });
    }

    @Override
    public void check(Caller caller, SpaceName space, RequestType type, WireRecord record) {
        String name = record.shortname();
        String uuid = UUID.randomUUID().toString();
        boolean auto = type == RequestType.CREATE && name.equals(Addresses.AUTO);
        Locator at = Addresses.of(space, record, auto ? uuid.substring(0, 8) : name);
        try {
            pipeline.check(
                    type == RequestType.CREATE
                            ? new CreateCommand(context, caller, at, record, uuid, Optional.empty())
                            : new UpdateCommand(context, caller, at, record, type));
        } catch (DmartException e) {
            throw Failures.ofRecord(e);
        }
    }

    @Override
    public EntryView view(Caller caller, Locator at, ViewOptions options) {
        return reader.view(caller, at, options);
    }

    @Override
    public PayloadView payload(Caller caller, Locator at) {
        return reader.payload(caller, at);
    }

    @Override
    public WireRecord upload(Caller caller, SpaceName space, WireRecord record, Upload upload, boolean createOnly) {
        return uploads.run(caller, space, record, upload, createOnly);
    }
}
