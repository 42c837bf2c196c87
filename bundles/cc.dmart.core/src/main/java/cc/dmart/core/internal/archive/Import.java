package cc.dmart.core.internal.archive;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.entry.EntryImporter;
import cc.dmart.core.internal.entry.EntryImporter.Imported;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Phaser;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes unpacked spaces entry by entry, in an order in which each finds what it refers to ({@code storage.md} 6). Many
 * entries are stored at a time, so that they share the forces of the journal. For one thread.
 */
final class Import {
    private static final Logger LOG = LoggerFactory.getLogger(Import.class);
    private static final int WRITERS = 16;

    private final EntryImporter importer;
    private final SpaceName management;
    private final StagedSpaces staged;
    private final Report report;

    /** Entries that are stored before the next kind begins. */
    private enum Step {
        SPACES(t -> t == ResourceType.SPACE),
        PERMISSIONS(t -> t == ResourceType.PERMISSION),
        ROLES(t -> t == ResourceType.ROLE),
        GROUPS(t -> t == ResourceType.GROUP),
        USERS(t -> t == ResourceType.USER),
        FOLDERS(t -> t == ResourceType.FOLDER),
        SCHEMAS(t -> t == ResourceType.SCHEMA),
        OTHERS(t -> switch (t) {
            case SPACE, PERMISSION, ROLE, GROUP, USER, FOLDER, SCHEMA -> false;
            default -> true;
        });

        private final Predicate<ResourceType> types;

        Step(Predicate<ResourceType> types) {
            this.types = types;
        }

        /** Whether such entries stand in the management space only. */
        private boolean isManagement() {
            return this == PERMISSIONS || this == ROLES || this == GROUPS || this == USERS;
        }
    }

    Import(EntryImporter importer, SpaceName management, StagedSpaces staged, Report report) {
        this.importer = importer;
        this.management = management;
        this.staged = staged;
        this.report = report;
    }

    void run(Caller caller) {
        ExecutorService writers = CoreThreads.pool("dmart-import", WRITERS);
        try {
            for (Step step : Step.values()) {
                Phaser running = new Phaser(1);
                for (SpaceName space : staged.spaces()) {
                    if (!step.isManagement() || space.equals(management)) {
                        staged.scan(space, new Visitor(caller, step, writers, running));
                    }
                }
                running.arriveAndAwaitAdvance();
                LOG.debug("Import, {} done: {}", step, report);
            }
        } finally {
            writers.shutdownNow();
        }
    }

    private final class Visitor implements ScanVisitor {
        private final Caller caller;
        private final Step step;
        private final ExecutorService writers;
        private final Phaser running;

        Visitor(Caller caller, Step step, ExecutorService writers, Phaser running) {
            this.caller = caller;
            this.step = step;
            this.writers = writers;
            this.running = running;
        }

        @Override
        public boolean wantsFindings() {
            return false;
        }

        @Override
        public void entry(StoredEntry entry, List<StoredEntry> attachments) {
            if (!step.types.test(entry.at().type())) {
                return;
            }
            running.register();
            writers.execute(() -> {
                try {
                    store(entry, attachments);
                } finally {
                    running.arriveAndDeregister();
                }
            });
        }

        private void store(StoredEntry entry, List<StoredEntry> attachments) {
            String type = entry.at().type().wire();
            try {
                Imported imported = new Imported(entry, attachments, staged.history(entry.at()), staged::open);
                report.stored(entry.at().type(), importer.store(caller, imported));
                if (report.isDue()) {
                    LOG.info("Import: {}", report);
                }
            } catch (DmartException e) {
                report.failed(path(entry), type, e.text() + (e.info().isEmpty() ? "" : " " + e.info()));
            } catch (RuntimeException e) { // a defect in one entry must not keep the rest out
                LOG.error("Unexpected failure of the import of {}", entry.at(), e);
                report.failed(path(entry), type, "internal failure");
            }
        }

        private static String path(StoredEntry entry) {
            String inside = entry.at().inside().value();
            return inside.isEmpty() ? entry.at().space().value() : entry.at().space() + "/" + inside;
        }

        /** What cannot be read belongs to no step; it is told in the first. */
        @Override
        public void finding(StorageFinding finding) {
            if (step == Step.SPACES && finding.isError()) {
                report.failed(finding.path(), "meta", finding.message());
            }
        }
    }
}
