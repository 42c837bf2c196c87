package cc.dmart.core.internal.query;

import cc.dmart.api.index.FieldTest.Span;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.search.DateText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The types that read logs: history of an entry, events of a space ({@code query.md} 1.2, 1.4). Thread-safe. */
final class LogLists {
    private static final String ATTRIBUTES = "attributes";
    private static final int MAX_LINES = 1_000_000;

    private final EntryStore store;
    private final AccessPolicy access;
    private final ZoneId zone;
    private final int mostMegabytes;

    /** @param mostMegabytes size of an answer at most */
    LogLists(EntryStore store, AccessPolicy access, ZoneId zone, int mostMegabytes) {
        this.store = store;
        this.access = access;
        this.zone = zone;
        this.mostMegabytes = mostMegabytes;
    }

    /** Change log of one entry, newest first. @throws DmartException.Invalid {@code E(400,request,209)} without its name */
    QueryResult history(Caller caller, EntryQuery query) {
        String name = query.filterShortnames().stream()
                .findFirst()
                .orElseThrow(() -> DmartException.Invalid.request(
                        ErrorCode.MISSING_FILTER_SHORTNAMES, "filter_shortnames names the entry of a history"));
        if (!access.mayQuery(caller, query.space(), query.subpath(), ResourceType.HISTORY)) {
            return new QueryResult(List.of(), 0, 0);
        }
        Optional<StoredEntry> found =
                entry(query, new Shortname(name)).or(() -> attachment(caller, query, new Shortname(name)));
        if (found.isEmpty() || isClosed(caller, found.get())) {
            return new QueryResult(List.of(), 0, 0);
        }
        Locator at = found.get().at();
        Optional<Instant> since = at.type().isAttachment() ? found.get().entry().createdAt(zone) : Optional.empty();
        boolean notes = access.showsNotes(caller, found.get().entry());
        Page page = new Page(query, new AnswerSize(mostMegabytes));
        store.history(at, line -> {
            if (isInTime(query, line.timestamp()) && !isOlder(line, since)) {
                page.take(() -> HistoryForm.record(at, line, notes));
            }
            return page.isOpen();
        });
        return page.result();
    }

    /** The lines of a page, with the number of all, also if nobody asks for it ({@code query.md} 1.3). For one thread. */
    private static final class Page {
        private final EntryQuery query;
        private final AnswerSize size;
        private final List<WireRecord> records = new ArrayList<>();
        private long total;

        Page(EntryQuery query, AnswerSize size) {
            this.query = query;
            this.size = size;
        }

        /** One more line that the caller sees. */
        void take(Supplier<WireRecord> line) {
            if (total >= query.offset() && records.size() < query.limit()) {
                records.add(size.with(line.get()));
            }
            total++;
        }

        /** Whether more lines are wanted. @throws cc.dmart.api.model.DmartException.Unavailable if the time is over */
        boolean isOpen() {
            Deadline.check();
            return total < MAX_LINES;
        }

        QueryResult result() {
            return new QueryResult(records, total, records.size());
        }
    }

    /** An attachment is under what its entry is under. */
    private boolean isClosed(Caller caller, StoredEntry found) {
        return !found.at().type().isAttachment() && !access.showsHistory(caller, found.entry());
    }

    /** An attachment is addressed by the path of its entry, and seen by whoever may view that ({@code security.md} 3.10). */
    private Optional<StoredEntry> attachment(Caller caller, EntryQuery query, Shortname name) {
        return Locator.ofFolder(query.space(), query.subpath())
                .flatMap(at -> store.findByName(at.space(), at.subpath(), at.shortname()))
                .filter(parent -> access.allows(caller, ActionType.VIEW, AccessTarget.of(parent.entry())))
                .flatMap(parent -> Stream.of(ResourceType.values())
                        .filter(ResourceType::isAttachment)
                        .flatMap(type -> store.find(parent.at().attachment(type, name)).stream())
                        .filter(a -> a.entry().isActive()
                                || access.allows(caller, ActionType.VIEW, AccessTarget.of(a.entry())))
                        .findFirst());
    }

    private Optional<StoredEntry> entry(EntryQuery query, Shortname name) {
        Optional<StoredEntry> found = store.findByName(query.space(), query.subpath(), name);
        boolean ofSpace =
                query.subpath().isRoot() && name.value().equals(query.space().value());
        return found.isEmpty() && ofSpace ? store.find(Locator.ofSpace(query.space())) : found;
    }

