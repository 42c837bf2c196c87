package cc.dmart.microservice;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.client.DmartClient;
import cc.dmart.client.DmartClientException;
import cc.dmart.client.TokenValidator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * Answers {@code GET /whoami} with the name of the caller, or 401. The token is verified here; where {@code DMART_URL} is set the
 * server is asked too, which also notices sessions that ended and accounts that were switched off.
 */
public final class Main {
    /** How old a token may be for a service that does not ask the server. */
    private static final Duration MAX_AGE = Duration.ofDays(1);

    private static final int THREADS = 8;

    private final TokenValidator validator;
    private final Optional<DmartClient> server;

    private Main(TokenValidator validator, Optional<DmartClient> server) {
        this.validator = validator;
        this.server = server;
    }

    /** The argument is the port; 0 takes a free one, which is printed. */
    public static void main(String[] args) throws IOException {
        String secret = Optional.ofNullable(System.getenv("DMART_JWT_SECRET"))
                .orElseThrow(() -> new IllegalArgumentException("DMART_JWT_SECRET is not set"));
        Optional<DmartClient> server =
                Optional.ofNullable(System.getenv("DMART_URL")).map(URI::create).map(DmartClient::at);
        Main service = new Main(TokenValidator.of(secret, MAX_AGE), server);
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 8290;
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(Executors.newFixedThreadPool(THREADS));
        http.createContext("/whoami", service::whoAmI);
        http.start();
        System.out.println("listening on " + http.getAddress().getPort());
    }

    private void whoAmI(HttpExchange exchange) throws IOException {
        String header = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        Optional<String> caller = validator
                .ofHeader(header)
                .map(TokenValidator.Identity::shortname)
                .filter(name -> isLive(header, name));
        int status = caller.isPresent() ? 200 : 401;
        JsonObject reply = JsonObject.builder()
                .put("status", caller.isPresent() ? "success" : "failed")
                .putIfPresent("shortname", caller)
                .build();
        byte[] body = JsonCodec.writeString(reply).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Whether the server still knows the session. A server that cannot be asked lets nobody in. */
    private boolean isLive(String header, String name) {
        if (server.isEmpty()) {
            return true;
        }
        try {
            JsonObject me =
                    server.get().withHeader("Authorization", header).server().me();
            return me.bool("authenticated").orElse(false)
                    && me.string("shortname").equals(Optional.of(name));
        } catch (DmartClientException e) {
            return false;
        }
    }
}
