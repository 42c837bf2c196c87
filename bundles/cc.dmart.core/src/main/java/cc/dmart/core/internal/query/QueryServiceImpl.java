package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.JqEngine;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.QueryService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AuditTrail;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.feed.IndexFeed;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
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
        service = {QueryService.class, QueryRows.class},
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class QueryServiceImpl implements QueryService, QueryRows {
    private static final int MAX_LIMIT = 1_000_000;
    private static final int MAX_RIGHT = 10_000;
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

    /** Members whose work is done on the whole page. */
    private static final List<String> WHOLE = List.of("jq_filter", "join");

    private final EntryStore store;
    private final EntryIndex index;
    private final QueryReader reader;
    private final QueryEvents events;
    private final EntrySearch entries;
    private final RecordPage page;
    private final AttachmentList attachments;
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

    /** A service with the settings {@code max_query_limit}, {@code timezone} and {@code management_space}. */
    @Activate
    public QueryServiceImpl(
            @Reference EntryStore store,
            @Reference EntryIndex index,
            @Reference AccessPolicy access,
            @Reference SearchParser parser,
            @Reference IndexFeed feed,
            CoreConfig config) {
        if (config.max_query_limit() < 1 || config.max_query_limit() > MAX_LIMIT) {
            throw new IllegalArgumentException("max_query_limit is 1.." + MAX_LIMIT);
        }
        this.store = store;
        this.index = index;
        ZoneId zone = ZoneId.of(config.timezone());
        reader = new QueryReader(config.max_query_limit(), zone);
        events = new QueryEvents(Clock.systemUTC(), zone);
        QueryPlanner planner = new QueryPlanner(parser);
        Highlights highlights = new Highlights(config.highlight_before(), config.highlight_after());
        page = new RecordPage(store, access, feed, planner, highlights, this::lock);
        entries = new EntrySearch(index, access, planner, page);
        handlers.put(QueryType.SEARCH, entries::list);
        handlers.put(QueryType.SUBPATH, entries::list);
        handlers.put(QueryType.REPORTS, entries::list);
        handlers.put(QueryType.COUNTERS, entries::count);
        handlers.put(QueryType.RANDOM, entries::random);
        AggregationList aggregations = new AggregationList(store, index, access, planner, zone);
        handlers.put(QueryType.AGGREGATION, aggregations::answer);
        SpaceName management = new SpaceName(config.management_space());
        handlers.put(QueryType.SPACES, new SpaceList(store, access, parser, management, page, zone)::answer);
        LogLists logs = new LogLists(store, access, zone);
        handlers.put(QueryType.HISTORY, logs::history);
        handlers.put(QueryType.EVENTS, logs::events);
        attachments = new AttachmentList(index, access, planner, page, aggregations);
        handlers.put(QueryType.ATTACHMENTS, attachments::list);
        handlers.put(QueryType.ATTACHMENTS_AGGREGATION, attachments::aggregate);
        handlers.put(QueryType.TAGS, new TagList(index, access, planner)::answer);
        if (config.join_max_right() < 1 || config.join_max_right() > MAX_RIGHT) {
            throw new IllegalArgumentException("join_max_right is 1.." + MAX_RIGHT);
        }
        joins = new Joins(store, reader, this::right, jq, config.join_max_right());
    }

    @Override
    public QueryResult query(Caller caller, JsonObject request, boolean spaceMust) {
        EntryQuery query = reader.read(request);
        boolean log = query.type() == QueryType.HISTORY || query.type() == QueryType.EVENTS;
        if (log && caller.isAnonymous()) {
            throw AuditTrail.refusal(caller, "query " + query.type().wire());
        }
        if (store.find(Locator.ofSpace(query.space())).isEmpty()) {
            if (spaceMust) {
                throw DmartException.Invalid.request(
                        ErrorCode.INVALID_SPACE_NAME, "Space name provided is empty or invalid [3]");
            }
            return new QueryResult(List.of(), query.total() ? 0 : -1, 0);
        }
        index.await();
        QueryTypeHandler handler = handlers.get(query.type());
        if (handler == null) {
            throw new IllegalStateException("no handler for " + query.type());
        }
        HookDispatcher told = hooks;
        if (told == null || caller.silent() || !told.wants(ActionType.QUERY)) {
            return answered(caller, query, handler);
        }
        events.before(told, caller, query);
        QueryResult result = answered(caller, query, handler);
        events.after(told, caller, query, result);
        return result;
    }

    private QueryResult answered(Caller caller, EntryQuery query, QueryTypeHandler handler) {
        QueryResult out = handler.answer(caller, query);
        JsonArray join = new RequestMembers(query.raw()).list("join");
        if (join.size() > 0 && JOINED.contains(query.type())) {
            out = out.withRecords(joins.join(caller, query.space(), out.records(), join));
        }
        Optional<String> filter = query.raw().string("jq_filter").filter(f -> !f.isBlank());
        return filter.isPresent() && !UNFILTERED.contains(query.type()) ? jq.apply(filter.get(), out) : out;
    }

    /** The right side of a join; types that no condition narrows are narrowed by what is joined. */
    private List<WireRecord> right(Caller caller, EntryQuery query, IndexQuery condition) {
        return switch (query.type()) {
            case SEARCH, SUBPATH, REPORTS, RANDOM ->
                entries.list(caller, query, condition).records();
            case ATTACHMENTS -> attachments.list(caller, query, condition).records();
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
    public Iterable<WireRecord> rows(Caller caller, JsonObject request) {
        EntryQuery query = reader.read(request);
        boolean listed = query.type() == QueryType.SEARCH
                || query.type() == QueryType.SUBPATH
                || query.type() == QueryType.REPORTS;
        HookDispatcher told = hooks;
        if (!listed
                || (told != null && !caller.silent() && told.wants(ActionType.QUERY))
                || WHOLE.stream().anyMatch(name -> isSet(request, name))
                || store.find(Locator.ofSpace(query.space())).isEmpty()) {
            return query(caller, request, true).records();
        }
        index.await();
        return new LazyRecords(page, caller, query, entries.hits(caller, query));
    }

    private static boolean isSet(JsonObject request, String name) {
        return request.get(name).filter(v -> !v.isNull()).isPresent();
    }
}
