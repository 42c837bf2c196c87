package cc.dmart.core.internal.archive;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.ArchiveStore;
import cc.dmart.api.storage.ArchiveWriter;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.query.QueryRows;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One archive of what a caller may see. For one thread. */
final class Export {
    private static final String DIFF = "diff";

    private final EntryStore store;
    private final ArchiveStore archives;
    private final AccessPolicy access;
    private final Caller caller;
    private final SpaceName space;
    private final boolean secrets;
    private final boolean byName;
    private final Set<Locator> folders = new HashSet<>();
    /**
     * Attachments found for themselves, by the folder that their entry would be: they share one log, which is written when it is
     * known of whom.
     */
    private final Map<Locator, Set<Locator>> loose = new LinkedHashMap<>();

    /** @param byName whether rows only have the names of what is exported, so that nobody has asked for the rights on it */
    Export(
            EntryStore store,
            ArchiveStore archives,
            AccessPolicy access,
            Caller caller,
            SpaceName space,
            boolean secrets,
            boolean byName) {
        this.store = store;
        this.archives = archives;
        this.access = access;
        this.caller = caller;
        this.space = space;
        this.secrets = secrets;
        this.byName = byName;
    }

    void write(QueryRows.Rows found, OutputStream out) throws IOException {
        ArchiveWriter archive = archives.pack(out);
        onTheWay(archive, Locator.ofSpace(space));
        found.each(record -> found(archive, record));
        logsOfLoose(archive);
        archive.finish();
    }

    private void found(ArchiveWriter archive, WireRecord record) throws IOException {
        Locator at = record.resourceType() == ResourceType.SPACE
                ? Locator.ofSpace(new SpaceName(record.shortname())) // each stands for itself
                : new Locator(
                        space,
                        Subpath.parseAny(record.subpath()), // a line about an attachment lies as deep
                        new Shortname(record.shortname()),
                        record.resourceType());
        Optional<StoredEntry> entry = store.find(at).filter(e -> !byName || mayBeListed(e));
        if (entry.isPresent()) {
            above(archive, at.subpath());
            if (!at.type().isAttachment()) {
                entry(archive, entry.get());
            } else if (archive.add(entry.get())) {
                Locator.ofFolder(space, at.subpath())
                        .ifPresent(parent -> loose.computeIfAbsent(parent, p -> new HashSet<>())
                                .add(at));
            }
        }
    }

    /** What a row happens to name, a line of a log or the number of a group, has rules of its own. */
    private boolean mayBeListed(StoredEntry entry) {
        if (!entry.at().type().isAttachment()) {
            return access.lists(caller, AccessTarget.of(entry.entry()));
        }
        return isShown(entry)
                && Locator.ofFolder(space, entry.at().subpath())
                        .flatMap(at -> store.findByName(at.space(), at.subpath(), at.shortname()))
                        .filter(this::mayView)
                        .isPresent();
    }

    private void above(ArchiveWriter archive, Subpath subpath) throws IOException {
        for (Subpath level : subpath.levels()) {
            Optional<Locator> folder = Locator.ofFolder(space, level);
            if (folder.isPresent()) {
                onTheWay(archive, folder.get());
            }
        }
    }

    /** A space or folder that was perhaps not asked for itself. */
    private void onTheWay(ArchiveWriter archive, Locator at) throws IOException {
        if (folders.add(at)) {
            Optional<StoredEntry> entry = store.find(at);
            if (entry.isPresent()
                    && access.lists(caller, AccessTarget.of(entry.get().entry()))) {
                entry(archive, entry.get());
            }
        }
    }

    private void entry(ArchiveWriter archive, StoredEntry entry) throws IOException {
        if (!archive.add(censored(entry))) {
            return;
        }
        ResourceType type = entry.at().type();
        List<HistoryRecord> ofAttachments = List.of();
        if (type != ResourceType.SPACE && access.allows(caller, ActionType.VIEW, AccessTarget.of(entry.entry()))) {
            List<StoredEntry> hidden = new ArrayList<>();
            for (StoredEntry attachment : store.attachments(entry.at(), Set.of())) {
                if (isShown(attachment)) {
                    archive.add(attachment);
                } else {
                    hidden.add(attachment);
                }
            }
            ofAttachments = mayReadLogs(entry.at()) ? sent(ofAttachments(entry.at(), hidden)) : List.of();
        }
        archive.addHistory(entry.at(), history(entry.entry()), ofAttachments);
    }