    /** The log of all attachments of an entry also has lines about one that is gone and had the same name. */
    private boolean isOlder(HistoryRecord line, Optional<Instant> since) {
        return since.isPresent()
                && time(line.timestamp()).filter(t -> t.isBefore(since.get())).isPresent();
    }

    private Optional<Instant> time(Optional<String> timestamp) {
        return timestamp
                .flatMap(t -> DateText.parse(t, zone))
                .map(Span::from)
                .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private boolean isInTime(EntryQuery query, Optional<String> timestamp) {
        if (query.fromDate().isEmpty() && query.toDate().isEmpty()) {
            return true;
        }
        Optional<Instant> at = time(timestamp);
        return at.isPresent()
                && query.fromDate().filter(f -> at.get().isBefore(f)).isEmpty()
                && query.toDate().filter(t -> at.get().isAfter(t)).isEmpty();
    }

    /** Activity of the space, newest first; each line is checked for its own action and resource. */
    QueryResult events(Caller caller, EntryQuery query) {
        Page page = new Page(query, new AnswerSize(mostMegabytes));
        store.activity(query.space(), stored -> {
            if (isInTime(query, stored.string("timestamp"))) {
                shown(caller, query, stored).ifPresent(line -> page.take(() -> event(line)));
            }
            return page.isOpen();
        });
        return page.result();
    }

    /** A line as the caller may see it; empty if it may not, or the search does not find it in what it would see. */
    private Optional<JsonObject> shown(Caller caller, EntryQuery query, JsonObject stored) {
        Optional<ActionType> action = stored.string("request").flatMap(ActionType::of);
        Optional<Locator> at = locator(query, stored);
        if (action.isEmpty() || at.isEmpty()) {
            return Optional.empty();
        }
        boolean account = at.get().type() == ResourceType.USER;
        JsonObject line = Secrets.masked(stored);
        if (!account && !isFound(query, line)) {
            return Optional.empty(); // before the store is asked, which costs most
        }
        Optional<Entry> entry = store.find(at.get()).map(StoredEntry::entry);
        AccessTarget target = entry.map(AccessTarget::of).orElseGet(() -> AccessTarget.ofGone(at.get()));
        if (!access.allowsStrictly(caller, action.get(), target)) {
            return Optional.empty();
        }
        Optional<JsonObject> told = line.object(ATTRIBUTES);
        if (account && told.isPresent()) {
            boolean notes =
                    entry.filter(user -> access.showsNotes(caller, user)).isPresent();
            JsonObject shown = Secrets.maskedOfUsers(told.get());
            line = line.with(ATTRIBUTES, notes ? shown : Secrets.withoutNotes(shown));
        }
        return account && !isFound(query, line) ? Optional.empty() : Optional.of(line);
    }

    private static boolean isFound(EntryQuery query, JsonObject line) {
        return query.search().isBlank() || JsonCodec.writeString(line).contains(query.search());
    }

    private static Optional<Locator> locator(EntryQuery query, JsonObject line) {
        JsonObject resource = line.object("resource").orElse(JsonObject.EMPTY);
        Optional<ResourceType> type = resource.string("type").flatMap(ResourceType::of);
        String shortname = resource.string("shortname").orElse("");
        if (type.isEmpty() || !Names.isShortname(shortname)) {
            return Optional.empty();
        }
        try {
            Subpath subpath = Subpath.parse(resource.string("subpath").orElse("/"), type.get());
            return Optional.of(new Locator(query.space(), subpath, new Shortname(shortname), type.get()));
        } catch (DmartException.Invalid e) {
            return Optional.empty(); // a line of an older server
        }
    }

    private static WireRecord event(JsonObject line) {
        JsonObject resource = line.object("resource").orElse(JsonObject.EMPTY);
        WireRecord out = WireRecord.of(
                resource.string("type").flatMap(ResourceType::of).orElse(ResourceType.CONTENT),
                resource.string("shortname").orElse(""),
                Subpath.parseAny(resource.string("subpath").orElse("/")).wire(),
                HistoryForm.withoutNulls(line));
        return resource.string("uuid").map(out::withUuid).orElse(out);
    }
}
