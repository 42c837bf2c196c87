package cc.dmart.core.internal.entry.imports;

import cc.dmart.api.model.Caller;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Lookups;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link EntryImporter} over the change pipeline. Thread-safe. */
@Component
public final class EntryImporterImpl implements EntryImporter {
    private static final Logger LOG = LoggerFactory.getLogger(EntryImporterImpl.class);

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
    public void store(Caller caller, List<Imported> entries, Told told) {
        List<StagedUpload> staged = new ArrayList<>();
        SchemaValidator.BodyCheck schemas = context.rules().schemasOfBatch();
        try {
            List<ImportCommand> commands = entries.stream()
                    .map(e -> new ImportCommand(context, caller, e, new ImportedPayloads(payloads, e, staged), schemas))
                    .toList();
            Map<Integer, Outcome> together = together(caller, commands);
            for (int i = 0; i < commands.size(); i++) {
                Outcome outcome = together.get(i);
                if (outcome != null) {
                    told.stored(entries.get(i), outcome);
                } else {
                    alone(caller, commands.get(i), entries.get(i), told);
                }
            }
        } finally {
            staged.forEach(payloads::discard);
        }
    }

    private Map<Integer, Outcome> together(Caller caller, List<ImportCommand> commands) {
        if (commands.size() < 2) {
            return Map.of();
        }
        try {
            return pipeline.run(caller, new ImportBatch(context.store(), commands));
        } catch (RuntimeException e) { // each of them then goes alone, and whom it concerns meets it again
            LOG.debug("A batch of an import was not stored", e);
            return Map.of();
        }
    }

    private void alone(Caller caller, ImportCommand command, Imported entry, Told told) {
        Outcome outcome;
        try {
            outcome = pipeline.run(caller, command.withSchemas(context.rules().schemasOfBatch()));
        } catch (RuntimeException e) { // a defect in one entry must not keep the rest out
            told.refused(entry, e);
            return;
        }
        told.stored(entry, outcome);
    }
}
