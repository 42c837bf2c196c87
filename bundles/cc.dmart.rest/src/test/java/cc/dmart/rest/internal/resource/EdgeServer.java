package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.service.CallerScope;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.CurrentRules;
import cc.dmart.rest.internal.edge.EdgeFilter;
import cc.dmart.rest.internal.edge.EdgeParts;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.edge.HealthServlet;
import cc.dmart.rest.internal.edge.Readiness;
import cc.dmart.rest.internal.edge.Traffic;
import cc.dmart.rest.plugin.PluginResource;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** The whole edge over fake services, in the same HTTP server and REST library as the product. */
final class EdgeServer implements AutoCloseable {
    /** Header with an address for a request to come from. */
    static final String PEER = "X-Test-Peer";

    private static final Logger NOISE = Logger.getLogger("org.glassfish");

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    final FakeServices services = new FakeServices();
    final FakeFiles files = new FakeFiles();
    final CurrentRules rules;
    final GuardFeature guard;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    EdgeServer(Map<String, Object> settings, HealthIndicator.State index) throws Exception {
        NOISE.setLevel(Level.OFF);
        Map<String, Object> values = new HashMap<>(settings);
        RestConfig config = TestConfig.of(values);
        rules = EdgeParts.rules(config);
        Exchanges exchanges = new Exchanges();
        Readiness readiness = EdgeParts.readiness(rules, index);
        Backend backend = backend();
        Sessions sessions = new Sessions(backend, config);
        Traffic traffic = new Traffic();
        Reads reads = new Reads(backend);
        Uploads uploads = new Uploads(backend, config);
        Tables tables = new Tables(backend, config);
        guard = new GuardFeature(exchanges, readiness, plugins(), traffic);
        guard.sessions = sessions;
        ResourceConfig application = new ResourceConfig();
        application.registerInstances(
                new RootResource(),
                new ManagedResource(exchanges, backend, reads, uploads, tables),
                new ArchiveResource(exchanges, backend, uploads),
                new PublicResource(exchanges, reads, uploads, tables),
                new MaintenanceResource(exchanges, backend),
                new AttachResource(exchanges, uploads, sessions),
                new PublicAttachResource(exchanges, uploads),
                new UserResource(exchanges, backend, sessions),
                new ShortLinkResource(exchanges, backend, config),
                new SocialResource(exchanges, backend, sessions),
                new IdentityLinkResource(exchanges, backend),
                new InfoResource(exchanges, backend, sessions, plugins()),
                new PluginResource(),
                guard,
                new ErrorMapper(exchanges, config));
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(new FilterHolder(EdgeServer::play), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(
                new EdgeFilter(exchanges, readiness, traffic, rules), "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder health = new ServletHolder(new HealthServlet(readiness));
        context.addServlet(health, "/health/live");
        context.addServlet(health, "/health/ready");
        ServletHolder entries = new ServletHolder(new EntryServlet(exchanges, sessions, backend, reads, traffic));
        for (String pattern : List.of("/managed/entry/*", "/managed/meta/*", "/managed/query", "/managed/request")) {
            context.addServlet(entries, pattern);
        }
        ServletHolder rest = new ServletHolder(new ServletContainer(application));
        rest.setInitOrder(1);
        context.addServlet(rest, "/*");
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        EdgeParts.tune(server, readiness, rules);
    }

    /** A request with the header {@value #PEER} comes from the address in it. */
    private static void play(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String peer = ((HttpServletRequest) request).getHeader(PEER);
        chain.doFilter(
                peer != null
                        ? new HttpServletRequestWrapper((HttpServletRequest) request) {
                            @Override
                            public String getRemoteAddr() {
                                return peer;
                            }
                        }
                        : request,
                response);
    }

    private static PluginBackend plugins() {
        PluginBackend backend = new PluginBackend();
        backend.scope = new CallerScope() {
            @Override
            public void enter(Caller caller) {}

            @Override
            public void leave() {}
        };
        return backend;
    }

    private Backend backend() {
        Backend backend = new Backend();
        backend.entries = services;
        backend.queries = services;
        backend.auth = services;
        backend.identity = new FakeIdentity();
        backend.social = new FakeSocial();
        backend.accounts = services;
        backend.system = services;
        backend.archives = files;
        backend.tables = files;
        backend.maintenance = new FakeMaintenance();
        backend.submissions = new FakeSubmissions();
        return backend;
    }

    /** Sends a request; headers are name, value, name, value. */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    int port() {
        return connector.getLocalPort();
    }

    /** What comes back for a request as it is written here, until the server ends the connection. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
