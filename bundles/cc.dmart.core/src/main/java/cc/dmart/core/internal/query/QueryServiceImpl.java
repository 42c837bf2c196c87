package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.QueryService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.feed.IndexFeed;
import cc.dmart.core.internal.lock.LockTable;
import cc.dmart.core.internal.search.SearchParser;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Reads the question, looks at the space, and hands over to the type asked for. Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class QueryServiceImpl implements QueryService {
    private static final int MAX_LIMIT = 1_000_000;

    private final EntryStore store;
    private final EntryIndex index;
    private final QueryReader reader;
    private final QueryEvents events;
    private final Map<QueryType, QueryTypeHandler> handlers = new EnumMap<>(QueryType.class);

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
        RecordPage page = new RecordPage(store, access, feed);
        QueryPlanner planner = new QueryPlanner(parser);
        EntrySearch entries = new EntrySearch(index, access, planner, page);
        handlers.put(QueryType.SEARCH, entries::list);
        handlers.put(QueryType.SUBPATH, entries::list);
        handlers.put(QueryType.REPORTS, entries::list);
        handlers.put(QueryType.COUNTERS, entries::count);
        handlers.put(QueryType.RANDOM, entries::random);
        AggregationList aggregations = new AggregationList(store, index, access, planner, zone);
        handlers.put(QueryType.AGGREGATION, aggregations::answer);
        SpaceName management = new SpaceName(config.management_space());
        handlers.put(QueryType.SPACES, new SpaceList(store, access, parser, management, zone)::answer);
        LogLists logs = new LogLists(store, access, zone);
        handlers.put(QueryType.HISTORY, logs::history);
        handlers.put(QueryType.EVENTS, logs::events);
        AttachmentList attachments = new AttachmentList(index, access, planner, page, aggregations);
        handlers.put(QueryType.ATTACHMENTS, attachments::list);
        handlers.put(QueryType.ATTACHMENTS_AGGREGATION, attachments::aggregate);
        handlers.put(QueryType.TAGS, new TagList(index, access, planner)::answer);
    }

    @Override
    public QueryResult query(Caller caller, JsonObject request, boolean spaceMust) {
        EntryQuery query = reader.read(request);
        boolean log = query.type() == QueryType.HISTORY || query.type() == QueryType.EVENTS;
        if (log && caller.isAnonymous()) {
            throw DmartException.Forbidden.denied();
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
        if (told == null || !told.wants(ActionType.QUERY)) {
            return withLocks(query, handler.answer(caller, query));
        }
        events.before(told, caller, query);
        QueryResult result = withLocks(query, handler.answer(caller, query));
        events.after(told, caller, query, result);
        return result;
    }

    /** Says of each record who holds its lock, where that is asked for ({@code http-api.md} 4.1). */
    private QueryResult withLocks(EntryQuery query, QueryResult result) {
        LockTable table = locks;
        if (!query.lockStatus() || table == null) {
            return result;
        }
        List<WireRecord> records = result.records().stream()
                .map(record -> table.find(Locator.of(
                                query.space().value(), record.subpath(), record.shortname(), record.resourceType()))
                        .map(lock -> record.withAttributes(record.attributes().with("locked", lock.toJson())))
                        .orElse(record))
                .toList();
        return new QueryResult(records, result.total(), result.returned());
    }
}
