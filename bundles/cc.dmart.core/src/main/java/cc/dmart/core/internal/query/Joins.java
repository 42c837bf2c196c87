package cc.dmart.core.internal.query;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.json.JsonWriter;
import cc.dmart.api.json.RecordWriter;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MetaClass;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.search.FieldNames;
import cc.dmart.core.internal.search.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to each record of a page the records of other queries that have values in common with it ({@code query.md} 3.9). The
 * other queries run as the same caller, with their rows narrowed in the index. Thread-safe.
 */
final class Joins {
    private static final Logger LOG = LoggerFactory.getLogger(Joins.class);
    private static final String SPACE_NAME = "space_name";
    private static final Set<String> OF_RECORD = Set.of("resource_type", "shortname", "subpath", "uuid", SPACE_NAME);

    /** Runs the right query. */
    interface Right {
        /** The records of a query among those that match a condition, with what they may still take. */
        List<WireRecord> records(Caller caller, EntryQuery query, IndexQuery condition, AnswerSize size);
    }

    /** What all right queries of a page may read, and what may be joined to it: a record may be joined many times. */
    private record Sizes(AnswerSize read, AnswerSize joined) {
        boolean isExceeded() {
            return read.isExceeded() || joined.isExceeded();
        }
    }

    private final EntryStore store;
    private final QueryReader reader;
    private final Right right;
    private final JqFilters jq;
    private final int maxRight;
    private final int mostMegabytes;

    /**
     * Joins as the settings say.
     *
     * @param maxRight      most records of a right query
     * @param mostMegabytes size at most of all records that are read for a page, and of all that are added to it
     */
    Joins(EntryStore store, QueryReader reader, Right right, JqFilters jq, int maxRight, int mostMegabytes) {
        this.store = store;
        this.reader = reader;
        this.right = right;
        this.jq = jq;
        this.maxRight = maxRight;
        this.mostMegabytes = mostMegabytes;
    }

    /**
     * The records with {@code attributes.join}; as they are if the join cannot be understood.
     *
     * @throws DmartException.Invalid of a filter that fails; {@code E(400,query,430)} if so many records are read or joined that
     *                                the answer is too large
     */
    List<WireRecord> join(Caller caller, SpaceName space, List<WireRecord> base, JsonArray items) {
        Optional<List<JoinSpec>> specs = read(items);
        if (specs.isEmpty()) {
            return base;
        }
        for (JoinSpec spec : specs.get()) {
            spec.jq().ifPresent(JqFilters::check);
        }
        Sizes sizes = new Sizes(new AnswerSize(mostMegabytes), new AnswerSize(mostMegabytes));
        try {
            Map<String, List<JsonValue>> found = new LinkedHashMap<>();
            for (JoinSpec spec : specs.get()) {
                found.put(spec.alias(), one(caller, space, base, spec, sizes));
            }
            return found.isEmpty() ? base : with(base, found);
        } catch (DmartException.Invalid e) {
            if (sizes.isExceeded() || e.code() == ErrorCode.JQ_ERROR || e.code() == ErrorCode.JQ_TIMEOUT) {
                throw e;
            }
            LOG.info("A join is left out: {}", e.text());
        }
        return base;
    }

