package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Property P1 of {@code security.md} 4.1 over the embedded index and every query type, in generated worlds of accounts, groups,
 * roles, permissions with conditions, magic words and filters, access lists, entries and attachments: what is listed, counted,
 * grouped, drawn and joined is what the definition lets the caller see, nothing else and nothing less.
 */
class AccessQueriesTest {
    private static final List<String> USERS = List.of("a", "b", "staff", "anonymous", "off", "nobody");
    private static final List<String> SEGMENTS = List.of("x", "y", "a");

    @TempDir
    Path folder;

    private QueryWorld world;
    private int seen;
    private NaiveAccess naive;
    private final List<StoredEntry> entries = new ArrayList<>();
    private final Map<Locator, List<Locator>> attachments = new HashMap<>();

    @BeforeEach
    void open() {
        world = QueryWorld.over(Lucene.open(folder));
        naive = new NaiveAccess(world.store, world.parser);
        world.space("zone");
        seen = 0;
    }

    @AfterEach
    void close() {
        world.close();
        Lucene.close(world.index);
    }

    private static JsonObject json(String text) {
        return JsonCodec.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void put(Locator at, JsonObject meta, boolean created) {
        world.commit(new ChangeOp.PutEntry(at, meta, new PayloadChange.Keep(), created));
    }

    private static <T> T pick(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 14, 159, 2653})
    void s4_1_p3_nothingShowsWhatTheCallerMayNotSee(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 110; i++) {
            entry(random, i);
        }
        for (int round = 0; round < 5; round++) {
            accounts(random);
            for (int i = 0; i < 12; i++) {
                changeAccess(random, pick(random, entries).at());
            }
            world.access.invalidate();
            for (String user : USERS) {
                check(user);
            }
        }
        assertThat(seen).as("rows that somebody saw").isGreaterThan(200);
    }

    private void entry(Random random, int number) {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append(pick(random, SEGMENTS)).append('/');
        }
        ResourceType type = pick(random, List.of(ResourceType.CONTENT, ResourceType.CONTENT, ResourceType.FOLDER));
        String name = type == ResourceType.FOLDER ? pick(random, SEGMENTS) : "e" + number;
        Locator at = Locator.of("zone", path.toString(), name, type);
        if (world.store.find(at).isPresent()) {
            return;
        }
        put(at, meta(random, at), true);
        entries.add(world.store.find(at).orElseThrow());
        for (int i = random.nextInt(3); i > 0; i--) {
            Locator attachment = at.attachment(
                    pick(random, List.of(ResourceType.COMMENT, ResourceType.REACTION)), new Shortname("t" + i));
            put(attachment, json("{'uuid':'u-" + number + "-" + i + "','is_active':true,'owner_shortname':'x'}"), true);
            attachments.computeIfAbsent(at, k -> new ArrayList<>()).add(attachment);
        }
    }

    private static JsonObject meta(Random random, Locator at) {
        String acl = random.nextInt(4) > 0
                ? ""
                : ",'acl':[{'user_shortname':'" + pick(random, List.of("a", "b", "off")) + "','allowed_actions':["
                        + pick(random, List.of("'query'", "'view'", "'query','view'", "")) + "],'denied':["
                        + pick(random, List.of("'query'", "'view'", "", "")) + "]}]";
        String group =
                random.nextInt(3) > 0 ? "" : ",'owner_group_shortname':'" + pick(random, List.of("staff", "b")) + "'";
        return json("{'uuid':'" + at + "','is_active':" + random.nextBoolean() + ",'owner_shortname':'"
                + pick(random, List.of("a", "b", "staff", "anonymous")) + "'" + group + acl + ",'tags':['"
                + pick(random, List.of("red", "blue", "green")) + "','t" + random.nextInt(4) + "'],'slug':'"
                + pick(random, List.of("one", "two")) + "','updated_at':'2025-01-01T00:00:00'}");
    }

    /** Another owner, group, state or access list: the terms of the entry and of its attachments change. */
    private void changeAccess(Random random, Locator at) {
        put(at, meta(random, at), false);
        entries.removeIf(e -> e.at().equals(at));
        entries.add(world.store.find(at).orElseThrow());
    }

    private void record(String folder, String name, ResourceType type, String meta) {
        put(Locator.of("management", folder, name, type), json("{'is_active':true," + meta + "}"), false);
    }

    private void accounts(Random random) {
        List<String> values = List.of(
                "/",
                "__all_subpaths__",
                "x",
                "y",
                "a",
                "x/y",
                "__all_subpaths__/y",
                "x/__all_subpaths__/a",
                "__current_user__",
                "__current_user__owner__/y",
                "x/y/a",
                "y/__all_subpaths__/x");
        for (String name : List.of("world", "p1", "p2", "p3", "p4", "p5")) {
            String filter = random.nextInt(3) > 0
                    ? ""
                    : ",'filter_fields_values':'"
                            + pick(
                                    random,
                                    List.of(
                                            "@tags:red",
                                            "@slug:one | @tags:t1",
                                            "-@tags:blue",
                                            "(@slug:one) (@tags:t2)"))
                            + "'";
            record(
                    "permissions",
                    name,
                    ResourceType.PERMISSION,
                    "'subpaths':{'" + pick(random, List.of("zone", "zone", "__all_spaces__", "other")) + "':['"
                            + pick(random, values) + "','" + pick(random, values) + "']},'resource_types':["
                            + pick(random, List.of("'content'", "'folder'", "'content','folder'")) + "],'actions':["
                            + pick(random, List.of("'query'", "'query','view'", "'query','view'", "'view'"))
                            + "],'conditions':["
                            + pick(random, List.of("", "", "'is_active'", "'own'", "'is_active','own'")) + "]"
                            + filter);
        }
        record("roles", "r1", ResourceType.ROLE, "'permissions':['p1','p2']");
        record("roles", "r2", ResourceType.ROLE, "'permissions':['p3','p4']");
        record("roles", "logged_in", ResourceType.ROLE, "'permissions':['p5']");
        record("groups", "staff", ResourceType.GROUP, "'roles':['r2']");
        record("users", "a", ResourceType.USER, "'roles':['r1'],'groups':[],'owner_shortname':'x'");
        record("users", "b", ResourceType.USER, "'roles':['r2'],'groups':['staff'],'owner_shortname':'y'");
        record("users", "staff", ResourceType.USER, "'roles':['r1','r2'],'groups':[],'owner_shortname':'x'");
        record("users", "anonymous", ResourceType.USER, "'roles':['r1'],'groups':[],'owner_shortname':'x'");
        put(
                Locator.of("management", "users", "off", ResourceType.USER),
                json("{'is_active':false,'roles':['r1','r2'],'groups':[],'owner_shortname':'x'}"),
                false);
    }

    private QueryResult ask(String user, String type, String more) {
        return world.ask(
                Caller.of(user, "r", Map.of()),
                "{'type':'" + type + "','space_name':'zone','subpath':'/','limit':1000" + more + "}");
    }

    private static List<String> names(List<WireRecord> records) {
        return records.stream()
                .map(r -> r.resourceType().wire() + ":" + r.subpath() + "/" + r.shortname())
                .sorted()
                .toList();
    }

    private static String name(Locator at) {
        return at.type().wire() + ":" + at.subpath().wire() + "/" + at.shortname();
    }

    private void check(String user) {
        List<StoredEntry> visible =
                entries.stream().filter(e -> naive.lists(user, e)).toList();
        List<String> expected = visible.stream().map(e -> name(e.at())).sorted().toList();
        seen += expected.size();
        QueryResult found = ask(user, "search", "");
        assertThat(names(found.records())).as("search of %s", user).isEqualTo(expected);
        assertThat(found.total()).isEqualTo(expected.size());
        assertThat(names(ask(user, "random", "").records())).isEqualTo(expected);
        assertThat(ask(user, "random", ",'limit':3").total()).isEqualTo(expected.size());
        assertThat(expected).containsAll(names(ask(user, "random", ",'limit':3").records()));
        assertThat(ask(user, "counters", "").total()).isEqualTo(expected.size());
        assertThat(ask(user, "search", ",'limit':2,'offset':1").total()).isEqualTo(expected.size());
        checkTags(user, visible);
        checkGroups(user, visible);
        checkAttachments(user);
        checkJoin(user, expected);
    }

    private void checkTags(String user, List<StoredEntry> visible) {
        Map<String, Long> tags = new TreeMap<>();
        visible.forEach(e -> new HashSet<>(e.entry().tags()).forEach(t -> tags.merge(t, 1L, Long::sum)));
        QueryResult found = ask(user, "tags", "");
        assertThat(numbers(counted(found).object("tag_counts").orElse(JsonObject.EMPTY)))
                .isEqualTo(tags);
        assertThat(found.total()).isEqualTo(tags.size());
    }

    /** The attributes of the one record; whom no policy lets see anything has none. */
    private static JsonObject counted(QueryResult found) {
        return found.records().isEmpty()
                ? JsonObject.EMPTY
                : found.records().get(0).attributes();
    }

    private static Map<String, Long> numbers(JsonObject object) {
        Map<String, Long> out = new TreeMap<>();
        object.members().forEach((k, v) -> out.put(k, ((JsonNumber) v).longValue()));
        return out;
    }

    private void checkGroups(String user, List<StoredEntry> visible) {
        Map<String, Long> owners = new TreeMap<>();
        visible.forEach(e -> owners.merge(e.entry().owner(), 1L, Long::sum));
        Map<String, Long> found = new TreeMap<>();
        for (WireRecord group : ask(
                        user,
                        "aggregation",
                        ",'aggregation_data':{'group_by':['owner_shortname'],'reducers':[{'reducer_name':'count','alias':'n'}]}")
                .records()) {
            found.put(
                    group.attributes().string("owner_shortname").orElseThrow(),
                    group.attributes().number("n").orElseThrow().longValue());
        }
        assertThat(found).isEqualTo(owners);
    }

    private void checkAttachments(String user) {
        Set<String> expected = new TreeSet<>();
        Map<String, Long> types = new TreeMap<>();
        for (StoredEntry entry : entries) {
            if (naive.views(user, entry)) {
                for (Locator at : attachments.getOrDefault(entry.at(), List.of())) {
                    expected.add(name(at));
                }
            }
        }
        expected.forEach(e -> types.merge(e.substring(0, e.indexOf(':')), 1L, Long::sum));
        QueryResult found = ask(user, "attachments", "");
        assertThat(names(found.records())).as("attachments of %s", user).isEqualTo(List.copyOf(expected));
        assertThat(found.total()).isEqualTo(expected.size());
        assertThat(ask(user, "attachments", ",'limit':1").total()).isEqualTo(expected.size());
        assertThat(numbers(counted(ask(user, "attachments_aggregation", "")))).isEqualTo(types);
    }

    /** Every base record is joined with all visible entries of its slug. */
    private void checkJoin(String user, List<String> expected) {
        QueryResult found = ask(
                user,
                "search",
                ",'join':[{'join_on':'slug:slug','alias':'same','query':{'type':'search','space_name':'zone','subpath':'/'}}]");
        Set<String> joined = new LinkedHashSet<>();
        for (WireRecord record : found.records()) {
            JsonObject join = record.attributes().object("join").orElseThrow();
            for (JsonValue each : join.array("same").orElseThrow()) {
                JsonObject right = (JsonObject) JsonCodec.materialize(each);
                assertThat(right.object("attributes").orElseThrow().get("slug"))
                        .isEqualTo(record.attributes().get("slug"));
                joined.add(right.string("resource_type").orElseThrow() + ":"
                        + right.string("subpath").orElseThrow() + "/"
                        + right.string("shortname").orElseThrow());
            }
        }
        assertThat(joined).containsExactlyInAnyOrderElementsOf(expected);
    }
}
