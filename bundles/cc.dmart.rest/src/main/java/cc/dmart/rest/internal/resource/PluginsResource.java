package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.Endpoint;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.api.service.PluginService;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.wire.JsonBody;
import cc.dmart.rest.internal.wire.QueryString;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntBiFunction;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** {@code /admin/plugins}: what administrators do with plugins ({@code plugins-events.md} 2.4, 2.8). Thread-safe. */
@Component(
        service = PluginsResource.class,
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@JakartarsResource
@Path("admin/plugins")
public final class PluginsResource {
    private static final String NO_ADMINISTRATOR = "401 request 401 no administrator";
    private static final String NO_PLUGIN = "404 db 220 no such plugin";

    private static final String EVENTS = "text/event-stream";

    private final Exchanges exchanges;
    private final PluginBackend backend;
    private final ZoneId zone;

    /** A resource in front of these services. */
    @Activate
    public PluginsResource(@Reference Exchanges exchanges, @Reference PluginBackend backend, RestConfig config) {
        this.exchanges = exchanges;
        this.backend = backend;
        this.zone = ZoneId.of(config.timezone());
    }

    private Exchange administrator() {
        Exchange exchange = exchanges.current();
        backend.administrators().require(exchange.reader());
        return exchange;
    }

    private static Response done() {
        return Replies.json(WireWriter.attributes(JsonObject.EMPTY));
    }

    private static JsonObject body(Exchange exchange) throws IOException {
        return JsonBody.readOptional(exchange.request()).orElse(JsonObject.EMPTY);
    }

    /** The names in a list of the body; empty without it. @throws DmartException.Invalid if it is no list of texts */
    private static Optional<Set<String>> names(JsonObject body, String field) {
        Optional<JsonValue> given = body.get(field).filter(v -> !v.isNull());
        if (given.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = body.strings(field);
        if (given.get().asArray().filter(a -> a.size() == names.size()).isEmpty()) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, field + " is not a list of names");
        }
        return Optional.of(Set.copyOf(names));
    }

    /** Puts the jar or definition that is the body into the watched folder, under this file name. */
    @Endpoint(
            value = "Puts the jar or definition that is the body into the watched folder",
            query = {"name string"},
            reply = "Success",
            errors = {NO_ADMINISTRATOR})
    @POST
    public Response upload(@QueryParam("name") @DefaultValue("") String name) throws IOException {
        Exchange exchange = administrator();
        backend.plugins().upload(name, exchange.request().getInputStream());
        return done();
    }

    /** Removes a plugin. */
    @Endpoint(
            value = "Removes a plugin",
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @DELETE
    @Path("{plugin}")
    public Response remove(@PathParam("plugin") String plugin) {
        administrator();
        backend.plugins().remove(plugin);
        return done();
    }

    /** Switches a plugin on. */
    @Endpoint(
            value = "Switches a plugin on",
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @POST
    @Path("{plugin}/enable")
    public Response enable(@PathParam("plugin") String plugin) {
        administrator();
        backend.plugins().enable(plugin);
        return done();
    }

    /** Switches a plugin off. */
    @Endpoint(
            value = "Switches a plugin off",
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @POST
    @Path("{plugin}/disable")
    public Response disable(@PathParam("plugin") String plugin) {
        administrator();
        backend.plugins().disable(plugin);
        return done();
    }

    /** Stops and starts a plugin. */
    @Endpoint(
            value = "Stops and starts a plugin",
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @POST
    @Path("{plugin}/restart")
    public Response restart(@PathParam("plugin") String plugin) {
        administrator();
        backend.plugins().restart(plugin);
        return done();
    }

    /** Replaces the configuration of a plugin. */
    @Endpoint(
            value = "Replaces the configuration of a plugin",
            body = "Object",
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @PUT
    @Path("{plugin}/config")
    public Response configure(@PathParam("plugin") String plugin) throws IOException {
        Exchange exchange = administrator();
        backend.plugins().configure(plugin, JsonBody.read(exchange.request()));
        return done();
    }

    /** Grants a plugin what the list {@code grants} says, in place of what it had. */
    @Endpoint(
            value = "Grants a plugin what the list says, in place of what it had",
            body = "Object",
            bodyOptional = true,
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @PUT
    @Path("{plugin}/grants")
    public Response grant(@PathParam("plugin") String plugin) throws IOException {
        Exchange exchange = administrator();
        Set<String> grants = names(body(exchange), "grants")
                .orElseThrow(() -> DmartException.Invalid.request(ErrorCode.MISSING_DATA, "grants is missing"));
        backend.plugins().grant(plugin, grants);
        return done();
    }

    /**
     * The last lines of the log of a plugin, as events; the answer ends, and a browser's {@code EventSource} asks a second later for
     * what came after the last line that it has seen.
     */
    @Endpoint(
            value = "The last lines of the log of a plugin, as server-sent events",
            reply = EVENTS,
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @GET
    @Path("{plugin}/log")
    public Response log(@PathParam("plugin") String plugin) {
        String seen = Optional.ofNullable(administrator().request().getHeader("Last-Event-ID"))
                .orElse("");
        long after = seen.matches("[0-9]{1,18}") ? Long.parseLong(seen) : 0;
        StringBuilder out = new StringBuilder("retry: 1000\n\n");
        for (PluginService.LogLine line : backend.plugins().log(plugin, after)) {
            out.append("id: ").append(line.number()).append('\n');
            line.text()
                    .lines()
                    .forEach(text -> out.append("data: ").append(text).append('\n'));
            out.append('\n');
        }
        return Response.ok(out.toString().getBytes(StandardCharsets.UTF_8))
                .type(EVENTS + "; charset=utf-8")
                .header("Cache-Control", "no-store")
                .build();
    }

    /** Events that the listeners of a plugin gave up. */
    @Endpoint(
            value = "Events that the listeners of a plugin gave up",
            query = {"offset integer", "limit integer"},
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @GET
    @Path("{plugin}/dead-letters")
    public Response deadLetters(@PathParam("plugin") String plugin) {
        QueryString query = QueryString.parse(administrator().request().getQueryString());
        List<JsonValue> out = LetterPage.of(backend.delivery(), withLetters(plugin), query);
        return Replies.json(WireWriter.attributes(JsonObject.builder()
                .put("dead_letters", new JsonArray(out))
                .put("returned", (long) out.size())
                .build()));
    }

    /** Listeners that gave events up, also of a plugin that is gone. @throws DmartException.NotFound if there never was one */
    private List<String> withLetters(String plugin) {
        List<String> out = backend.delivery().withDeadLetters().stream()
                .filter(l -> l.startsWith(plugin + "."))
                .toList();
        boolean known = !out.isEmpty()
                || isInstalled(plugin)
                || backend.delivery().listeners().stream()
                        .anyMatch(l -> l.plugin().equals(plugin));
        if (!known) {
            throw DmartException.NotFound.entry();
        }
        return out;
    }

    /** Does something with the dead letters of a list; with all if there is no list, with none if it is empty. */
    private Response letters(String plugin, String done, ToIntBiFunction<String, Set<String>> action)
            throws IOException {
        Optional<Set<String>> ids = names(body(administrator()), "event_ids");
        boolean none = ids.filter(Set::isEmpty).isPresent();
        List<String> listeners = withLetters(plugin).stream().filter(l -> !none).toList();
        List<Integer> counts = EachListener.counts(listeners, l -> action.applyAsInt(l, ids.orElse(Set.of())));
        return count(done, counts.stream().mapToInt(Integer::intValue).sum());
    }

    /** Delivers dead letters again: those of the list {@code event_ids}, or all. */
    @Endpoint(
            value = "Delivers dead letters again",
            body = "Object",
            bodyOptional = true,
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @POST
    @Path("{plugin}/dead-letters/retry")
    public Response retry(@PathParam("plugin") String plugin) throws IOException {
        return letters(plugin, "retried", (listener, ids) -> backend.delivery().retry(listener, ids));
    }

    /** Removes dead letters for good: those of the list {@code event_ids}, or all. */
    @Endpoint(
            value = "Removes dead letters for good",
            body = "Object",
            bodyOptional = true,
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @DELETE
    @Path("{plugin}/dead-letters")
    public Response discard(@PathParam("plugin") String plugin) throws IOException {
        return letters(
                plugin, "discarded", (listener, ids) -> backend.delivery().discard(listener, ids));
    }

    /** Forgets where the listeners of a plugin were that are not there any more. */
    @Endpoint(
            value = "Forgets where listeners of a plugin were that are gone; the journal is not kept for them any more",
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @DELETE
    @Path("{plugin}/cursors")
    public Response forget(@PathParam("plugin") String plugin) {
        administrator();
        Set<String> gone =
                isInstalled(plugin) ? missed(plugin) : backend.delivery().missing(plugin);
        if (gone.isEmpty()) {
            throw DmartException.NotFound.entry();
        }
        gone.forEach(backend.delivery()::forget);
        return count("forgotten", gone.size());
    }

    private boolean isInstalled(String plugin) {
        return backend.plugins().plugins().stream().anyMatch(p -> p.name().equals(plugin));
    }

    /** Those that have been missed for a while: listeners of a plugin that is installed may be about to come back. */
    private Set<String> missed(String plugin) {
        return backend.delivery().listeners().stream()
                .filter(l -> l.plugin().equals(plugin) && l.state().equals("GONE"))
                .map(ListenerStatus::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Response count(String name, int count) {
        return Replies.json(WireWriter.attributes(
                JsonObject.builder().put(name, (long) count).build()));
    }

    /** Delivers events again: those behind {@code from_seq}, or since {@code from}. */
    @Endpoint(
            value = "Delivers events again",
            body = "Object",
            bodyOptional = true,
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @POST
    @Path("{plugin}/replay")
    public Response replay(@PathParam("plugin") String plugin) throws IOException {
        JsonObject body = body(administrator());
        List<String> names = backend.delivery().listeners().stream()
                .filter(l -> l.plugin().equals(plugin) && l.phase().equals("after"))
                .map(ListenerStatus::name)
                .toList();
        if (names.isEmpty()) {
            throw DmartException.NotFound.entry();
        }
        ReplayStart start = ReplayStart.of(body, zone);
        return count(
                "listeners",
                EachListener.counts(names, name -> replay(name, start)).size());
    }

    private int replay(String listener, ReplayStart start) {
        if (start.time().isPresent()) {
            backend.delivery().replay(listener, start.time().get());
        } else {
            backend.delivery().replay(listener, start.seq());
        }
        return 1;
    }

    /** Starts a job of a plugin now. */
    @Endpoint(
            value = "Starts a job of a plugin now",
            reply = "Success",
            errors = {NO_ADMINISTRATOR, NO_PLUGIN})
    @POST
    @Path("{plugin}/jobs/{job}/run")
    public Response run(@PathParam("plugin") String plugin, @PathParam("job") String job) {
        administrator();
        backend.delivery().run(job.startsWith(plugin + ".") ? job : plugin + "." + job);
        return done();
    }
}
