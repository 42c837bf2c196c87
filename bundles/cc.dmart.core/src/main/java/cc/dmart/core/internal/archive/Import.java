package cc.dmart.core.internal.archive;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.entry.form.Failures;
import cc.dmart.core.internal.entry.imports.EntryImporter;
import cc.dmart.core.internal.entry.imports.EntryImporter.Imported;
import cc.dmart.core.internal.entry.imports.EntryImporter.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the spaces of an archive, kind after kind, so that each entry finds what it refers to ({@code storage.md} 6). One
 * thread reads the archive, a few store what it read in batches. For one import.
 */
final class Import {
    private static final Logger LOG = LoggerFactory.getLogger(Import.class);
    private static final String NOWHERE = "The entry it belongs to is neither stored nor in the archive";
    private static final String NO_LOG = "The change log cannot be read, or is larger than an import takes";
    private static final String BROKEN = "internal failure";
    private static final String FILE = "file";
    /** One more than processors, as now and then one waits for a disk; some that wait for each other gain nothing. */
    private static final int WRITERS = Math.min(4, Runtime.getRuntime().availableProcessors() + 1);
    /** What is read ahead is copied by every collection of garbage until it is stored. */
    private static final int ROOM = WRITERS + 1;

    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 1 << 20;

    private final EntryStore store;
    private final EntryImporter importer;
    private final AccessPolicy access;
    private final ManagementSpace management;
    private final StagedSpaces staged;
    private final Report report;
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    /** Accounts of which it is known what they have through groups. */
    private final Set<Shortname> looked = ConcurrentHashMap.newKeySet();

    private final Map<String, Boolean> accounts = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(ROOM);

    /** @param whole whether the archive has the entry itself; if not, it says only where the attachments hang */
    private record Found(StoredEntry entry, List<StoredEntry> attachments, boolean whole) {}

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

        /** Whether what is stored counts in the management space only. */
        private boolean isManagement() {
            return this == PERMISSIONS || this == ROLES || this == GROUPS || this == USERS;
        }

