package cc.dmart.core.internal.feed;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexBatch.Tree;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.ChangeOp.MoveEntry;
import cc.dmart.api.storage.ChangeOp.PutEntry;
import cc.dmart.api.storage.ChangeOp.RemoveEntry;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one change means for the index: which documents go, which are made anew from what the store holds now. So a change
 * may be read again later, and the last reading is right whatever happened since. Not thread-safe; one per change.
 */
final class ChangeReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);
    private static final int PART = 500;
    private static final String UNIQUE = "payload.body.unique_fields";
    /** Fields that decide who may see an entry. */
    private static final List<String> ACCESS = List.of("acl", "is_active", "owner_");

    /** Actions whose events say what changed. */
    private static final Set<ActionType> TOLD = Set.of(ActionType.UPDATE, ActionType.PROGRESS_TICKET);

    private final FeedDocuments documents;
    private final Set<Locator> deletes = new LinkedHashSet<>();
    private final Set<Tree> trees = new LinkedHashSet<>();
    private final Map<Locator, Optional<StoredEntry>> entries = new LinkedHashMap<>();
    private final Set<Locator> attachments = new LinkedHashSet<>();
    private final Set<Locator> withAttachments = new LinkedHashSet<>();
    /** Entries that came to be in this change, as far as that is sure. */
    private final Set<Locator> fresh = new HashSet<>();

    /** Trees of which all documents are made anew. */
    private final Set<Tree> moved = new LinkedHashSet<>();

    private final Mode mode;

    private boolean reindexSpace;
    private boolean hasNewRules;

    /**
     * Reads the operations of a change.
     *
     * @param live whether the change was committed just now and its entries are locked, so that what it holds is what the
     *             store holds
     */
    ChangeReader(FeedDocuments documents, Change change, boolean live) {
        this(documents, change, live ? Mode.LIVE : Mode.AGAIN);
    }

    private ChangeReader(FeedDocuments documents, Change change, Mode mode) {
        this.documents = documents;
        this.mode = mode;
        for (ChangeOp op : change.ops()) {
            readable(op, () -> {
                read(op, change);
                return op;
            });
        }
    }

    /** How a change is read. */
    private enum Mode {
        /** By the one who made it, under its locks. */
        LIVE,
        /** Later. */
        AGAIN,
        /** Later, and what cannot be read stays as it is: nothing behind it comes into the index otherwise. */
        AT_ANY_RATE,
        /** It is nobody's change, and the entries may be changed meanwhile. */
        BESIDE
    }

    /** A change of the journal, of which what cannot be read is left as the index has it. */
    static ChangeReader atAnyRate(FeedDocuments documents, Change change) {
        return new ChangeReader(documents, change, Mode.AT_ANY_RATE);
    }

    private void read(ChangeOp op, Change change) {
        if (op instanceof PutEntry put) {
            put(put, change, mode == Mode.LIVE);
        } else if (op instanceof RemoveEntry remove) {
            remove(remove.at());
        } else if (op instanceof MoveEntry move) {
            move(move);
        }
    }

    /** What is read; empty if it cannot be and is passed over. */
    private <T> Optional<T> readable(Object what, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (DmartException.Unavailable e) {
            if (mode != Mode.AT_ANY_RATE) {
                throw e;
            }
            LOG.warn("{} cannot be read, and is in the index as it was: {}", what, e.getMessage());
            return Optional.empty();
        }
    }

    /** Reads anew what is stored at some addresses, whatever happened to them. */
    static ChangeReader of(FeedDocuments documents, List<Locator> addresses) {
        ChangeReader out = new ChangeReader(documents, new Change(List.of(), List.of(), true), Mode.BESIDE);
        for (Locator at : addresses) {
            documents.forgetText(at);
            if (at.type().isAttachment()) {
                out.attachments.add(at);
                out.parentOf(at);
            } else {
                out.entries.put(at, Optional.empty());
            }
        }
        return out;
    }

    private void put(PutEntry op, Change change, boolean live) {
        Locator at = op.at();
        if (at.type() == ResourceType.SPACE) {
            reindexSpace |= documents.spaceChanged(at.space(), () -> !op.created() && mayIndexOtherwise(change, at));
        } else if (at.type().isAttachment()) {
            attachments.add(at);
            parentOf(at);
        } else {
            if (live && op.created()) {
                documents.created(at);
                fresh.add(at);
            }
            Optional<StoredEntry> known = live ? fromOp(op) : Optional.empty();
            if (at.type() == ResourceType.FOLDER) {
                Optional<Boolean> other = op.created() ? Optional.empty() : rulesDiffer(change, at);
                hasNewRules |= documents.unique().written(at, known, other);
            }
            entries.put(at, known);
            if (!(live && (op.created() || documents.hasNoAttachments(at) || keepsAccess(change, at)))) {
                withAttachments.add(at);
            }
        }
    }

    /** Whether the change does not say that the setting of its space is as before. */
    private static boolean mayIndexOtherwise(Change change, Locator space) {
        List<JsonObject> told = told(change, space);
        return told.isEmpty() || told.stream().anyMatch(diff -> diff.has("indexing_enabled"));
    }

    /** Whether the unique fields of a folder are others than before, if the change says so. */
    private static Optional<Boolean> rulesDiffer(Change change, Locator folder) {
        List<JsonObject> told = told(change, folder);
        return told.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        told.stream().flatMap(diff -> diff.names().stream()).anyMatch(ChangeReader::decidesUniqueness));
    }

    private static boolean decidesUniqueness(String field) {
        return field.startsWith(UNIQUE) || UNIQUE.startsWith(field + ".") || field.equals("payload.content_type");
    }

    /** The differences that a change tells of an entry. */
    private static List<JsonObject> told(Change change, Locator at) {
        return change.events().stream()
                .filter(event -> TOLD.contains(event.action()) && isAbout(event, at))
                .flatMap(event -> event.attributes().object(EntryEvent.DIFF).stream())
                .toList();
    }

    /**
     * Whether the change says that who may see the entry, and with it its attachments, is as before. Lines of the change log say
     * nothing of it: an import brings some along that tell of earlier changes. An event without a difference tells nothing, one with
     * an empty one that nothing changed.
     */
    private static boolean keepsAccess(Change change, Locator at) {
        List<JsonObject> told = told(change, at);
        return !told.isEmpty()
                && told.stream().flatMap(diff -> diff.names().stream()).noneMatch(ChangeReader::decidesAccess);
    }

    private static boolean decidesAccess(String field) {
        return ACCESS.stream().anyMatch(field::startsWith);
    }

    private static boolean isAbout(EntryEvent event, Locator at) {
        return event.shortname().equals(Optional.of(at.shortname().value()))
                && event.resourceType().equals(Optional.of(at.type()))
                && event.spaceName().equals(at.space().value())
                && event.subpath().equals(at.subpath().slashed());
    }

    /** The entry without asking the store, when the change carries all of it. */
    private static Optional<StoredEntry> fromOp(PutEntry op) {
        Entry entry = new Entry(op.at(), op.meta());
        if (op.payload() instanceof PayloadChange.Bytes bytes
                && entry.payload().flatMap(p -> p.contentType()).equals(Optional.of(ContentType.JSON))) {
            return Optional.of(
                    new StoredEntry(entry, Optional.of(new JsonRaw(bytes.bytes())), Optional.of(bytes.fileName()), ""));
        }
        return Optional.empty();
    }

    private void remove(Locator at) {
        documents.forgetText(at);
        if (at.type() == ResourceType.SPACE) {
            documents.spaceChanged(at.space(), () -> false);
            documents.unique().gone();
            documents.forgetAllTexts();
            trees.add(new Tree(at.space(), Subpath.ROOT));
            entries.keySet().removeIf(e -> e.space().equals(at.space()));
            return;
        }
        deletes.add(at);
        entries.remove(at);
        if (at.type().isAttachment()) {
            attachments.remove(at);
            parentOf(at);
            return;
        }
        Tree inside = new Tree(at.space(), at.inside());
        trees.add(inside);
        if (at.type() == ResourceType.FOLDER) {
            documents.forgetAllTexts();
            documents.unique().gone();
        } else if (isFolder(at)) {
            moved.add(inside); // what is in the folder stands where the attachments of the entry did
        }
    }

    /** Whether there is a folder of the same name, as older data may have it. */
    private boolean isFolder(Locator at) {
        return documents
                .store()
                .find(new Locator(at.space(), at.subpath(), at.shortname(), ResourceType.FOLDER))
                .isPresent();
    }

    private void move(MoveEntry op) {
        remove(op.from());
        Locator to = op.to();
        if (to.type().isAttachment()) {
            attachments.add(to);
            parentOf(to);
            return;
        }
        documents.forgetText(to);
        if (to.type() == ResourceType.FOLDER) {
            moved.add(new Tree(to.space(), to.inside()));
        } else {
            entries.put(to, Optional.empty());
            withAttachments.add(to);
        }
    }

    /** An attachment changes the free text of the entry that it hangs on; that may be a folder or any other entry. */
    private void parentOf(Locator attachment) {
        if (attachment.subpath().isRoot()) {
            return;
        }
        documents
                .store()
                .findByName(attachment.space(), attachment.parentSubpath(), attachment.parentShortname())
                .map(StoredEntry::at)
                .ifPresent(parent -> {
                    documents.forgetText(parent);
                    entries.putIfAbsent(parent, Optional.empty());
                });
    }

    /** The entries whose documents are made anew. */
    Set<Locator> entries() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Whether the setting of a space changed so that all its documents are other ones. */
    boolean reindexesSpace() {
        return reindexSpace;
    }

    /** Whether what is in a folder has to be indexed anew because other fields are unique there. */
    boolean hasNewRules() {
        return hasNewRules;
    }

    /** Whether a change takes entries or attachments away. */
    boolean takesAway() {
        return !deletes.isEmpty() || !trees.isEmpty();
    }

    /** Whether a change has no effect on the index. */
    boolean isNothing() {
        return deletes.isEmpty() && trees.isEmpty() && entries.isEmpty() && attachments.isEmpty() && moved.isEmpty();
    }

    /**
     * Hands over batches with documents of what is stored now. A large change comes in parts of number 0; the last one has
     * the number of the change and comes even if there is nothing to do.
     */
    void apply(long seq, Consumer<IndexBatch> index) {
        Parts parts = new Parts(index);
        entries.forEach((at, known) -> readable(
                        at, () -> known.or(() -> documents.store().find(at)).map(this::document))
                .ifPresent(made -> give(parts, at, made)));
        for (Locator at : attachments) {
            readable(at, () -> documents.store().find(at).map(documents::attachment))
                    .ifPresent(made -> give(parts, at, made));
        }
        withAttachments.forEach(
                at -> readable(at, () -> documents.attachments(at)).ifPresent(made -> made.forEach(parts::add)));
        moved.forEach(tree -> documents.store().scan(tree.space(), tree.under(), Runnable::run, parts));
        parts.finish(seq);
    }

    private void give(Parts parts, Locator at, Optional<IndexDocument> made) {
        made.ifPresentOrElse(parts::add, () -> deletes.add(at));
    }

    /** Many new entries at a time are more than the memory of attachments keeps, and those of a new one came in this change. */
    private IndexDocument document(StoredEntry entry) {
        if (mode == Mode.BESIDE) {
            return documents.anew(entry);
        }
        return attachments.isEmpty() && fresh.contains(entry.at()) ? documents.bare(entry) : documents.entry(entry);
    }

    /** Collects documents; deletions go first. Guarded by itself. */
    private final class Parts implements ScanVisitor {
        private final Consumer<IndexBatch> index;
        private List<IndexDocument> puts = new ArrayList<>();
        private boolean begun;

        Parts(Consumer<IndexBatch> index) {
            this.index = index;
        }

        synchronized void add(IndexDocument document) {
            puts.add(document);
            // what the operations themselves name is small; deletions are complete once a scan begins
            if (puts.size() >= PART && !moved.isEmpty()) {
                hand(0);
            }
        }

        private void hand(long seq) {
            index.accept(
                    begun
                            ? new IndexBatch(seq, List.of(), List.of(), puts)
                            : new IndexBatch(seq, List.copyOf(deletes), List.copyOf(trees), puts));
            begun = true;
            puts = new ArrayList<>();
        }

        synchronized void finish(long seq) {
            hand(seq);
        }

        @Override
        public void entry(StoredEntry entry, List<StoredEntry> found) {
            List<IndexDocument> own = new ArrayList<>(1 + found.size());
            documents.all(entry, found, own);
            own.forEach(this::add);
        }

        @Override
        public void finding(StorageFinding finding) {
            // the health check reports it
        }
    }
}
