package cc.dmart.core.internal.query;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.JqEngine;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.QueryService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.entry.form.AsRead;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.feed.IndexFeed;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
import cc.dmart.core.internal.schema.SchemaValidator;
import cc.dmart.core.internal.search.SearchParser;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Reads the question, looks at the space, and hands over to the type asked for. Thread-safe. */
@Component(
        service = {QueryService.class, QueryRows.class, ResolvedQueries.class},
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class QueryServiceImpl implements QueryService, QueryRows, ResolvedQueries {
    private static final int MAX_LIMIT = 1_000_000;
    private static final int MAX_RIGHT = 10_000;
    private static final int MAX_MEGABYTES = 1024;
    private static final int MAX_LOG_BYTES = 256 << 10;
    /** Types that list stored things, which can be joined. */
    private static final Set<QueryType> JOINED = EnumSet.of(
            QueryType.SEARCH,
            QueryType.SUBPATH,
            QueryType.REPORTS,
            QueryType.RANDOM,
            QueryType.SPACES,
            QueryType.ATTACHMENTS);
    /** Types whose records a filter is not asked about. */
    private static final Set<QueryType> UNFILTERED = EnumSet.of(QueryType.COUNTERS, QueryType.TAGS);

    private final EntryStore store;
    private final EntryIndex index;
    private final QueryReader reader;
    private final QueryEvents events;
    private final RecordList entries;
    private final RecordPage page;
    private final RecordList attachments;
    private final Joins joins;
    private final JqFilters jq = new JqFilters(() -> Optional.ofNullable(this.jqEngine));
    private final Map<QueryType, QueryTypeHandler> handlers = new EnumMap<>(QueryType.class);

    /** Runs jq filters, if somebody does. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable JqEngine jqEngine;

    /** Plugins that want to know of questions; nobody is told without it. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HookDispatcher hooks;

    /** Locks that records tell of; none are told without it. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable LockTable locks;

    /** A service with the settings {@code max_query_limit}, {@code max_query_mb}, {@code timezone} and {@code management_space}. */
    @Activate
    public QueryServiceImpl(
            @Reference EntryStore store,
            @Reference PayloadStore payloads,
            @Reference EntryIndex index,
            @Reference AccessPolicy access,
            @Reference SearchParser parser,
            @Reference SchemaValidator schemas,
            @Reference IndexFeed feed,
            CoreConfig config) {
        if (config.max_query_limit() < 1 || config.max_query_limit() > MAX_LIMIT) {
            throw new IllegalArgumentException("max_query_limit: 1.." + MAX_LIMIT + " expected");
        }
        if (config.max_query_mb() < 1 || config.max_query_mb() > MAX_MEGABYTES) {
            throw new IllegalArgumentException("max_query_mb: 1.." + MAX_MEGABYTES + " expected");
        }
        this.store = store;
        this.index = index;
        ZoneId zone = ZoneId.of(config.timezone());
        reader = new QueryReader(config.max_query_limit(), zone);
        events = new QueryEvents(Clock.systemUTC(), zone);
        QueryPlanner planner = new QueryPlanner(parser, schemas);
        Highlights highlights = new Highlights(config.highlight_before(), config.highlight_after());
        SchemaFlag flag = new SchemaFlag(schemas, config.query_flag_invalid_payload());
        AsRead asRead = new AsRead(payloads, zone, MAX_LOG_BYTES);
        page = new RecordPage(
                store, access, feed, planner, highlights, flag, asRead, this::lock, config.max_query_mb());
        entries = new RecordList(index, access, planner, page, DocumentKind.ENTRY);
        handlers.put(QueryType.SEARCH, entries::list);
        handlers.put(QueryType.SUBPATH, entries::list);
        handlers.put(QueryType.REPORTS, entries::list);
        handlers.put(QueryType.COUNTERS, entries::count);
        handlers.put(QueryType.RANDOM, new RandomList(index, access, entries, page)::answer);
        AggregationList aggregations =
                new AggregationList(store, index, access, feed, planner, asRead, config.max_query_mb());
        handlers.put(
                QueryType.AGGREGATION,
                (caller, query) -> aggregations.answer(caller, query, entries.unordered(caller, query)));
        SpaceName management = new SpaceName(config.management_space());
        handlers.put(QueryType.SPACES, new SpaceList(store, access, parser, management, page, zone)::answer);
        LogLists logs = new LogLists(store, access, zone, config.max_query_mb());
        handlers.put(QueryType.HISTORY, logs::history);
        handlers.put(QueryType.EVENTS, logs::events);
        attachments = new RecordList(index, access, planner, page, DocumentKind.ATTACHMENT);
        handlers.put(QueryType.ATTACHMENTS, attachments::list);
        AttachmentCounts counts = new AttachmentCounts(index, access, attachments, aggregations);
        handlers.put(QueryType.ATTACHMENTS_AGGREGATION, counts::answer);
        handlers.put(QueryType.TAGS, new TagList(index, access, planner)::answer);
        if (config.join_max_right() < 1 || config.join_max_right() > MAX_RIGHT) {
            throw new IllegalArgumentException("join_max_right: 1.." + MAX_RIGHT + " expected");
        }
        joins = new Joins(store, reader, this::right, jq, config.join_max_right(), config.max_query_mb());
    }

    @Override
    public QueryResult query(Caller caller, JsonObject request, boolean spaceMust) {
        return answer(caller, reader.read(request), spaceMust);
    }

    @Override
    public QueryResult queryResolved(Caller caller, JsonObject request, boolean spaceMust) {
        return answer(caller, reader.readResolved(request), spaceMust);
    }

    private QueryResult answer(Caller caller, EntryQuery query, boolean spaceMust) {
        if (!isThere(caller, query, spaceMust)) {
            return QueryTypeHandler.nothing();
        }
        HookDispatcher told = listening(caller);
        if (told == null) {
            return replied(caller, query);
        }
        QueryEvents.Asked asked = events.before(told, caller, query);
        QueryResult result = replied(caller, query);
        asked.after(result.total(), result.returned());
        return result;
    }

    /** Whether there is a space to ask. */
    private boolean isThere(Caller caller, EntryQuery query, boolean spaceMust) {
        boolean log = query.type() == QueryType.HISTORY || query.type() == QueryType.EVENTS;
        if (log && caller.isAnonymous()) {
            throw AuditTrail.refusal(caller, "query " + query.type().wire());
        }
        boolean there = store.find(Locator.ofSpace(query.space())).isPresent();
        if (!there && spaceMust) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_SPACE_NAME, "Space name " + query.space() + " provided is empty or invalid [3]");
        }
        return there;
    }

    /** Who wants to know of the questions of a caller; null if nobody does. */
    private @Nullable HookDispatcher listening(Caller caller) {
        HookDispatcher told = hooks;
        return told == null || caller.silent() || !told.wants(ActionType.QUERY) ? null : told;
    }

    private QueryResult replied(Caller caller, EntryQuery query) {
        QueryResult out = answered(caller, query);
        return JOINED.contains(query.type()) && filter(query).isEmpty()
                ? out.withRecords(page.withNotes(caller, query, out.records()))
                : out;
    }

    private QueryResult answered(Caller caller, EntryQuery query) {
        QueryTypeHandler handler = handlers.get(query.type());
        if (handler == null) {
            throw new IllegalStateException("no handler for " + query.type());
        }
        index.await();
        QueryResult out = handler.answer(caller, query);
        if (JOINED.contains(query.type())) {
            out = out.withRecords(joined(caller, query, out.records()));
        }
        Optional<String> filter = filter(query);
        return filter.isPresent() ? jq.apply(filter.get(), out) : out;
    }

    private List<WireRecord> joined(Caller caller, EntryQuery query, List<WireRecord> records) {
        JsonArray join = new RequestMembers(query.raw()).list("join");
        return join.size() > 0 ? joins.join(caller, query.space(), records, join) : records;
    }

    private static Optional<String> filter(EntryQuery query) {
        return query.raw().string("jq_filter").filter(f -> !f.isBlank() && !UNFILTERED.contains(query.type()));
    }

    /** The right side of a join; types that no condition narrows are narrowed by what is joined. */
    private List<WireRecord> right(Caller caller, EntryQuery query, IndexQuery condition, AnswerSize size) {
        return switch (query.type()) {
            case SEARCH, SUBPATH, REPORTS, RANDOM ->
                entries.list(caller, query, condition, size).records();
            case ATTACHMENTS -> attachments.list(caller, query, condition, size).records();
            case SPACES ->
                Objects.requireNonNull(handlers.get(QueryType.SPACES))
                        .answer(caller, query)
                        .records();
            default -> List.of();
        };
    }

    /** Who holds the lock of an entry ({@code http-api.md} 4.1). */
    private Optional<JsonObject> lock(Locator at) {
        LockTable table = locks;
        return table == null ? Optional.empty() : table.find(at).map(EntryLock::toJson);
    }

    @Override
    public Rows rows(Caller caller, JsonObject request) {
        return rows(caller, reader.readUnbounded(request, false));
    }

    @Override
    public Rows rowsResolved(Caller caller, JsonObject request) {
        return rows(caller, reader.readUnbounded(request, true));
    }

    private Rows rows(Caller caller, EntryQuery query) {
        isThere(caller, query, true);
        HookDispatcher told = listening(caller);
        QueryEvents.Asked asked = told == null ? null : events.before(told, caller, query);
        Optional<IndexRequest> streamed = filter(query).isPresent() ? Optional.empty() : streamed(caller, query);
        if (streamed.isEmpty()) {
            QueryResult whole = whole(caller, query);
            if (asked != null) {
                asked.after(whole.total(), whole.returned());
            }
            return new WholeRows(
                    whole.records(), whole.shaped().map(JsonCodec::materialize).flatMap(JsonValue::asArray));
        }
        Rows rows =
                new RecordRows(index, streamed.get(), hits -> joined(caller, query, page.part(caller, query, hits)));
        return asked == null ? rows : asked.afterFirst(rows, () -> index.count(streamed.get()));
    }

    /** What the index lists; empty for the types whose answer is made as a whole. */
    private Optional<IndexRequest> streamed(Caller caller, EntryQuery query) {
        return switch (query.type()) {
            case SEARCH, SUBPATH, REPORTS -> Optional.of(entries.request(caller, query, new IndexQuery.All()));
            case ATTACHMENTS -> Optional.of(attachments.request(caller, query, new IndexQuery.All()));
            default -> Optional.empty();
        };
    }

    /** An answer that is in memory as a whole, so no larger than a reply; it is refused, not cut, when more was asked for. */
    private QueryResult whole(Caller caller, EntryQuery asked) {
        // its texts were looked at when it was asked, and a saved query may have longer ones
        EntryQuery query = reader.readResolved(asked.raw().with("retrieve_total", JsonBool.TRUE));
        QueryResult out = answered(caller, query);
        long reach = (long) query.offset() + query.limit();
        if (asked.limit() > query.limit() && out.total() > reach && query.type() != QueryType.COUNTERS) {
            throw new DmartException.Invalid(
                    400,
                    ErrorType.QUERY,
                    ErrorCode.SOMETHING_WRONG,
                    "The answer has " + out.total() + " rows; ask for at most " + query.limit() + " of them at a time",
                    List.of());
        }
        return out;
    }

    /** Records that are there already. */
    private record WholeRows(List<WireRecord> records, Optional<JsonArray> shaped) implements Rows {
        @Override
        public <E extends Exception> void each(Taker<E> taker) throws E {
            for (WireRecord record : records) {
                taker.take(record);
            }
        }
    }
}