        /** Accounts and what decides about access are entries like others in other spaces. */
        private boolean takes(ResourceType type, boolean management) {
            boolean other = !management && ManagementSpace.folder(type).isPresent();
            return other ? this == OTHERS : types.test(type);
        }
    }

    /** @param store where it comes in */
    Import(
            EntryStore store,
            EntryImporter importer,
            AccessPolicy access,
            ManagementSpace management,
            StagedSpaces staged,
            Report report) {
        this.access = access;
        this.store = store;
        this.importer = importer;
        this.management = management;
        this.staged = staged;
        this.report = report;
    }

    void run(Caller caller) {
        run(caller, CoreThreads.pool("dmart-import", WRITERS));
    }

    /** @param writers shut down in the end */
    void run(Caller caller, ExecutorService writers) {
        try {
            for (Step step : Step.values()) {
                for (SpaceName space : staged.spaces()) {
                    boolean counts = space.equals(management.space());
                    if (counts || !step.isManagement()) {
                        Visitor visitor = new Visitor(caller, step, counts, writers);
                        staged.scan(space, visitor);
                        visitor.flush();
                    }
                }
                awaitWriters();
                LOG.debug("Import, {} done: {}", step, report);
            }
        } finally {
            awaitWriters();
            writers.shutdownNow();
        }
        staged.foreign().forEach(name -> report.failed(name, FILE, "Spaces have no file of this name"));
        staged.unnamed().forEach(name -> report.unused(name, FILE, "No entry names this file"));
        groups.forEach(this::tellMembers);
        report.tellGained(LOG);
    }

    /**
     * Who is in a group that came in has what it gives, also if the archive does not have the account ({@code security.md} X1). A role
     * that comes in alone is not asked for the groups that list it already.
     */
    private void tellMembers(String group) {
        try {
            access.forMembers(group, this::tellGained);
        } catch (DmartException e) {
            LOG.warn("Who has more by the group {} could not be looked up: {}", group, e.text());
        }
    }

    /** Groups are all stored before the first account is looked at, and each account is looked at once. */
    private void tellGained(Entry account) {
        if (looked.add(account.at().shortname())) {
            report.gained(account.at().shortname(), access.rolesByGroupsAlone(account.meta()));
        }
    }

    private void awaitWriters() {
        room.acquireUninterruptibly(ROOM);
        room.release(ROOM);
    }

    /** Collects entries of one step and hands them to the writers. For the thread that walks. */
    private final class Visitor implements ScanVisitor {
        private final Caller caller;
        private final Step step;
        private final boolean counts;
        private final ExecutorService writers;
        private List<Found> batch = new ArrayList<>(BATCH);
        private long bytes;

        /** @param counts whether it walks through the management space */
        Visitor(Caller caller, Step step, boolean counts, ExecutorService writers) {
            this.caller = caller;
            this.step = step;
            this.counts = counts;
            this.writers = writers;
        }

        @Override
        public boolean wantsFindings() {
            return false;
        }

        @Override
        public boolean wants(ResourceType type) {
            return step.takes(type, counts);
        }

        @Override
        public void entry(StoredEntry entry, List<StoredEntry> attachments) {
            add(new Found(owned(entry), owned(attachments), true));
        }

        /** What hangs on entries that are only in the store comes last, when those of the archive are there too. */
        @Override
        public boolean wantsStrays() {
            return step == Step.OTHERS;
        }

        @Override
        public void strays(Locator parent, List<StoredEntry> attachments) {
            Optional<StoredEntry> stored = store.findByName(parent.space(), parent.subpath(), parent.shortname());
            if (stored.isPresent()) {
                add(new Found(stored.get(), owned(attachments), false));
            } else {
                attachments.forEach(a -> failed(a.at(), NOWHERE));
                if (!lines(parent, staged::history).isEmpty()
                        || !lines(parent, staged::attachmentHistory).isEmpty()) {
                    report.failed(path(parent), ResourceType.HISTORY.wire(), NOWHERE);
                }
            }
        }

        private void add(Found found) {
            List<StoredEntry> attachments = found.attachments();
            batch.add(found);
            bytes += size(found.entry());
            attachments.forEach(a -> bytes += size(a));
            if (batch.size() == BATCH || bytes > BATCH_BYTES) {
                flush();
            }
        }

        void flush() {
            if (batch.isEmpty()) {
                return;
            }
            FutureTask<Boolean> full = new FutureTask<>(new Batch(caller, batch), true);
            batch = new ArrayList<>(BATCH);
            bytes = 0;
            room.acquireUninterruptibly();
            try {
                writers.execute(full);
            } catch (Throwable e) { // the system may give no thread; what did begin all the same is not run twice
                full.run();
                LOG.debug("A batch of an import is stored where it came up", e);
            }
        }

        private static long size(StoredEntry entry) {
            return entry.jsonBody().map(b -> b.utf8().length).orElse(0);
        }

        /** What is of no known type belongs to no step and is met in several. */
        @Override
        public void finding(StorageFinding finding) {
            if (finding.isError() && unreadable.add(finding.path())) {
                report.failed(finding.path(), "meta", finding.message());
            }
        }
    }

    private List<StoredEntry> owned(List<StoredEntry> entries) {
        return entries.stream().map(this::owned).toList();
    }

    /** The entry, given to the administrator if its owner is an account that nobody has ({@code storage.md} 6). */
    private StoredEntry owned(StoredEntry entry) {
        String owner = entry.entry().owner();
        if (owner.isEmpty() || accounts.computeIfAbsent(owner, this::isAccount)) {
            return entry;
        }
        JsonObject meta = entry.entry().meta().with("owner_shortname", new JsonString(ManagementSpace.ADMIN.value()));
        Entry given = new Entry(entry.at(), meta);
        return new StoredEntry(given, entry.jsonBody(), entry.payloadFile(), entry.version(), entry.modified());
    }

    private boolean isAccount(String name) {
        if (!Names.isShortname(name)) {
            return false;
        }
        Locator at = management.user(new Shortname(name));
        return staged.holds(at) || store.find(at).isPresent();
    }

    /** Entries that are stored together. Each is told of once, whatever happens. For one thread at a time. */
    private final class Batch implements Runnable, EntryImporter.Told {
        private final Caller caller;
        private final List<Found> batch;
        /** Of which nothing was told so far. */
        private final Set<StoredEntry> open = Collections.newSetFromMap(new IdentityHashMap<>());

        Batch(Caller caller, List<Found> batch) {
            this.caller = caller;
            this.batch = batch;
            batch.forEach(found -> open.add(found.entry()));
        }

        @Override
        public void run() {
            try {
                store();
            } catch (Throwable e) { // nobody else would tell that these are missing
                open.forEach(entry -> failed(entry.at(), BROKEN));
                LOG.error("A batch of the import failed", e);
            } finally {
                room.release();
            }
            if (report.isDue()) {
                LOG.info("Import: {}", report);
            }
        }

        private void store() {
            List<Imported> entries = new ArrayList<>(batch.size());
            for (Found found : batch) {
                try {
                    Imported imported = imported(found);
                    if (found.whole() || hasAnything(imported)) {
                        entries.add(imported);
                    } else {
                        open.remove(found.entry());
                    }
                } catch (DmartException e) {
                    failed(found.entry().at(), e.text());
                    open.remove(found.entry());
                }
            }
            importer.store(caller, entries, this);
        }

        @Override
        public void stored(Imported imported, Outcome outcome) {
            Locator at = imported.entry().at();
            report.stored(at.type(), outcome);
            open.remove(imported.entry());
            if (outcome.written() && management.isRecord(at)) {
                if (at.type() == ResourceType.USER) {
                    tellGained(imported.entry().entry());
                } else if (at.type() == ResourceType.GROUP) {
                    groups.add(at.shortname().value());
                }
            }
            outcome.left().forEach(left -> failed(left.at(), left.why()));
        }

        @Override
        public void refused(Imported imported, RuntimeException why) {
            StoredEntry entry = imported.entry();
            String error = BROKEN;
            if (why instanceof DmartException e) {
                error = Failures.ofRecord(e).text();
            } else {
                LOG.error("Unexpected failure of the import of {}", entry.at(), why);
            }
            failed(entry.at(), error);
            open.remove(entry);
        }
    }

    private Imported imported(Found found) {
        Locator at = found.entry().at();
        List<HistoryRecord> history = lines(at, staged::history);
        List<HistoryRecord> others = at.type() == ResourceType.SPACE ? List.of() : lines(at, staged::attachmentHistory);
        return new Imported(found.entry(), found.attachments(), history, others, found.whole(), staged::open);
    }

    /** A log that cannot be read, mostly since it is too large, keeps no entry out. */
    private List<HistoryRecord> lines(Locator at, Function<Locator, List<HistoryRecord>> log) {
        try {
            return log.apply(at);
        } catch (DmartException.Unavailable e) {
            report.failed(path(at), ResourceType.HISTORY.wire(), NO_LOG);
            return List.of();
        }
    }

    /** A name may lie there only because logs of attachments are below. */
    private static boolean hasAnything(Imported imported) {
        return !imported.attachments().isEmpty()
                || !imported.history().isEmpty()
                || !imported.attachmentHistory().isEmpty();
    }

    private void failed(Locator at, String error) {
        report.failed(path(at), at.type().wire(), error);
    }

    /** A text, since that of an attachment may be longer than a subpath is. */
    private static String path(Locator at) {
        String folder = at.space() + (at.subpath().isRoot() ? "" : at.subpath().slashed());
        return at.type() == ResourceType.SPACE ? folder : folder + "/" + at.shortname();
    }
}
