package cc.dmart.core.internal.query;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest.Instants;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.core.internal.schema.SchemaValidator;
import cc.dmart.core.internal.search.FieldResolver;
import cc.dmart.core.internal.search.SearchParser;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From a question to the query tree: all filters combine with AND ({@code query.md} 1.1). The trees of recent questions are
 * kept, so that an engine may recognise them by identity. Thread-safe.
 */
final class QueryPlanner {
    /** Characters of a question, and of its tree written out, above which it is not kept: many of those would be all memory. */
    static final int MOST_ASKED = 2_000;

    private static final int MOST_PLANNED = 20_000;
    /** Characters of all trees that are kept, written out. */
    private static final long MOST_KEPT = 4_000_000;
    /** What a value or a tree takes at least. */
    private static final int LEAST = 16;

    /** Members beside the search and the order that name fields. */
    private static final List<String> ELSEWHERE = List.of("aggregation_data", "highlight_fields");

    /** What a tree depends on. */
    private record Key(
            SpaceName space,
            Subpath subpath,
            boolean exact,
            Set<ResourceType> types,
            Set<String> schemas,
            Set<String> shortnames,
            Set<String> tags,
            String search,
            Optional<Instant> from,
            Optional<Instant> to,
            FieldResolver fields) {
        /** Characters that it holds. */
        long size() {
            return search.length()
                    + subpath.value().length()
                    + Stream.of(schemas, shortnames, tags)
                            .flatMap(Set::stream)
                            .mapToLong(value -> LEAST + value.length())
                            .sum();
        }
    }

    /**
     * A tree.
     *
     * @param size characters of it and of its question
     */
    private record Kept(IndexQuery plan, int size) {}

    private final SearchParser parser;
    private final SchemaValidator schemas;
    private final Cache<Key, Kept> plans = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT)
            .<Key, Kept>weigher((key, kept) -> kept.size)
            .build();

    QueryPlanner(SearchParser parser, SchemaValidator schemas) {
        this.parser = parser;
        this.schemas = schemas;
    }

    /** What the names in a question mean: those of the schema too, if it is about the entries of just one. */
    FieldResolver fields(EntryQuery query) {
        return query.filterSchemas().size() == 1 && mayNameOne(query)
                ? schemas.fields(query.space(), query.filterSchemas().iterator().next())
                : FieldResolver.PLAIN;
    }

    /** Names of a schema are put together with underscores; a question without any need not look for it. */
    private static boolean mayNameOne(EntryQuery query) {
        return query.search().indexOf('_') >= 0
                || query.sortBy().filter(by -> by.indexOf('_') >= 0).isPresent()
                || ELSEWHERE.stream().anyMatch(query.raw()::has);
    }

    /** The tree of a question, access aside; schemas are looked for in entries alone ({@code query.md} 1.3). */
    IndexQuery plan(EntryQuery query) {
        boolean ofAttachments =
                query.type() == QueryType.ATTACHMENTS || query.type() == QueryType.ATTACHMENTS_AGGREGATION;
        Key key = new Key(
                query.space(),
                query.subpath(),
                query.exactSubpath(),
                query.filterTypes(),
                ofAttachments ? Set.of() : query.filterSchemas(),
                query.filterShortnames(),
                query.filterTags(),
                query.search(),
                query.fromDate(),
                query.toDate(),
                fields(query));
        long asked = key.size();
        if (asked > MOST_ASKED) {
            return compile(key);
        }
        Kept known = plans.getIfPresent(key);
        return known == null ? keep(key, compile(key), asked) : known.plan;
    }

    private IndexQuery keep(Key key, IndexQuery plan, long asked) {
        int planned = plan.toString().length();
        if (planned > MOST_PLANNED) {
            return plan;
        }
        Kept first = plans.asMap().putIfAbsent(key, new Kept(plan, LEAST + (int) asked + planned));
        return first == null ? plan : first.plan;
    }

    /** Characters of all that is kept. */
    long kept() {
        plans.cleanUp();
        return plans.asMap().values().stream().mapToLong(Kept::size).sum();
    }

    /** The tree of a question with a condition of the server, which is not kept. */
    IndexQuery plan(EntryQuery query, IndexQuery condition) {
        IndexQuery asked = plan(query);
        return condition instanceof IndexQuery.All ? asked : new IndexQuery.And(List.of(asked, condition));
    }

    private IndexQuery compile(Key key) {
        List<IndexQuery> out = new ArrayList<>();
        if (key.exact) {
            out.add(IndexQuery.Exact.of(ExactField.SUBPATH, key.subpath.slashed()));
        } else if (!key.subpath.isRoot()) {
            out.add(IndexQuery.Exact.of(ExactField.ANCESTOR, key.subpath.slashed()));
        }
        Set<String> types = new HashSet<>();
        key.types.forEach(t -> types.add(t.wire()));
        exact(ExactField.TYPE, types, out);
        exact(ExactField.SCHEMA, key.schemas, out);
        exact(ExactField.SHORTNAME, key.shortnames, out);
        exact(ExactField.TAG, key.tags, out);
        if (key.from.isPresent() || key.to.isPresent()) {
            out.add(dates(key));
        }
        IndexQuery search = parser.parse(key.search, key.fields);
        if (!(search instanceof IndexQuery.All)) {
            out.add(search);
        }
        return out.isEmpty() ? new IndexQuery.All() : out.size() == 1 ? out.get(0) : new IndexQuery.And(out);
    }

    private static void exact(ExactField field, Set<String> values, List<IndexQuery> out) {
        if (!values.isEmpty()) {
            out.add(new IndexQuery.Exact(field, values));
        }
    }

    private static IndexQuery dates(Key key) {
        long from = key.from.map(QueryPlanner::micros).orElse(Long.MIN_VALUE);
        long to = key.to.map(QueryPlanner::micros).orElse(Long.MAX_VALUE);
        return from > to
                ? new IndexQuery.None()
                : new IndexQuery.Field("created_at", new Instants(from, true, to, true));
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }
}
