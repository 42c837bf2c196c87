package cc.dmart.rest.internal.resource;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/**
 * {@code /managed/*}: what accounts read and write ({@code http-api.md} 4). {@link EntryServlet} takes the busiest routes when
 * their paths are in normal form. Thread-safe.
 */
@Component(service = ManagedResource.class)
@JakartarsResource
@Path("managed")
public final class ManagedResource {
    private final Exchanges exchanges;
    private final Backend backend;
    private final Reads reads;
    private final Uploads uploads;
    private final Tables tables;

    /** A resource in front of these services. */
    @Activate
    public ManagedResource(
            @Reference Exchanges exchanges,
            @Reference Backend backend,
            @Reference Reads reads,
            @Reference Uploads uploads,
            @Reference Tables tables) {
        this.exchanges = exchanges;
        this.backend = backend;
        this.reads = reads;
        this.uploads = uploads;
        this.tables = tables;
    }

    /** Creates, changes, moves and deletes (4.2). */
    @Endpoint(
            value = "Creates, changes, moves and deletes records, each for itself",
            body = "Request",
            reply = "Records",
            errors = {
                "400 request 203 space missing",
                "400 request 202 no records",
                "400 request 430 some records failed: see info"
            })
    @POST
    @Path("request")
    public Response request() throws IOException {
        EntryServlet.Answer answer = EntryServlet.change(backend, exchanges.current());
        return Replies.json(answer.status(), answer.utf8());
    }

    /** Answers a question (4.1). */
    @Endpoint(
            value = "Finds entries",
            body = "Query",
            reply = "Found",
            errors = {
                "400 request 203 space missing",
                "401 request 401 history or events for nobody",
                "400 request 120 jq took too long",
                "400 request 121 jq failed",
                "400 request 202 aggregation_data missing",
                "400 request 401 no engine for jq",
                "400 query 430 the engine cannot work it out"
            })
    @POST
    @Path("query")
    public Response query() throws IOException {
        Exchange exchange = exchanges.current();
        return Replies.json(reads.query(exchange.reader(), JsonBody.read(exchange.request()), true));
    }

    /** An entry (4.3). */
    @Endpoint(
            value = "An entry",
            route = "GET /managed/entry/{resource_type}/{space_name}/{subpath}/{shortname}",
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

    /** The same under the name that old command lines use. */
    @Endpoint(
            value = "An entry, under an older name",
            route = "GET /managed/meta/{resource_type}/{space_name}/{subpath}/{shortname}",
            query = {
                "retrieve_json_payload boolean",
                "retrieve_attachments boolean",
                "filter_attachments_types ResourceType[]",
                "validate_schema boolean"
            },
            reply = "Entry",
            errors = {"404 db 220 entry or space missing", "401 request 401 no permission"})
    @GET
    @Path("meta/{path: .*}")
    public Response meta() {
        return entry();
    }

    /** A payload (4.5). */
    @Endpoint(
            value = "The payload of an entry or attachment: a file with ranges and tags, or inline JSON in an envelope",
            route = "GET /managed/payload/{resource_type}/{space_name}/{subpath}/{file}",
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
        return reads.payload(exchange, exchange.reader(), "private, no-store");
    }

    /** Stores an uploaded file (4.6). */
    @Endpoint(
            value = "Stores a file as an attachment, or JSON as the body of an entry",
            form = {"space_name SpaceName", "request_record Record", "payload_file binary", "sha string?"},
            reply = "Records",
            errors = {
                "400 request 203 space missing",
                "400 request 202 part missing",
                "400 request 402 extension, sum, record or payload not valid",
                "406 attachment 217 media type unsupported",
                "400 attachment 219 resource type takes no file",
                "401 request 401 no permission",
                "400 validation 422 payload violates its schema"
            })
    @POST
    @Path("resource_with_payload")
    public Response upload() throws IOException {
        Exchange exchange = exchanges.current();
        return uploads.store(exchange, exchange.writer(), false);
    }

    /** Runs a saved query (4.13); the first name is what clients send. */
    @Endpoint(
            value = "Runs a saved query with parameters",
            route = "POST /managed/excute/{task_type}/{space_name}",
            body = "Object",
            reply = "Found",
            errors = {
                "404 db 220 saved query missing",
                "401 request 401 no permission",
                "400 media 220 not a saved query",
                "400 request 217 unknown task"
            })
    @Endpoint(
            value = "Runs a saved query with parameters",
            route = "POST /managed/execute/{task_type}/{space_name}",
            body = "Object",
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
        return tables.execute(exchanges.current(), false);
    }

    /** The answer to a query as a table (4.8). */
    @Endpoint(
            value = "The answer to a query as a table, with the columns of its folder",
            body = "Query",
            reply = "text/csv",
            errors = {"400 request 203 space missing", "422 validation 424 not a query"})
    @POST
    @Path("csv")
    public Response csv() throws IOException {
        return tables.export(exchanges.current());
    }

    /** The answer to a saved query as a table (4.8). */
    @Endpoint(
            value = "The answer to a saved query as a table",
            route = "POST /managed/csv/{space_name}",
            body = "Object",
            reply = "text/csv",
            errors = {"400 media 220 no saved query, or it finds nothing"})
    @POST
    @Path("csv/{space}")
    public Response csvOfSaved() throws IOException {
        return tables.exportSaved(exchanges.current());
    }

    /** Takes in a table, an entry per row (4.7). */
    @Endpoint(
            value = "Takes in a table, an entry per row",
            route = "POST /managed/resources_from_csv/{resource_type}/{space_name}/{subpath}/{schema_shortname}",
            query = {"is_update boolean", "all_or_none boolean"},
            form = {"resources_file binary"},
            reply = "Attributes",
            errors = {"404 db 220 schema missing", "400 request 202 no header or file", "400 request 402 not a table"})
    @POST
    @Path("resources_from_csv/{path: .*}")
    public Response load() throws IOException {
        return tables.load(exchanges.current());
    }

    /** Runs SQL on attachments (4.18). */
    @Endpoint(
            value = "Runs SQL on attachments, where an engine is installed",
            body = "Object",
            reply = "Object",
            errors = {
                "400 request 401 switched off, or no engine",
                "400 request 220 no such attachment",
                "400 request 402 a statement that is wrong, does more than read, or costs too much",
                "400 validation 422 rows that break their schema",
                "404 db 220 entry missing",
                "404 db 402 file missing",
                "401 request 401 no permission"
            })
    @POST
    @Path("data-asset")
    public Response dataAsset() throws IOException {
        return tables.dataAsset(exchanges.current());
    }
}
