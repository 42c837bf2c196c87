package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.QueryString;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /public/*}: the same for everybody, always as {@code anonymous}, tokens ignored ({@code http-api.md} 5). Thread-safe. */
@Component(service = PublicResource.class)
@JakartarsResource
@Path("public")
@Open
public final class PublicResource {
    private final Exchanges exchanges;
    private final Reads reads;
    private final Uploads uploads;
    private final Tables tables;

    /** A resource in front of these services. */
    @Activate
    public PublicResource(
            @Reference Exchanges exchanges,
            @Reference Reads reads,
            @Reference Uploads uploads,
            @Reference Tables tables) {
        this.exchanges = exchanges;
        this.reads = reads;
        this.uploads = uploads;
        this.tables = tables;
    }

    /** Answers a question; an unknown space has no entries. */
    @Endpoint(
            value = "Finds entries that everybody may see",
            body = "Query",
            reply = "Found",
            errors = {"401 request 401 history or events"})
    @POST
    @Path("query")
    public Response query() throws IOException {
        Exchange exchange = exchanges.current();
        return Replies.json(reads.query(exchange.reader(), JsonBody.read(exchange.request()), false));
    }

    /** The same with the question in the URL. */
    @Endpoint(
            value = "The same with the question in the URL",
            route = "GET /public/query/{query_type}/{space_name}/{subpath}",
            query = {
                "exact_subpath boolean",
                "retrieve_json_payload boolean",
                "retrieve_attachments boolean",
                "retrieve_total boolean",
                "validate_schema boolean",
                "retrieve_lock_status boolean",
                "search string",
                "from_date string",
                "to_date string",
                "sort_by string",
                "sort_type SortType",
                "jq_filter string",
                "limit integer",
                "offset integer",
                "filter_types ResourceType[]",
                "filter_schema_names string[]",
                "filter_shortnames string[]",
                "filter_tags string[]",
                "include_fields string[]",
                "exclude_fields string[]"
            },
            reply = "Found",
            errors = {"401 request 401 history or events"})
    @GET
    @Path("query/{path: .*}")
    public Response queryByUrl() {
        Exchange exchange = exchanges.current();
        QueryString parameters = QueryString.parse(exchange.request().getQueryString());
        return Replies.json(reads.asked(exchange.reader(), exchange.path(), parameters));
    }

    /** An entry. */
    @Endpoint(
            value = "An entry that everybody may see",
            route = "GET /public/entry/{resource_type}/{space_name}/{subpath}/{shortname}",
            query = {
                "retrieve_json_payload boolean",
                "retrieve_attachments boolean",
                "filter_attachments_types ResourceType[]",
                "validate_schema boolean"
            },
            reply = "Entry",
            errors = {"404 db 220 entry or space missing", "401 request 401 no permission"})
    @GET
    @Path("entry/{path: .*}")
    public Response entry() {
        Exchange exchange = exchanges.current();
        return Replies.json(reads.entry(exchange, exchange.reader()));
    }

    /** A payload. */
    @Endpoint(
            value = "A payload that everybody may see",
            route = "GET /public/payload/{resource_type}/{space_name}/{subpath}/{file}",
            reply = "application/octet-stream",
            errors = {
                "404 db 220 entry or space missing",
                "404 media 220 no payload",
                "401 request 401 no permission",
                "416 media 402 range behind the end"
            })
    @GET
    @Path("payload/{path: .*}")
    public Response payload() {
        Exchange exchange = exchanges.current();
        return reads.payload(exchange, exchange.reader(), "public, no-cache");
    }

    /** Stores an uploaded file under a name that is free. */
    @Endpoint(
            value = "Stores a file as nobody; never over another",
            form = {"space_name SpaceName", "request_record Record", "payload_file binary", "sha string?"},
            reply = "Records",
            errors = {
                "400 request 203 space missing",
                "400 request 202 part missing",
                "400 request 402 extension, sum, record or payload not valid",
                "406 attachment 217 media type unsupported",
                "400 attachment 219 resource type takes no file",
                "401 request 401 no permission",
                "400 request 400 name taken",
                "400 validation 422 payload violates its schema",
                "429 rate_limit 429 too many tries"
            })
    @POST
    @Path("resource_with_payload")
    public Response upload() throws IOException {
        Exchange exchange = exchanges.current();
        return uploads.store(exchange, exchange.writer(), true);
    }

    /** Runs a saved query. */
    @Endpoint(
            value = "Runs a saved query with parameters",
            route = "POST /public/excute/{task_type}/{space_name}",
            body = "Object",
            open = true,
            reply = "Found",
            errors = {
                "404 db 220 saved query missing",
                "401 request 401 no permission",
                "400 media 220 not a saved query",
                "400 request 217 unknown task"
            })
    @Endpoint(
            value = "Runs a saved query with parameters",
            route = "POST /public/execute/{task_type}/{space_name}",
            body = "Object",
            open = true,
            reply = "Found",
            errors = {
                "404 db 220 saved query missing",
                "401 request 401 no permission",
                "400 media 220 not a saved query",
                "400 request 217 unknown task"
            })
    @POST
    @Path("{verb: excute|execute}/{task}/{space}")
    public Response execute() throws IOException {
        return tables.execute(exchanges.current(), true);
    }
}
