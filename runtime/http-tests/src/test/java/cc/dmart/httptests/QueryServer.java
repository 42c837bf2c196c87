package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server over the data set of {@code query.md} 2.7, with the callers of 5.3. Thread-safe once it is started. */
final class QueryServer implements AutoCloseable {
    /** The password of every account. */
    static final String PASSWORD = "Blue-Whale-77";

    private static final String TYPES =
            "'space','folder','content','schema','ticket','user','group','role','permission',"
                    + "'log','post','notification'";

    private final Server server;
    private final Map<String, Http> callers = new HashMap<>();
    private final QuerySpaces data;

    private QueryServer(Server server, String... more) throws IOException {
        this.server = server;
        accounts(server.http().admin());
        server.stop();
        data = QuerySpaces.write(server.spaces(), more);
        try (Stream<Path> files = Files.walk(server.data().resolve("index"))) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
        server.start();
        for (String name : List.of("reader", "alice", "bob", "carol", "sara", "dave", "erin", "frank")) {
            callers.put(name, server.http().login(name, PASSWORD));
        }
        callers.put("anon", server.http());
    }

    /** Starts it. {@code more}: further lines as those of the data set. */
    static QueryServer start(Path folder, String... more) throws IOException {
        Server server =
                Server.in(folder).with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0").start();
        try {
            return new QueryServer(server, more);
        } catch (IOException | RuntimeException | AssertionError e) {
            server.close(); // nobody else knows of it
            throw e;
        }
    }

    Server server() {
        return server;
    }

    /** What the identifiers of the data set are on this server. */
    QuerySpaces data() {
        return data;
    }

    @Override
    public void close() {
        server.close();
    }

    /** Asks as a caller of 5.3, as {@code reader}, who sees everything, or as {@code anon}. */
    Reply ask(String caller, String question) {
        String path = caller.equals("anon") ? "/public/query" : "/managed/query";
        return callers.get(caller).post(path, question);
    }

    /** In every type that lists or counts, a caller finds just these of a scope, and the totals say as many. */
    void sees(String caller, String scope, List<String> wanted) {
        for (String type : List.of("search", "subpath", "reports", "random")) {
            JsonNode answer = answer(caller, type, scope);
            assertThat(data.ids("shop", answer)).as(type).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(answer.at("/attributes/total").asInt()).isEqualTo(wanted.size());
        }
        JsonNode counted = answer(caller, "counters", scope);
        assertThat(counted.at("/attributes/total").asInt()).isEqualTo(wanted.size());
        assertThat(counted.at("/attributes/returned").asInt()).isZero();
        JsonNode grouped = answer(caller, "aggregation", ",'aggregation_data':{'reducers':['count']}" + scope);
        assertThat(grouped.at("/records/0/attributes/count").asInt()).isEqualTo(wanted.size());
        long counts = 0;
        for (JsonNode count : answer(caller, "tags", scope).at("/records/0/attributes/tag_counts")) {
            counts += count.asLong();
        }
        assertThat(counts).isEqualTo(data.tags(wanted));
    }

    private JsonNode answer(String caller, String type, String scope) {
        return ask(caller, json("{'type':'" + type + "'" + scope + "}"))
                .expect(200)
                .json();
    }

    /** JSON whose quotes are written as apostrophes. */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    /** Creates a record. */
    static void create(Http admin, String space, String folder, String type, String name, String attributes) {
        request(admin, "create", space, folder, type, name, "'is_active':true," + attributes);
    }

    /** Sends one record. */
    static void request(
            Http admin, String request, String space, String folder, String type, String name, String attributes) {
        admin.post(
                        "/managed/request",
                        json("{'space_name':'" + space + "','request_type':'" + request
                                + "','records':[{'resource_type':'" + type + "','subpath':'" + folder
                                + "','shortname':'" + name + "','attributes':{" + attributes + "}}]}"))
                .expect(200);
    }

    /** Creates an account. {@code roles}: names in apostrophes. */
    static void user(Http admin, String name, String roles) {
        create(
                admin,
                "management",
                "users",
                "user",
                name,
                "'password':'" + PASSWORD + "','roles':[" + roles + "],'groups':[]");
    }

    private static void permission(Http admin, String name, String subpaths, String types, String conditions) {
        permission(admin, name, subpaths, types, conditions, "");
    }

    private static void permission(
            Http admin, String name, String subpaths, String types, String conditions, String more) {
        create(
                admin,
                "management",
                "permissions",
                "permission",
                name,
                "'subpaths':{" + subpaths + "},'resource_types':[" + types
                        + "],'actions':['query','view'],'conditions':[" + conditions + "]" + more);
    }

    private static void role(Http admin, String name, String permissions) {
        create(admin, "management", "roles", "role", name, "'permissions':[" + permissions + "]");
    }

    /** The permissions of {@code query.md} 5.3, and one for the rows of 2.8. */
    private static void accounts(Http admin) {
        permission(admin, "p_reader", "'__all_spaces__':['__all_subpaths__']", TYPES, "");
        permission(admin, "world", "'shop':['products']", "'content'", "'is_active'");
        permission(admin, "p_alice", "'shop':['__all_subpaths__']", "'content'", "'own'");
        permission(admin, "p_bob", "'shop':['products']", "'content'", "'is_active','own'");
        permission(admin, "p_sara", "'__all_spaces__':['tickets/__current_user__']", "'ticket'", "");
        permission(admin, "p_dave", "'shop':['/']", TYPES, "");
        permission(admin, "p_erin", "'shop':['articles']", "'content'", "'is_active'");
        permission(admin, "p_erin2", "'shop':['articles']", "'content'", "");
        permission(
                admin,
                "p_frank",
                "'shop':['products']",
                "'content'",
                "",
                ",'filter_fields_values':'@payload.body.category:footwear'");
        role(admin, "holder", "");
        for (String name : List.of("reader", "alice", "bob", "sara", "dave", "frank")) {
            role(admin, "r_" + name, "'p_" + name + "'");
            user(admin, name, "'r_" + name + "'");
        }
        role(admin, "r_erin", "'p_erin','p_erin2'");
        user(admin, "erin", "'r_erin'");
        user(admin, "carol", "");
        // it is there from the first start, without a role
        request(admin, "update", "management", "users", "user", "anonymous", "'roles':['holder']");
    }
}
