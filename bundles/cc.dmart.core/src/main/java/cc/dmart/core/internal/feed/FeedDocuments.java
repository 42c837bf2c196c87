package cc.dmart.core.internal.feed;

import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.quota.Footprint;
import cc.dmart.core.internal.unique.UniqueRules;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Documents of what is in the store now. Remembers, within bounds, the text of attachments, so that an update of an entry
 * does not look for them again, and which spaces are indexed in full. Thread-safe.
 */
final class FeedDocuments {
    private static final int TEXT_CHARS = 4 << 20;
    private static final int PER_ENTRY = 64;

    private final EntryStore store;
    private final DocumentBuilder builder;
    private final UniqueFolders unique;
    private final boolean withAttachments;
    private final Map<SpaceName, Boolean> indexed = new ConcurrentHashMap<>();
    private final Cache<Locator, List<String>> texts = Caffeine.newBuilder()
            .executor(Runnable::run) // its upkeep is short; a wake-up of another thread with every change is not
            .maximumWeight(TEXT_CHARS)
            .weigher((Locator at, List<String> text) ->
                    PER_ENTRY + text.stream().mapToInt(String::length).sum())
            .build();

    FeedDocuments(
            EntryStore store,
            PayloadStore payloads,
            UniqueRules rules,
            ZoneId zone,
            LeafCaps caps,
            boolean withAttachments) {
        this.store = store;
        this.withAttachments = withAttachments;
        unique = new UniqueFolders(rules);
        builder = new DocumentBuilder(zone, caps, new TextFiles(payloads)::of, entry -> {
            List<String> taken = Footprint.of(entry, payloads).terms(entry.entry());
            Collection<String> values = unique.terms(entry);
            return values.isEmpty()
                    ? taken
                    : Stream.concat(taken.stream(), values.stream()).toList();
        });
    }

    EntryStore store() {
        return store;
    }

    /** The folders with values that must be unique. */
    UniqueFolders unique() {
        return unique;
    }

    /** The document of an entry, its attachments read if they are not known. */
    IndexDocument entry(StoredEntry entry) {
        return Fingerprint.sealed(builder.entry(
                entry, attachmentText(entry.at()), isIndexed(entry.at().space())));
    }

    /**
     * The same, its attachments read in any case and not remembered: they may be others by now, and who changed them has told to
     * forget what was known before.
     */
    IndexDocument anew(StoredEntry entry) {
        List<String> text =
                withAttachments ? builder.attachmentText(store.attachments(entry.at(), Set.of())) : List.of();
        return Fingerprint.sealed(
                builder.entry(entry, text, isIndexed(entry.at().space())));
    }

    /** The document of an entry that has no attachments. */
    IndexDocument bare(StoredEntry entry) {
        return Fingerprint.sealed(
                builder.entry(entry, List.of(), isIndexed(entry.at().space())));
    }

    /**
     * Documents of an entry and its attachments, as a scan finds them; that of the entry is the last, so that an index that has it
     * has the others ({@link cc.dmart.api.index.IndexGeneration#has}).
     */
    void all(StoredEntry entry, List<StoredEntry> attachments, List<IndexDocument> out) {
        boolean payload = isIndexed(entry.at().space());
        attachments.forEach(
                a -> out.add(Fingerprint.sealed(builder.attachment(a, Optional.of(entry.entry()), payload))));
        if (entry.at().type() != ResourceType.SPACE) {
            List<String> text =
                    withAttachments && !attachments.isEmpty() ? builder.attachmentText(attachments) : List.of();
            out.add(Fingerprint.sealed(builder.entry(entry, text, payload)));
        }
    }

    /** The document of an attachment. */
    IndexDocument attachment(StoredEntry attachment) {
        Locator at = attachment.at();
        Optional<Entry> parent = at.subpath().isRoot()
                ? Optional.empty()
                : store.findByName(at.space(), at.parentSubpath(), at.parentShortname())
                        .map(StoredEntry::entry);
        return Fingerprint.sealed(builder.attachment(attachment, parent, isIndexed(at.space())));
    }

    /** Documents of the attachments of an entry; none if the entry is gone. */
    List<IndexDocument> attachments(Locator parent) {
        List<IndexDocument> out = new ArrayList<>();
        store.find(parent).ifPresent(entry -> {
            boolean payload = isIndexed(parent.space());
            store.attachments(parent, Set.of())
                    .forEach(a ->
                            out.add(Fingerprint.sealed(builder.attachment(a, Optional.of(entry.entry()), payload))));
        });
        return out;
    }

    /** Whether an entry is known to have no attachments. */
    boolean hasNoAttachments(Locator at) {
        List<String> known = withAttachments ? texts.getIfPresent(at) : null;
        return known != null && known.isEmpty();
    }

    private List<String> attachmentText(Locator at) {
        if (!withAttachments) {
            return List.of();
        }
        List<String> known = texts.getIfPresent(at);
        if (known == null) {
            known = builder.attachmentText(store.attachments(at, Set.of()));
            texts.put(at, known);
        }
        return known;
    }

    /** A new entry has no attachments. */
    void created(Locator at) {
        texts.put(at, List.of());
    }

    void forgetText(Locator at) {
        texts.invalidate(at);
    }

    void forgetAllTexts() {
        texts.invalidateAll();
    }

    /** Whether payload and free text are indexed ({@code query.md} 6.1). */
    boolean isIndexed(SpaceName space) {
        return indexed.computeIfAbsent(space, this::readIndexed);
    }

    private boolean readIndexed(SpaceName space) {
        return DocumentBuilder.isIndexed(store.find(Locator.ofSpace(space)));
    }

    /**
     * Reads the setting of a space again.
     *
     * @param unknown asked where nobody has read it since the start
     * @return whether it is another than before
     */
    boolean spaceChanged(SpaceName space, BooleanSupplier unknown) {
        Boolean before = indexed.remove(space);
        boolean other = before == null ? unknown.getAsBoolean() : before != isIndexed(space);
        return other && store.find(Locator.ofSpace(space)).isPresent();
    }
}
