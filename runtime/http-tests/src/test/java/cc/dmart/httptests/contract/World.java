package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.client.DmartClient;
import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import cc.dmart.httptests.Server;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/** A server that suites with the same settings share, its callers, and what rows kept. Used by one thread. */
public final class World implements CloseableResource {
    /** The password of every account that a suite makes. */
    public static final String PASSWORD = "Blue-Whale-77";

    /** The key that the server signs with. */
    static final String JWT_SECRET = "what the servers of the contract suites sign with, no secret";

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern KEPT = Pattern.compile("\\$\\{(\\w+)}");

    private final Path folder;
    private final Server server;
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, String> kept = new HashMap<>();
    private final Set<String> made = new HashSet<>();
    private int rows;

    World(Map<String, String> settings) {
        try {
            folder = Files.createTempDirectory("dmart-world" + COUNT.incrementAndGet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = Server.in(folder).with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0").with("DMART_JWT_SECRET", JWT_SECRET);
        settings.forEach(server::with);
        server.start();
        kept.put("port", String.valueOf(server.port()));
        admin().post(
                        "/managed/request",
                        Json.strict("{space_name:'management', request_type:'create', records:[{resource_type:'user',"
                                + "subpath:'users', shortname:'omar', attributes:{password:'" + PASSWORD
                                + "', roles:[]}}]}"))
                .expect(200);
    }

    /** Makes something that several suites need, when the first of them asks. */
    void once(String what, Runnable making) {
        if (made.add(what)) {
            making.run();
        }
    }

    /** Deletes a file below the spaces, as somebody does who goes round the server. */
    void lose(String file) {
        try {
            Files.delete(server.spaces().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server. */
    public Server server() {
        return server;
    }

    /** The administrator's plain client. */
    public Http admin() {
        return http(Caller.ADMIN);
    }

    /** A plain client of a caller. */
    public Http http(Caller caller) {
        return caller.name().isEmpty() ? server.http() : server.http().withToken(token(caller));
    }

    /** The client library as a caller. */
    public DmartClient client(Caller caller) {
        DmartClient client = DmartClient.at(URI.create("http://127.0.0.1:" + server.port()));
        return caller.name().isEmpty() ? client : client.withToken(token(caller));
    }

    String token(Caller caller) {
        return tokens.computeIfAbsent(
                caller.name(), name -> login(name, name.equals("dmart") ? Server.ADMIN_PASSWORD : PASSWORD));
    }

    private String login(String name, String password) {
        return server.http()
                .post("/user/login", Map.of("shortname", name, "password", password))
                .expect(200)
                .json()
                .at("/records/0/attributes/access_token")
                .asText();
    }

    /** Sends a row and checks all that it says. */
    void run(Row row) {
        String id = "row-" + ++rows;
        Http http = http(row.caller).with("X-Correlation-ID", id);
        for (Map.Entry<String, String> header : row.headers.entrySet()) {
            http = http.with(header.getKey(), fill(header.getValue()));
        }
        byte[] body = row.mediaType.equals("application/json") && !row.headers.containsKey("Content-Encoding")
                ? Row.utf8(fill(new String(row.body, StandardCharsets.UTF_8)))
                : row.body;
        Reply reply = http.send(
                row.method,
                fill(row.path),
                BodyPublishers.ofByteArray(body),
                row.mediaType.isEmpty() ? null : row.mediaType);
        RowChecks.check(row, reply, id, this::fill);
        row.kept.forEach((name, pointer) -> kept.put(name, value(reply, pointer)));
        assertThat(events(id))
                .as("events of " + reply)
                .usingElementComparator(World::event)
                .containsExactlyElementsOf(filled(row.events));
        for (String file : filled(row.files)) {
            assertThat(server.spaces().resolve(file)).exists();
        }
        for (String file : filled(row.noFiles)) {
            assertThat(server.spaces().resolve(file)).doesNotExist();
        }
    }

    private static String value(Reply reply, String pointer) {
        String value = pointer.startsWith("header:")
                ? header(reply, pointer.substring("header:".length()).split(" ", 2))
                : reply.json().at(pointer).asText();
        assertThat(value).as(pointer + " of " + reply).isNotEmpty();
        return value;
    }

    private static String header(Reply reply, String[] nameAndExpression) {
        String whole = reply.header(nameAndExpression[0]);
        if (nameAndExpression.length == 1) {
            return whole;
        }
        Matcher part = Pattern.compile(nameAndExpression[1]).matcher(whole);
        return part.find() ? part.group(1) : "";
    }

    private List<String> filled(List<String> texts) {
        return texts.stream().map(this::fill).toList();
    }

    /** Keeps a value for {@link #fill}. */
    void keep(String name, String value) {
        kept.put(name, value);
    }

    /** A text with what earlier rows kept. */
    String fill(String text) {
        Matcher matcher = KEPT.matcher(text);
        return matcher.replaceAll(m -> Matcher.quoteReplacement(kept.getOrDefault(m.group(1), m.group())));
    }

    /** An expected line that begins with {@code ~} is an expression. */
    static int event(String one, String other) {
        boolean same = other.startsWith("~")
                ? one.matches(other.substring(1))
                : one.startsWith("~") ? other.matches(one.substring(1)) : one.equals(other);
        return same ? 0 : 1;
    }

    /** What the activity logs of all spaces say about one request. */
    private List<String> events(String correlationId) {
        List<String> out = new ArrayList<>();
        try (DirectoryStream<Path> spaces = Files.newDirectoryStream(server.spaces())) {
            for (Path space : spaces) {
                Path log = space.resolve(".dm/events.jsonl");
                if (Files.exists(log)) {
                    for (String line : Files.readAllLines(log)) {
                        JsonNode event = Json.parse(line);
                        if (event.at("/attributes/request_headers/x-correlation-id")
                                .asText()
                                .equals(correlationId)) {
                            out.add(text(event));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    private static String text(JsonNode event) {
        JsonNode resource = event.get("resource");
        String subpath = resource.path("subpath").asText();
        return event.path("request").asText() + " " + resource.path("type").asText() + " "
                + resource.path("space_name").asText() + ":" + (subpath.equals("/") ? "" : subpath) + "/"
                + resource.path("shortname").asText();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        }
    }
}
