package cc.dmart.core.internal.query;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.SavedQueryService;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.search.SearchTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/**
 * Questions that are stored as entries ({@code query.md} 4.4): from the entry and the parameters of a request to the body of a
 * query. The stored definition grants nothing, whoever asks must be allowed to view it. Thread-safe.
 */
@Component(
        service = {SavedQueryService.class, SavedQueries.class},
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SavedQueries implements SavedQueryService {
    private static final String REPORT = "report";
    private static final String QUERY_SUBPATH = "query_subpath";
    private static final List<String> OVERRIDES = List.of("limit", "offset", "from_date", "to_date");
    private static final String SHORTNAMES = "filter_shortnames";

    private final EntryService entries;
    private final ResolvedQueries queries;
    private final boolean raw;

    /** With the setting {@code saved_query_raw_params}. */
    @Activate
    public SavedQueries(@Reference EntryService entries, @Reference ResolvedQueries queries, CoreConfig config) {
        this.entries = entries;
        this.queries = queries;
        raw = config.saved_query_raw_params();
    }

    @Override
    public QueryResult run(Caller caller, SpaceName space, JsonObject request, boolean isPublic) {
        return queries.queryResolved(caller, resolve(caller, space, request, isPublic), !isPublic);
    }

    /**
     * What a saved query finds.
     *
     * @param query the body that it stands for
     */
    public record Found(JsonObject query, QueryRows.Rows rows) {}

    /**
     * The records of a saved query, however many.
     *
     * @throws DmartException as {@link #run} and {@link QueryRows#rows}
     */
    public Found rows(Caller caller, SpaceName space, JsonObject request) {
        JsonObject query = resolve(caller, space, request, false);
        return new Found(query, queries.rowsResolved(caller, query));
    }

    /**
     * The body of the query that a saved one stands for.
     *
     * @param request  {@code shortname}, {@code subpath}, {@code resource_type} (content if absent), {@code attributes} with
     *                 parameters, {@code query_overrides}
     * @param isPublic whether {@code filter_shortnames} comes from the parameters alone
     * @throws DmartException.NotFound {@code E(404,db,220)}
     * @throws DmartException.Invalid  {@code E(400,media,220)} if the entry is no saved query, {@code E(422,validation,424)},
     *                                 {@code E(400,request,402)} for a parameter that does not fit
     */
    private JsonObject resolve(Caller caller, SpaceName space, JsonObject request, boolean isPublic) {
        JsonObject attributes = request.object("attributes").orElse(JsonObject.EMPTY);
        JsonObject overrides = request.object("query_overrides").orElse(JsonObject.EMPTY);
        new RequestMembers(overrides).text("search", QueryReader.MAX_TEXT); // this one the client writes
        JsonObject definition = definition(caller, at(space, request));
        JsonObject.Builder out = definition.toBuilder();
        definition.string(QUERY_SUBPATH).filter(s -> !s.isEmpty()).ifPresent(s -> out.put("subpath", s));
        out.remove(QUERY_SUBPATH);
        if (!isSet(definition, "space_name")) {
            out.put("space_name", space.value());
        }
        if (!isSet(definition, "type")) {
            out.put("type", "search");
        }
        Optional<String> search = definition.string("search");
        search.ifPresent(s -> out.put("search", SearchTemplate.bind(s, parameters(attributes), raw)));
        OVERRIDES.forEach(name -> override(out, name, attributes));
        if (isPublic) {
            out.put(SHORTNAMES, attributes.get(SHORTNAMES).orElse(JsonArray.EMPTY));
        }
        overrides.names().forEach(name -> override(out, name, overrides));
        return out.build();
    }

    private static void override(JsonObject.Builder out, String name, JsonObject from) {
        from.get(name).filter(v -> !v.isNull()).ifPresent(v -> out.put(name, v));
    }

    private static boolean isSet(JsonObject object, String name) {
        return object.get(name).filter(v -> !v.isNull()).isPresent();
    }

    private static Locator at(SpaceName space, JsonObject request) {
        RequestMembers in = new RequestMembers(request);
        String type = in.text("resource_type", 64).orElse(ResourceType.CONTENT.wire());
        ResourceType resourceType = ResourceType.of(type)
                .orElseThrow(() -> RequestMembers.wrong("resource_type", "Input is not a known value", "enum"));
        Subpath subpath = Subpath.parse(in.required("subpath"), resourceType);
        return new Locator(space, subpath, new Shortname(in.required("shortname")), resourceType);
    }

    private JsonObject definition(Caller caller, Locator at) {
        JsonObject payload = entries.view(caller.silently(), at, new ViewOptions(true, false, java.util.Set.of()))
                .meta()
                .object("payload")
                .orElseThrow(SavedQueries::noQuery);
        JsonObject body = payload.get("body")
                .map(JsonCodec::materialize)
                .flatMap(JsonValue::asObject)
                .orElseThrow(SavedQueries::noQuery);
        if (payload.string("schema_shortname").filter(REPORT::equals).isPresent()) {
            return body.object("query").orElseThrow(SavedQueries::noQuery);
        }
        if (!isSet(body, "type") && !isSet(body, "subpath") && !isSet(body, QUERY_SUBPATH)) {
            throw noQuery();
        }
        return body;
    }

    private static DmartException noQuery() {
        return new DmartException.Invalid(
                400, ErrorType.MEDIA, ErrorCode.OBJECT_NOT_FOUND, "The entry is not a saved query", List.of());
    }

    private static Map<String, List<String>> parameters(JsonObject attributes) {
        Map<String, List<String>> out = new HashMap<>();
        attributes.members().forEach((name, value) -> {
            List<String> texts = value instanceof JsonArray array
                    ? array.stream().flatMap(v -> text(v).stream()).toList()
                    : text(value).stream().toList();
            out.put(name, texts);
        });
        return out;
    }

    /** The text of a scalar; an empty one is no value. */
    private static Optional<String> text(JsonValue value) {
        if (value instanceof JsonString string) {
            return Optional.of(string.value()).filter(s -> !s.isEmpty());
        }
        if (value instanceof JsonNumber number) {
            return Optional.of(number.text());
        }
        return value instanceof JsonBool bool ? Optional.of(Boolean.toString(bool.value())) : Optional.empty();
    }
}
