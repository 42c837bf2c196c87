package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.RequestPath;
import cc.dmart.rest.internal.payload.PayloadName;
import cc.dmart.rest.internal.payload.PayloadReply;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.QueryString;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the managed and the public family read alike ({@code http-api.md} 4.1, 4.3, 4.5, 5). Thread-safe. */
@Component(service = Reads.class)
public final class Reads {
    private static final List<String> BOOLEANS = List.of(
            "exact_subpath",
            "retrieve_json_payload",
            "retrieve_attachments",
            "retrieve_total",
            "validate_schema",
            "retrieve_lock_status");
    private static final List<String> TEXTS =
            List.of("search", "from_date", "to_date", "sort_by", "sort_type", "jq_filter");
    private static final List<String> LISTS = List.of(
            "filter_types",
            "filter_schema_names",
            "filter_shortnames",
            "filter_tags",
            "include_fields",
            "exclude_fields");

    private final Backend backend;

    /** Reads from these services. */
    @Activate
    public Reads(@Reference Backend backend) {
        this.backend = backend;
    }

    byte[] entry(Exchange exchange, Caller caller) {
        ViewOptions options = options(exchange.request().getQueryString());
        return WireWriter.entry(backend.entries().view(caller, EntryPath.locator(exchange.path()), options));
    }

    private static ViewOptions options(@Nullable String text) {
        if (text == null) {
            return ViewOptions.META;
        }
        QueryString query = QueryString.parse(text);
        Set<ResourceType> types = new HashSet<>();
        for (String word : query.texts("filter_attachments_types")) {
            types.add(ResourceType.of(word)
                    .orElseThrow(() -> DmartException.Invalid.field(
                            List.of("query", "filter_attachments_types"), "Input is not a known value", "enum")));
        }
        return new ViewOptions(query.flag("retrieve_json_payload"), query.flag("retrieve_attachments"), types);
    }

    Response payload(Exchange exchange, Caller caller, String cacheControl) {
        Locator at = EntryPath.locator(exchange.path(), PayloadName::shortname);
        return PayloadReply.of(() -> backend.entries().payload(caller, at), exchange, cacheControl);
    }

    /** {@code /{family}/byuuid/{uuid}} or {@code byslug/{slug}} (4.4). */
    byte[] lookup(Exchange exchange) {
        List<String> segments = exchange.path().segments();
        String text = exchange.request().getQueryString();
        boolean lock = QueryString.parse(text).flag("retrieve_lock_status");
        String key = segments.get(2);
        WireRecord found = segments.get(1).equals("byuuid")
                ? backend.lookup().byUuid(exchange.reader(), key, options(text), lock)
                : backend.lookup().bySlug(exchange.reader(), key, options(text), lock);
        return WireWriter.single(found);
    }

    byte[] query(Caller caller, JsonObject question, boolean spaceMust) {
        return WireWriter.query(backend.queries().query(caller, question, spaceMust));
    }

    /** The answer to a question in an address; its mistakes are told where they stand there ({@code http-api.md} 1.8). */
    byte[] asked(Caller caller, RequestPath path, QueryString query) {
        try {
            return query(caller, question(path, query), false);
        } catch (DmartException.Invalid e) {
            boolean ofPath = e.info().stream()
                    .flatMap(i -> i.strings("loc").stream())
                    .anyMatch(Set.of("type", "space_name", "subpath")::contains);
            throw e.at(List.of(ofPath ? "path" : "query"));
        }
    }

    /** The question in {@code /public/query/{type}/{space}/{subpath..}} and its parameters. */
    static JsonObject question(RequestPath path, QueryString query) {
        List<String> segments = path.segments();
        if (segments.size() < 4) {
            throw Errors.noRoute();
        }
        JsonObject.Builder out = JsonObject.builder()
                .put("type", segments.get(2))
                .put("space_name", segments.get(3))
                .put("subpath", segments.size() == 4 ? "/" : String.join("/", segments.subList(4, segments.size())));
        BOOLEANS.forEach(name -> query.bool(name).ifPresent(value -> out.put(name, JsonBool.of(value))));
        TEXTS.forEach(name -> out.putIfPresent(name, query.text(name)));
        for (String name : List.of("limit", "offset")) {
            query.integer(name).ifPresent(value -> out.put(name, JsonNumber.of(value)));
        }
        for (String name : LISTS) {
            List<String> values =
                    name.equals("filter_tags") ? query.wholes(name) : query.texts(name); // tags may have commas
            if (!values.isEmpty()) {
                out.put(name, JsonArray.ofStrings(values));
            }
        }
        return out.build();
    }
}