    /** What was written with its entry after all has its log already. */
    private void logsOfLoose(ArchiveWriter archive) throws IOException {
        for (Map.Entry<Locator, Set<Locator>> each : loose.entrySet()) {
            Locator parent = each.getKey();
            Set<Locator> found = each.getValue();
            if (access.mayQuery(caller, space, parent.inside(), ResourceType.HISTORY)) {
                List<StoredEntry> hidden = new ArrayList<>(store.attachments(parent, Set.of()));
                hidden.removeIf(attachment -> found.contains(attachment.at()) || isShown(attachment));
                List<HistoryRecord> lines = ofAttachments(parent, hidden);
                lines.removeIf(isAboutOthers(found));
                archive.addHistory(parent, List.of(), sent(lines));
            }
        }
    }

    /** Asks only those of the name that a line tells: an entry may have thousands of attachments. */
    private static Predicate<HistoryRecord> isAboutOthers(Set<Locator> found) {
        Map<String, List<Locator>> named = found.stream()
                .collect(Collectors.groupingBy(at -> at.shortname().value()));
        return line -> line.attachment()
                .map(said -> named.getOrDefault(said.substring(said.lastIndexOf('/') + 1), List.of()))
                .filter(same -> same.stream().noneMatch(line::isAbout))
                .isPresent();
    }

    /** Lines about attachments, newest first; none that is or may be about one that the caller does not see. */
    private List<HistoryRecord> ofAttachments(Locator at, List<StoredEntry> hidden) {
        List<HistoryRecord> lines = new ArrayList<>(store.attachmentHistory(at));
        lines.removeIf(line -> hidden.stream().anyMatch(a -> line.isAbout(a.at()))
                || (line.attachment().isEmpty() && !hidden.isEmpty()));
        return lines;
    }

    private boolean isShown(StoredEntry attachment) {
        return attachment.entry().isActive() || mayView(attachment);
    }

    private boolean mayView(StoredEntry entry) {
        return access.allows(caller, ActionType.VIEW, AccessTarget.of(entry.entry()));
    }

    private StoredEntry censored(StoredEntry entry) {
        if (secrets || entry.at().type() != ResourceType.USER) {
            return entry;
        }
        JsonObject meta = entry.entry().meta();
        if (!access.showsNotes(caller, entry.entry())) {
            meta = meta.without(WireForm.NOTES);
        }
        for (String name : WireForm.SECRETS_OF_USERS) {
            meta = meta.without(name);
        }
        Entry clean = new Entry(entry.at(), meta);
        return new StoredEntry(clean, entry.jsonBody(), entry.payloadFile(), entry.version(), entry.modified());
    }

    /** Lines, oldest first, without who asked from where; none where changes may not be looked at. */
    private List<HistoryRecord> history(Entry entry) {
        Locator at = entry.at();
        boolean notes = at.type() != ResourceType.USER || access.showsNotes(caller, entry);
        List<HistoryRecord> out = new ArrayList<>();
        if (access.showsHistory(caller, entry)) {
            store.history(at, line -> out.add(sent(line, notes)));
            Collections.reverse(out);
        }
        return out;
    }

    private boolean mayReadLogs(Locator at) {
        return access.mayQuery(caller, at.space(), at.subpath(), ResourceType.HISTORY);
    }

    private List<HistoryRecord> sent(List<HistoryRecord> newestFirst) {
        List<HistoryRecord> out = new ArrayList<>();
        newestFirst.forEach(line -> out.add(sent(line, true)));
        Collections.reverse(out);
        return out;
    }

    private HistoryRecord sent(HistoryRecord line, boolean notes) {
        JsonObject shown = line.json().with("request_headers", JsonObject.EMPTY);
        if (shown.has(DIFF)) {
            JsonObject diff = secrets ? line.diff() : Secrets.masked(line.diff());
            shown = shown.with(DIFF, notes ? diff : Secrets.withoutNotes(diff));
        }
        return new HistoryRecord(shown);
    }
}
