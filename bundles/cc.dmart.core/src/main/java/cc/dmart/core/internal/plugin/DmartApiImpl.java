package cc.dmart.core.internal.plugin;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.service.Administrators;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.LockService;
import cc.dmart.api.service.MessageService;
import cc.dmart.api.service.PayloadView;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.QueryService;
import cc.dmart.api.service.SavedQueryService;
import cc.dmart.api.service.TicketService;
import cc.dmart.api.service.Upload;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.core.internal.event.Acting;
import cc.dmart.core.internal.event.PluginRegistry;
import cc.dmart.core.internal.event.registration.PluginServices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** {@link DmartApi} of one bundle, over the use cases that the edges call ({@code plugins-events.md} 2.2). Thread-safe. */
@Component(service = DmartApi.class, scope = ServiceScope.BUNDLE)
public final class DmartApiImpl implements DmartApi {
    private static final String OWN = "plugins/own";
    private static final String IMPERSONATE = "impersonate";
    private static final long MAX_UPLOAD = 1L << 30;

    /** The use cases. */
    private record Parts(
            EntryService entries,
            QueryService queries,
            SavedQueryService saved,
            TicketService tickets,
            LockService locks,
            MessageService messages,
            PluginRegistry plugins,
            Administrators administrators,
            String plugin) {}

    private final Parts parts;
    private final UnaryOperator<Caller> change;
    private final Optional<Caller> fixed;

    /** The API of the bundle that asks for it. */
    @Activate
    public DmartApiImpl(
            @Reference EntryService entries,
            @Reference QueryService queries,
            @Reference SavedQueryService saved,
            @Reference TicketService tickets,
            @Reference LockService locks,
            @Reference MessageService messages,
            @Reference PluginRegistry plugins,
            @Reference Administrators administrators,
            ComponentContext context) {
        this(
                new Parts(
                        entries,
                        queries,
                        saved,
                        tickets,
                        locks,
                        messages,
                        plugins,
                        administrators,
                        PluginServices.name(context.getUsingBundle())),
                UnaryOperator.identity(),
                Optional.empty());
    }

    DmartApiImpl(
            EntryService entries,
            QueryService queries,
            SavedQueryService saved,
            TicketService tickets,
            LockService locks,
            MessageService messages,
            PluginRegistry plugins,
            Administrators administrators,
            String plugin) {
        this(
                new Parts(entries, queries, saved, tickets, locks, messages, plugins, administrators, plugin),
                UnaryOperator.identity(),
                Optional.empty());
    }

    private DmartApiImpl(Parts parts, UnaryOperator<Caller> change, Optional<Caller> fixed) {
        this.parts = parts;
        this.change = change;
        this.fixed = fixed;
    }

    private Caller caller() {
        return change.apply(
                fixed.map(this::caused).or(Acting::current).or(this::configured).orElseThrow(this::nobody));
    }

    /** Another account in the same chain of causes. */
    private Caller caused(Caller other) {
        return Acting.current()
                .map(now -> other.causedBy(now.causeId(), now.depth()))
                .orElse(other);
    }

    private Optional<Caller> configured() {
        return parts.plugins()
                .setup(parts.plugin())
                .config()
                .string("actor")
                .filter(name -> granted())
                .map(this::named);
    }

    private Caller named(String shortname) {
        return Caller.of(shortname, "plugin-" + parts.plugin(), Map.of());
    }

    private boolean granted() {
        return parts.plugins().setup(parts.plugin()).grants().contains(IMPERSONATE);
    }

    private DmartException nobody() {
        return refused("Plugin " + parts.plugin()
                + " acts for nobody here: give its configuration an actor and the grant " + IMPERSONATE);
    }

    private void requireImpersonate() {
        if (!granted()) {
            throw refused("Plugin " + parts.plugin() + " may not act for others: it lacks the grant " + IMPERSONATE);
        }
    }

    private static DmartException refused(String text) {
        return new DmartException.Forbidden(401, ErrorType.REQUEST, ErrorCode.NOT_ALLOWED, text);
    }

    @Override
    public String user() {
        return caller().user();
    }

    @Override
    public DmartApi asUser(String shortname) {
        requireImpersonate();
        return new DmartApiImpl(parts, change, Optional.of(named(shortname)));
    }

    @Override
    public DmartApi asSystem() {
        requireImpersonate();
        String name =
                fixed.or(Acting::current).or(this::configured).map(Caller::user).orElse("dmart");
        return new DmartApiImpl(parts, change, Optional.of(Caller.system(name)));
    }