    private static Optional<List<JoinSpec>> read(JsonArray items) {
        try {
            return Optional.of(JoinSpec.read(items));
        } catch (IllegalArgumentException e) {
            LOG.info("A join is left out: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static List<WireRecord> with(List<WireRecord> base, Map<String, List<JsonValue>> found) {
        List<WireRecord> out = new ArrayList<>(base.size());
        for (int i = 0; i < base.size(); i++) {
            JsonObject.Builder join = JsonObject.builder();
            for (Map.Entry<String, List<JsonValue>> each : found.entrySet()) {
                join.put(each.getKey(), each.getValue().get(i));
            }
            WireRecord record = base.get(i);
            out.add(record.withAttributes(record.attributes().with("join", join.build())));
        }
        return out;
    }

    /** What one join finds for each base record. */
    private List<JsonValue> one(Caller caller, SpaceName space, List<WireRecord> base, JoinSpec spec, Sizes sizes) {
        List<List<Set<String>>> left = new ArrayList<>();
        base.forEach(record -> left.add(values(record, space, spec.pairs(), JoinSpec.Pair::left)));
        EntryQuery query =
                reader.read(spec.query().with("limit", JsonNumber.of(maxRight)).with("retrieve_total", JsonBool.FALSE));
        List<IndexQuery> conditions = conditions(left, spec, query.space());
        List<WireRecord> records = conditions.isEmpty()
                        || base.isEmpty()
                        || store.find(Locator.ofSpace(query.space())).isEmpty()
                ? List.of()
                : different(right.records(caller, query, new IndexQuery.And(conditions), sizes.read()), query.space());
        Matches matches = new Matches();
        for (WireRecord record : records) {
            matches.add(record, values(record, query.space(), spec.pairs(), JoinSpec.Pair::right));
        }
        List<JsonArray> found = left.stream()
                .map(values -> matches.of(values, spec.limit(), sizes.joined()))
                .toList();
        return spec.jq().isPresent() ? filtered(spec.jq().get(), found) : List.copyOf(found);
    }

    private List<JsonValue> filtered(String filter, List<JsonArray> found) {
        return jq.each(filter, new JsonArray(List.copyOf(found))).values();
    }

    private interface Side {
        String of(JoinSpec.Pair pair);
    }

    private List<Set<String>> values(WireRecord record, SpaceName space, List<JoinSpec.Pair> pairs, Side side) {
        boolean hidden = pairs.stream().anyMatch(pair -> isHidden(record, side.of(pair)));
        Deadline.check();
        WireRecord whole = hidden ? whole(record, space) : record;
        List<Set<String>> out = new ArrayList<>();
        for (JoinSpec.Pair pair : pairs) {
            String path = side.of(pair);
            out.add(
                    path.equals(SPACE_NAME)
                            ? Set.of(spaceOf(record, space))
                            : new HashSet<>(RecordValues.texts(whole, path)));
        }
        return out;
    }

    /** Whether a record may lack what a path leads to, since less was asked to be shown. */
    private static boolean isHidden(WireRecord record, String path) {
        return path.indexOf('.') > 0
                || (!OF_RECORD.contains(path) && !record.attributes().has(path));
    }

    private static String spaceOf(WireRecord record, SpaceName asked) {
        return record.resourceType() == ResourceType.SPACE
                ? record.shortname()
                : record.attributes().string(SPACE_NAME).orElse(asked.value());
    }

    /** The record with all that was not asked to be shown. */
    private WireRecord whole(WireRecord record, SpaceName space) {
        Locator at = record.resourceType() == ResourceType.SPACE
                ? Locator.ofSpace(new SpaceName(record.shortname()))
                : new Locator(
                        space,
                        Subpath.parse(record.subpath(), record.resourceType()),
                        new Shortname(record.shortname()),
                        record.resourceType());
        return store.find(at).map(entry -> WireForm.record(entry, true)).orElse(record);
    }

    /** One condition per pair; none at all if a pair has no values, so that nothing can be found. */
    private static List<IndexQuery> conditions(List<List<Set<String>>> left, JoinSpec spec, SpaceName space) {
        List<IndexQuery> out = new ArrayList<>();
        for (int pair = 0; pair < spec.pairs().size(); pair++) {
            Set<String> all = new HashSet<>();
            for (List<Set<String>> values : left) {
                all.addAll(values.get(pair));
            }
            if (all.isEmpty()) {
                return List.of();
            }
            out.add(condition(spec.pairs().get(pair).right(), all, space));
        }
        return out;
    }

    private static IndexQuery condition(String path, Set<String> values, SpaceName space) {
        return switch (path) {
            case "shortname" -> new IndexQuery.Exact(ExactField.SHORTNAME, values);
            case "resource_type" -> new IndexQuery.Exact(ExactField.TYPE, values);
            case "uuid" -> new IndexQuery.Exact(ExactField.UUID, values);
            case "subpath" ->
                new IndexQuery.Exact(
                        ExactField.SUBPATH,
                        values.stream()
                                .map(v -> v.startsWith("/") ? v : "/" + v)
                                .collect(Collectors.toSet()));
            case "space_name" -> values.contains(space.value()) ? new IndexQuery.All() : new IndexQuery.None();
            default -> {
                FieldPath field = FieldNames.resolve(path);
                if (field.kind() == FieldPath.Kind.UNKNOWN) {
                    yield new IndexQuery.None();
                }
                yield isOutsideIndex(path)
                        ? new IndexQuery.All()
                        : new IndexQuery.Field(field.path(), new FieldTest.OneOf(values));
            }
        };
    }

    /** Whether a path leads to a meta field that the index does not hold, so that the records themselves are looked at. */
    private static boolean isOutsideIndex(String path) {
        int dot = path.indexOf('.');
        String head = dot < 0 ? path : path.substring(0, dot);
        return !FieldNames.isIndexed(head)
                && Stream.of(ResourceType.values())
                        .anyMatch(type -> MetaClass.of(type).field(head).isPresent());
    }

    private static List<WireRecord> different(List<WireRecord> records, SpaceName space) {
        Map<String, WireRecord> out = new LinkedHashMap<>();
        for (WireRecord record : records) {
            String key = space + ":" + record.subpath() + ":" + record.shortname() + ":" + record.resourceType();
            out.putIfAbsent(key, record);
        }
        return List.copyOf(out.values());
    }

    /** The right records by their values. For one thread. */
    private static final class Matches {
        private final List<JsonRaw> records = new ArrayList<>();
        private final List<List<Set<String>>> values = new ArrayList<>();
        private final Map<String, List<Integer>> byFirst = new HashMap<>();

        void add(WireRecord record, List<Set<String>> own) {
            JsonWriter out = new JsonWriter(1024);
            RecordWriter.record(out, record);
            own.get(0)
                    .forEach(v ->
                            byFirst.computeIfAbsent(v, k -> new ArrayList<>()).add(records.size()));
            records.add(new JsonRaw(out.toByteArray()));
            values.add(own);
        }

        /** Records that have a value in common at every pair, in order. */
        JsonArray of(List<Set<String>> wanted, long limit, AnswerSize size) {
            Deadline.check();
            Set<Integer> places = new TreeSet<>();
            wanted.get(0).forEach(v -> places.addAll(byFirst.getOrDefault(v, List.of())));
            List<JsonValue> out = new ArrayList<>();
            for (int place : places) {
                if (limit > 0 && out.size() == limit) {
                    break;
                }
                if (hasAll(values.get(place), wanted)) {
                    size.take(records.get(place).utf8().length);
                    out.add(records.get(place));
                }
            }
            return new JsonArray(out);
        }

        private static boolean hasAll(List<Set<String>> own, List<Set<String>> wanted) {
            for (int pair = 1; pair < wanted.size(); pair++) {
                if (own.get(pair).stream().noneMatch(wanted.get(pair)::contains)) {
                    return false;
                }
            }
            return true;
        }
    }
}
