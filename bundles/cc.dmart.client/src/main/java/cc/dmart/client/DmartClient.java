package cc.dmart.client;

import cc.dmart.api.model.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A DMART server as a Java program sees it. Immutable and thread-safe; clients made from one another share their connections.
 *
 * <pre>{@code
 * DmartClient dmart = DmartClient.at(URI.create("http://localhost:8282")).logIn("sara", password);
 * Reply found = dmart.entries().query(Query.of(QueryType.SEARCH, "shop", "pens").search("blue"));
 * }</pre>
 *
 * <p>Every call throws {@link DmartClientException} when the server refuses it or cannot be reached.
 */
public final class DmartClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Transport transport;

    private DmartClient(Transport transport) {
        this.transport = transport;
    }

    /** A client of the server at this address, not logged in. */
    public static DmartClient at(URI address) {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        return at(address, http);
    }

    /** The same over a client of the caller's making, with its proxy, certificates and threads. */
    public static DmartClient at(URI address, HttpClient http) {
        String text = address.toString();
        URI base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        return new DmartClient(new Transport(http, base, Map.of(), ANSWER));
    }

    /** This client with an access token. */
    public DmartClient withToken(String token) {
        return withHeader("Authorization", "Bearer " + token);
    }

    /** This client with one more header in every request. */
    public DmartClient withHeader(String name, String value) {
        return new DmartClient(transport.with(name, value));
    }

    /** This client with another time that an answer may take. */
    public DmartClient withTimeout(Duration answer) {
        return new DmartClient(new Transport(transport.http(), transport.base(), transport.headers(), answer));
    }

    /** Logs in by name. Returns a client that carries the token. */
    public DmartClient logIn(String shortname, String password) {
        JsonObject credentials = JsonObject.builder()
                .put("shortname", shortname)
                .put("password", password)
                .build();
        return withToken(users().login(credentials).token());
    }

    /** Accounts and logins. */
    public Users users() {
        return new Users(transport);
    }

    /** Entries as the account that is logged in sees them. */
    public Entries entries() {
        return new Entries(transport, "/managed");
    }

    /** Entries as everybody sees them, without a login. */
    public Entries open() {
        return new Entries(transport, "/public");
    }

    /** CSV and zip. */
    public Transfers transfers() {
        return new Transfers(transport);
    }

    /** Facts about the server. */
    public ServerInfo server() {
        return new ServerInfo(transport);
    }

    /** Any other endpoint that answers with an envelope. {@code path} with its query, percent-encoded. */
    public Reply call(String method, String path, Optional<JsonObject> body) {
        return transport.json(method, path, body);
    }

    /** Any other endpoint that answers with a file. */
    public Download download(String method, String path, Optional<JsonObject> body) {
        return transport.download(method, path, body);
    }
}