    @Override
    public DmartApi silently() {
        return new DmartApiImpl(parts, caller -> change.apply(caller).silently(), fixed);
    }

    @Override
    public Optional<WireRecord> load(Locator at) {
        try {
            JsonObject meta = parts.entries()
                    .view(caller(), at, new ViewOptions(true, false, Set.of()))
                    .meta();
            return Optional.of(new WireRecord(
                    at.type(),
                    at.shortname().value(),
                    at.subpath().wire(),
                    meta.string("uuid"),
                    meta,
                    Optional.empty(),
                    false));
        } catch (DmartException.NotFound e) {
            return Optional.empty();
        }
    }

    @Override
    public Page query(JsonObject request) {
        QueryResult result = parts.queries().query(caller(), request, true);
        return new Page(result.records(), result.total());
    }

    @Override
    public Page saved(String space, JsonObject request) {
        QueryResult result = parts.saved().run(caller(), new SpaceName(space), request, false);
        return new Page(result.records(), result.total());
    }

    @Override
    public WireRecord create(String space, WireRecord record) {
        return apply(space, RequestType.CREATE, record);
    }

    @Override
    public WireRecord update(String space, WireRecord record) {
        return apply(space, RequestType.UPDATE, record);
    }

    @Override
    public void delete(Locator at) {
        apply(at.space().value(), RequestType.DELETE, addressed(at, JsonObject.EMPTY));
    }

    @Override
    public void move(Locator from, String to, String name) {
        JsonObject route = JsonObject.builder()
                .put("src_space_name", from.space().value())
                .put("src_subpath", from.subpath().wire())
                .put("src_shortname", from.shortname().value())
                .put("dest_space_name", from.space().value())
                .put("dest_subpath", to)
                .put("dest_shortname", name)
                .build();
        apply(from.space().value(), RequestType.MOVE, addressed(from, route));
    }

    private static WireRecord addressed(Locator at, JsonObject attributes) {
        return WireRecord.of(at.type(), at.shortname().value(), at.subpath().wire(), attributes);
    }

    private WireRecord apply(String space, RequestType type, WireRecord record) {
        BatchResult result = parts.entries().apply(caller(), new SpaceName(space), type, List.of(record));
        if (!result.failed().isEmpty()) {
            throw result.failed().get(0).error();
        }
        return result.done().get(0);
    }

    @Override
    public Progress progress(Locator ticket, String action, Optional<String> resolution, Optional<String> comment) {
        TicketService.Step step = new TicketService.Step(action, resolution, comment, false);
        TicketService.Progress now = parts.tickets().progress(caller(), ticket, step);
        return new Progress(now.state(), now.open());
    }

    @Override
    public long lock(Locator at, OptionalLong seconds) {
        return parts.locks().lock(caller(), at, seconds).period();
    }

    @Override
    public void unlock(Locator at) {
        parts.locks().unlock(caller(), at.space(), at.subpath(), at.shortname(), false);
    }

    @Override
    public WireRecord upload(String space, WireRecord record, String fileName, InputStream content) {
        Upload upload = new Upload(fileName, Optional.empty(), content, Optional.empty(), MAX_UPLOAD);
        return parts.entries().upload(caller(), new SpaceName(space), record, upload, false);
    }

    @Override
    public InputStream payload(Locator at) {
        PayloadView view = parts.entries().payload(caller(), at);
        if (view instanceof PayloadView.Json json) {
            return new ByteArrayInputStream(json.body().utf8());
        } else if (view instanceof PayloadView.Text text) {
            return new ByteArrayInputStream(text.text().getBytes(StandardCharsets.UTF_8));
        }
        try {
            return Channels.newInputStream(((PayloadView.File) view).file().open());
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The payload cannot be read", e);
        }
    }

    @Override
    public SendResult send(OutgoingMessage message) {
        return parts.messages().send(message);
    }

    @Override
    public void requireAdministrator() {
        parts.administrators().require(caller());
    }

    @Override
    public Path folder() {
        Path own = parts.plugins().places().data().resolve(OWN).resolve(parts.plugin());
        try {
            return Files.createDirectories(own);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The folder of the plugin cannot be made", e);
        }
    }

    @Override
    public Optional<Path> spacesFolder() {
        requireImpersonate();
        return parts.plugins().places().spaces();
    }

    @Override
    public ZoneId timezone() {
        return parts.plugins().places().zone();
    }

    @Override
    public Optional<JsonValue> config(String key) {
        return parts.plugins()
                .setup(parts.plugin())
                .config()
                .object("attributes")
                .flatMap(a -> a.get(key));
    }
}
