package cc.dmart.core.internal.entry;

import cc.dmart.api.model.Caller;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StagedUpload;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link EntryImporter} over the change pipeline. Thread-safe. */
@Component
public final class EntryImporterImpl implements EntryImporter {
    private final ChangePipeline pipeline;
    private final PayloadStore payloads;
    private final CommandContext context;

    /** An importer into this store. */
    @Activate
    public EntryImporterImpl(
            @Reference EntryStore store,
            @Reference PayloadStore payloads,
            @Reference ChangePipeline pipeline,
            @Reference Lookups lookups,
            @Reference ChangeRules rules) {
        this.pipeline = pipeline;
        this.payloads = payloads;
        this.context = new CommandContext(store, lookups, rules);
    }

    @Override
    public Outcome store(Caller caller, Imported entry) {
        List<StagedUpload> staged = new ArrayList<>();
        try {
            return pipeline.run(
                    caller, new ImportCommand(context, caller, entry, new ImportedPayloads(payloads, entry, staged)));
        } finally {
            staged.forEach(payloads::discard);
        }
    }
}
