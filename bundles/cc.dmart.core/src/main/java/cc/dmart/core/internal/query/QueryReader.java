package cc.dmart.core.internal.query;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SortType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.EntryQuery;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Validates the JSON body of a query and fills in the defaults ({@code query.md} 1.1). Thread-safe. */
final class QueryReader {
    private static final int MAX_OFFSET = 1_000_000;
    static final int MAX_TEXT = 1024;
    /** A stored search with the values of its parameters, which the client did not write as one text. */
    private static final int MAX_RESOLVED = 64 << 10;

    private static final int MAX_SORT = 256;
    private static final int MAX_JOINS = 16;
    private static final int MAX_HIGHLIGHTS = 64;
    /** Types whose subpath may be the entry that attachments hang on. */
    private static final Set<QueryType> BELOW_ENTRIES =
            EnumSet.of(QueryType.ATTACHMENTS, QueryType.ATTACHMENTS_AGGREGATION, QueryType.HISTORY, QueryType.EVENTS);

    private final int maxLimit;
    private final ZoneId zone;

    /**
     * A reader.
     *
     * @param maxLimit most rows of a page
     * @param zone     zone of naive dates
     */
    QueryReader(int maxLimit, ZoneId zone) {
        this.maxLimit = maxLimit;
        this.zone = zone;
    }

    /**
     * The question.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)}; {@code E(400,query,430)} for an offset out of reach
     */
    EntryQuery read(JsonObject body) {
        return read(body, maxLimit, MAX_TEXT);
    }

    /** The question that a saved query stands for. @throws DmartException as {@link #read} */
    EntryQuery readResolved(JsonObject body) {
        return read(body, maxLimit, MAX_RESOLVED);
    }

    /**
     * The question with all the rows that it asks for, however many a page may have.
     *
     * @param resolved whether a saved query stands for it
     * @throws DmartException as {@link #read}
     */
    EntryQuery readUnbounded(JsonObject body, boolean resolved) {
        return read(body, Integer.MAX_VALUE, resolved ? MAX_RESOLVED : MAX_TEXT);
    }

    private EntryQuery read(JsonObject body, int most, int longestSearch) {
        RequestMembers in = new RequestMembers(body);
        in.requireAll("type", "space_name", "subpath");
        QueryType type = QueryType.of(in.required("type"))
                .orElseThrow(() -> RequestMembers.wrong("type", "Input is not a query type", "enum"));
        return new EntryQuery(
                type,
                new SpaceName(checkSpace(in.required("space_name"))),
                subpath(type, in.required("subpath")),
                in.flag("exact_subpath", false),
                types(in.strings("filter_types")),
                schemas(in.strings("filter_schema_names")),
                shortnames(in.strings("filter_shortnames")),
                new LinkedHashSet<>(in.strings("filter_tags")),
                in.text("search", longestSearch).orElse(""),
                in.date("from_date", zone),
                in.date("to_date", zone),
                in.strings("include_fields"),
                in.strings("exclude_fields"),
                sortBy(in),
                sortType(in),
                in.flag("retrieve_json_payload", false),
                in.flag("retrieve_attachments", false),
                in.flag("retrieve_lock_status", false),
                in.flag("retrieve_total", true),
                limit(in.integer("limit", 10), most),
                offset(in.integer("offset", 0)),
                rest(in, body));
    }

    private static Subpath subpath(QueryType type, String text) {
        return BELOW_ENTRIES.contains(type) ? Subpath.parseAny(text) : Subpath.parse(text);
    }

    private static String checkSpace(String text) {
        if (!Names.isSpaceName(text)) {
            throw RequestMembers.wrong("space_name", "Input is not a space name", "string_pattern_mismatch");
        }
        return text;
    }

    private static Set<ResourceType> types(List<String> names) {
        Set<ResourceType> out = EnumSet.noneOf(ResourceType.class);
        for (String name : names) {
            out.add(ResourceType.of(name)
                    .orElseThrow(() -> RequestMembers.wrong("filter_types", "Input is not a resource type", "enum")));
        }
        return out;
    }

    private static Set<String> schemas(List<String> names) {
        Set<String> out = new LinkedHashSet<>(names);
        out.remove("meta");
        return out;
    }

    private static Set<String> shortnames(List<String> names) {
        for (String name : names) {
            if (!Names.isShortname(name)) {
                throw RequestMembers.wrong("filter_shortnames", "Input is not a shortname", "string_pattern_mismatch");
            }
        }
        return new LinkedHashSet<>(names);
    }

    private static Optional<String> sortBy(RequestMembers in) {
        Optional<String> text = in.text("sort_by", MAX_SORT).filter(t -> !t.isEmpty());
        if (text.isPresent() && !SortKeys.isLegal(text.get())) {
            throw RequestMembers.wrong("sort_by", "Input is not a list of fields", "string_pattern_mismatch");
        }
        return text;
    }

    private static Optional<SortType> sortType(RequestMembers in) {
        return in.text("sort_type", MAX_SORT)
                .map(t -> SortType.of(t)
                        .orElseThrow(() -> RequestMembers.wrong("sort_type", "Input is not a sort type", "enum")));
    }

    private static int limit(long asked, int most) {
        if (asked < -1) {
            throw RequestMembers.wrong("limit", "Input should be greater than or equal to -1", "greater_than_equal");
        }
        return (int) (asked == -1 ? most : Math.min(asked, most));
    }

    private static int offset(long asked) {
        if (asked > MAX_OFFSET) {
            throw new DmartException.Invalid(
                    400,
                    ErrorType.QUERY,
                    ErrorCode.SOMETHING_WRONG,
                    "The offset is beyond " + MAX_OFFSET + " rows",
                    List.of());
        }
        return (int) Math.max(0, asked);
    }

    /** Members that only some query types use are looked at for their shape here and read where they are used. */
    private static JsonObject rest(RequestMembers in, JsonObject body) {
        in.text("jq_filter", MAX_TEXT).ifPresent(JqFilters::check);
        if (in.texts("highlight_fields").size() > MAX_HIGHLIGHTS) {
            throw RequestMembers.wrong(
                    "highlight_fields", "Dictionary should have at most " + MAX_HIGHLIGHTS + " items", "too_long");
        }
        in.object("aggregation_data");
        if (in.list("join").size() > MAX_JOINS) {
            throw RequestMembers.wrong("join", "List should have at most " + MAX_JOINS + " items", "too_long");
        }
        JoinSpec.check(in.list("join"));
        in.flag("validate_schema", true);
        return body;
    }
}
