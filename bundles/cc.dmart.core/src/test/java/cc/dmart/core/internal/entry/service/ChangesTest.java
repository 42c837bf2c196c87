package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.ASSIGN;
import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.RequestType.UPDATE_ACL;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.JSON;
import static cc.dmart.api.model.ResourceType.PERMISSION;
import static cc.dmart.api.model.ResourceType.ROLE;
import static cc.dmart.api.model.ResourceType.SCHEMA;
import static cc.dmart.api.model.ResourceType.TICKET;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.form.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests leave behind: files, history, events, activity lines, replies (storage.md 3, http-api.md 4.2). */
class ChangesTest {
    private static final String ITEM =
            "{'displayname':{'en':'Red'},'tags':['ink'],'uuid':'no','owner_shortname':'omar','invented':1,"
                    + "'payload':{'content_type':'json','schema_shortname':'item','body':{'price':3,'none':null}}}";
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void createWritesMetaAndPayload() {
        WireRecord reply = world.done(CREATE, CONTENT, "/pens", "red", ITEM);

        StoredEntry stored = world.stored(CONTENT, "pens", "red");
        JsonObject meta = stored.entry().meta();
        assertThat(new String(stored.jsonBody().orElseThrow().utf8(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{\"price\":3}");
        assertThat(meta.names())
                .containsExactly(
                        "uuid",
                        "shortname",
                        "is_active",
                        "displayname",
                        "tags",
                        "created_at",
                        "updated_at",
                        "owner_shortname",
                        "payload",
                        "last_checksum_history");
        assertThat(meta.bool("is_active")).contains(true);
        assertThat(meta.string("owner_shortname")).contains("sara");
        assertThat(meta.string("uuid").orElseThrow()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-.*");
        assertThat(meta.string("created_at").orElseThrow())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        assertThat(meta.object("payload"))
                .contains(EntryWorld.json("{'content_type':'json','schema_shortname':'item','checksum':'"
                        + Checksums.of("{\"price\":3}") + "','body':'red.json'}"));
        assertThat(reply.subpath()).isEqualTo("pens");
        assertThat(reply.uuid()).isEqualTo(meta.string("uuid"));
        assertThat(reply.attributes().has("space_name")).isFalse();
        assertThat(reply.attributes().object("payload").flatMap(p -> p.get("body")))
                .containsInstanceOf(JsonRaw.class);
        assertThat(world.store.history(stored.at(), 0, 5)).isEmpty();
    }

    @Test
    void createTellsEventAndActivity() {
        world.done(CREATE, CONTENT, "/pens", "red", ITEM);

        EntryEvent event = world.hooks.last();
        assertThat(event.action()).isEqualTo(ActionType.CREATE);
        assertThat(event.subpath()).isEqualTo("/pens");
        assertThat(event.shortname()).contains("red");
        assertThat(event.schemaShortname()).contains("item");
        assertThat(event.user()).isEqualTo("sara");
        assertThat(event.requestId()).isEqualTo("r1");
        assertThat(event.seq()).isEqualTo(world.store.lastSeq());
        assertThat(event.eventId()).matches("[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(event.attributes().object("payload").flatMap(p -> p.object("body")))
                .contains(EntryWorld.json("{'price':3}"));
        List<JsonObject> lines = world.activity();
        assertThat(lines).hasSize(1);
        JsonObject line = lines.get(0);
        assertThat(line.string("request")).contains("create");
        assertThat(line.object("resource").orElseThrow().get("domain")).contains(JsonNull.NULL);
        assertThat(line.object("resource").orElseThrow().get("description")).contains(JsonNull.NULL);
        assertThat(line.object("resource").orElseThrow().string("schema_shortname"))
                .contains("item");
        assertThat(line.object("attributes").flatMap(a -> a.object("request_headers")))
                .contains(EntryWorld.json("{'user-agent':'test'}"));
        world.service.apply(
                EntryWorld.DMART, new SpaceName("quiet"), CREATE, List.of(EntryWorld.record(CONTENT, "/", "x", "{}")));
        List<JsonObject> quiet = new ArrayList<>();
        world.store.activity(new SpaceName("quiet"), quiet::add);
        assertThat(quiet).isEmpty();
    }

    @Test
    void autoDrawsTheNameFromTheUuid() {
        WireRecord reply = world.done(CREATE, CONTENT, "pens", "auto", "{}");
        assertThat(reply.uuid().orElseThrow()).startsWith(reply.shortname());
        assertThat(reply.shortname()).matches("[0-9a-f]{8}");
        assertThat(world.find(CONTENT, "pens", reply.shortname())).isPresent();
    }

    @Test
    void recordsAreIndependentAndInOrder() {
        BatchResult result = world.service.apply(
                EntryWorld.SARA,
                EntryWorld.SHOP,
                CREATE,
                List.of(
                        EntryWorld.record(FOLDER, "/", "new", "{}"),
                        EntryWorld.record(CONTENT, "pens", "blue", "{}"),
                        EntryWorld.record(CONTENT, "new", "child", "{}"),
                        EntryWorld.record(CONTENT, "new", "bad", "{'tags':1}")));
        assertThat(result.done()).extracting(WireRecord::shortname).containsExactly("new", "child");
        assertThat(result.failed()).extracting(BatchResult.Failure::shortname).containsExactly("blue", "bad");
        assertThat(result.failed()).extracting(f -> f.error().code()).containsExactly(400, 424);
        assertThat(result.failed().get(0).error().text()).isEqualTo("This shortname blue already exists");
    }

    @Test
    void wholeRequestsAreRefused() {
        assertThatThrownBy(() -> world.service.apply(
                        EntryWorld.SARA,
                        new SpaceName("nospace"),
                        CREATE,
                        List.of(EntryWorld.record(CONTENT, "/", "x", "{}"))))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class, e -> assertThat(e.code()).isEqualTo(203));
        assertThatThrownBy(() -> world.service.apply(EntryWorld.SARA, EntryWorld.SHOP, CREATE, List.of()))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class, e -> assertThat(e.code()).isEqualTo(202));
    }

    @Test
    void schemasNameTheMetaSchema() {
        world.done(CREATE, SCHEMA, "schema", "s1", "{'payload':{'content_type':'json','body':{'title':'t'}}}");
        assertThat(world.stored(SCHEMA, "schema", "s1").entry().schemaShortname())
                .contains("meta_schema");
    }

    @Test
    void commentsStayInline() {
        world.done(
                CREATE,
                COMMENT,
                "pens/blue",
                "c1",
                "{'payload':{'content_type':'comment','body':{'body':'nice','state':'open'}}}");
        StoredEntry stored = world.stored(COMMENT, "pens/blue", "c1");
        assertThat(stored.payloadFile()).isEmpty();
        assertThat(stored.entry().meta().object("payload").flatMap(p -> p.object("body")))
                .contains(EntryWorld.json("{'body':'nice','state':'open'}"));
        assertThat(world.hooks.last().subpath()).isEqualTo("/pens/blue");
        world.done(UPDATE, COMMENT, "pens/blue", "c1", "{'tags':['t']}");
        JsonObject line = world.store.history(stored.at(), 0, 1).get(0).json();
        assertThat(line.string("attachment")).contains("c1");
        assertThat(line.string("last_checksum_history"))
                .isPresent()
                .isEqualTo(
                        world.stored(COMMENT, "pens/blue", "c1").entry().meta().string("last_checksum_history"));
    }

    /** Whatever the content type, an object goes into the one that is stored ({@code http-api.md} 4.2). */
    @ParameterizedTest
    @CsvSource({"COMMENT, comment, UPDATE", "REACTION, reaction, PATCH", "COMMENT, reaction, UPDATE"})
    void bodiesThatStayInlineMerge(ResourceType type, String content, RequestType mode) {
        String payload = "{'payload':{'content_type':'" + content + "','body':%s}}";
        world.done(CREATE, type, "pens/blue", "a", payload.formatted("{'body':'nice','state':'open','k':1}"));
        world.done(mode, type, "pens/blue", "a", payload.formatted("{'state':'closed','k':null}"));
        assertThat(world.stored(type, "pens/blue", "a")
                        .entry()
                        .meta()
                        .object("payload")
                        .flatMap(p -> p.object("body")))
                .contains(EntryWorld.json("{'body':'nice','state':'closed'}"));
    }

    @Test
    void attachmentsHangOnFoldersAndRootEntriesToo() {
        world.done(CREATE, JSON, "pens", "j", "{'payload':{'content_type':'json','body':{'a':1}}}");
        assertThat(world.stored(JSON, "pens", "j").payloadFile()).contains("j.json");
        world.done(CREATE, CONTENT, "/", "top", "{}");
        world.done(CREATE, COMMENT, "top", "c", "{'payload':{'content_type':'text','body':'x'}}");
        assertThat(EntryWorld.code(
                        world.run(CREATE, COMMENT, "top/c", "d", "{'payload':{'content_type':'text','body':'x'}}")))
                .isEqualTo(220);
    }

    @Test
    void ticketsBeginInTheStateOfTheirWorkflow() {
        world.put("shop", "/", "workflows", FOLDER, "{}");
        world.putJson(
                "shop",
                "workflows",
                "delivery",
                CONTENT,
                "{'name':'d','initial_state':[{'name':'new','roles':['default']},{'name':'vip','roles':['boss']},"
                        + "{'name':'kept','roles':['keeper']}],'states':[]}",
                "");
        world.done(CREATE, TICKET, "pens", "t1", "{'workflow_shortname':'delivery','state':'closed','is_open':false}");
        JsonObject meta = world.stored(TICKET, "pens", "t1").entry().meta();
        assertThat(meta.string("state")).contains("kept");
        assertThat(meta.bool("is_open")).contains(true);
        world.service.apply(
                EntryWorld.DMART,
                EntryWorld.SHOP,
                CREATE,
                List.of(EntryWorld.record(TICKET, "pens", "t2", "{'workflow_shortname':'delivery'}")));
        assertThat(world.stored(TICKET, "pens", "t2").entry().meta().string("state"))
                .contains("new");
    }

    @Test
    void assignAndAccessListReplaceOneField() {
        world.done(ASSIGN, CONTENT, "pens", "blue", "{'owner_shortname':'omar'}");
        StoredEntry blue = world.stored(CONTENT, "pens", "blue");
        assertThat(blue.entry().owner()).isEqualTo("omar");
        assertThat(world.hooks.last().action()).isEqualTo(ActionType.UPDATE);
        assertThat(world.store.history(blue.at(), 0, 1).get(0).diff())
                .isEqualTo(EntryWorld.json("{'owner_shortname':{'old':'dmart','new':'omar'}}"));
        world.done(
                UPDATE_ACL,
                CONTENT,
                "pens",
                "blue",
                "{'acl':[{'user_shortname':'omar','allowed_actions':['view','update']}]}");
        assertThat(world.stored(CONTENT, "pens", "blue").entry().acl()).hasSize(1);
        BatchResult byAcl = world.service.apply(
                EntryWorld.OMAR,
                EntryWorld.SHOP,
                UPDATE,
                List.of(EntryWorld.record(CONTENT, "pens", "blue", "{'tags':['mine']}")));
        assertThat(EntryWorld.code(byAcl)).isZero();
        BatchResult notByAcl = world.service.apply(
                EntryWorld.OMAR,
                EntryWorld.SHOP,
                UPDATE_ACL,
                List.of(EntryWorld.record(CONTENT, "pens", "blue", "{'acl':[]}")));
        assertThat(EntryWorld.code(notByAcl)).isEqualTo(401);
    }

    @Test
    void hooksAlterAndRefuse() {
        world.hooks.change.set(r -> r.withAttributes(r.attributes().with("slug", new JsonString("by-hook"))));
        world.done(CREATE, CONTENT, "pens", "red", "{}");
        assertThat(world.stored(CONTENT, "pens", "red").entry().meta().string("slug"))
                .contains("by-hook");
        world.hooks.change.set(r -> {
            throw new DmartException.Vetoed(400, "request", 402, "no", List.of());
        });
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "red", "{}")))
                .isEqualTo(402);
        assertThat(world.hooks.calls).extracting(c -> c.action()).containsExactly(ActionType.CREATE, ActionType.UPDATE);
    }

    @Test
    void eventLoopsAreCut() {
        Caller deep = EntryWorld.SARA.causedBy("01X", 6);
        BatchResult result = world.service.apply(
                deep, EntryWorld.SHOP, CREATE, List.of(EntryWorld.record(CONTENT, "pens", "x", "{}")));
        assertThat(EntryWorld.code(result)).isEqualTo(402);
        Caller near = EntryWorld.SARA.causedBy("01X", 5);
        world.service.apply(near, EntryWorld.SHOP, CREATE, List.of(EntryWorld.record(CONTENT, "pens", "x", "{}")));
        assertThat(world.hooks.last().causeId()).contains("01X");
        assertThat(world.hooks.last().depth()).isEqualTo(5);
    }

    @Test
    void theServerEditsWithoutHooksAndNotForNothing() {
        Locator at = Locator.of("management", "users", "sara", USER);
        long seq = world.store.lastSeq();
        world.editor.edit(Caller.system("dmart"), at, "login", meta -> meta);
        assertThat(world.store.lastSeq()).isEqualTo(seq);
        world.editor.edit(
                Caller.system("dmart"),
                at,
                "login",
                meta -> meta.with("last_login", EntryWorld.json("{'timestamp':5}"))
                        .with("password", new JsonString("#new")));
        assertThat(world.hooks.calls).isEmpty();
        assertThat(world.sessions).isEmpty();
        assertThat(world.hooks.last().attributes()).isEqualTo(EntryWorld.json("{'cause':'login'}"));
        assertThat(world.store.history(at, 0, 1).get(0).diff().names()).contains("last_login.timestamp", "password");
        world.editor.edit(Caller.system("dmart"), at, "", meta -> meta.with("is_active", JsonBool.FALSE));
        assertThat(world.sessions).containsExactly("disabled sara");
    }

    /** What an administrator denied another one stays in a list that somebody else writes. */
    @Test
    void s3_7_whoIsNoAdministratorDeniesOthersOnly() {
        String others = "{'user_shortname':'omar','denied':['view']}";
        world.done(UPDATE_ACL, CONTENT, "pens", "blue", "{'acl':[" + others + "]}");
        String both = "{'acl':[{'user_shortname':'dmart','denied':['delete']}," + others + "]}";
        WireRecord record = EntryWorld.record(CONTENT, "pens", "blue", both);
        assertThat(EntryWorld.code(world.run(UPDATE_ACL, CONTENT, "pens", "blue", both)))
                .isEqualTo(401);
        assertThat(EntryWorld.code(world.service.apply(EntryWorld.DMART, EntryWorld.SHOP, UPDATE_ACL, List.of(record))))
                .isZero();
        world.done(UPDATE_ACL, CONTENT, "pens", "blue", both);
        assertThat(world.stored(CONTENT, "pens", "blue").entry().acl()).hasSize(2);
    }

    @Test
    void s3_9_nobodyGivesHisOwnAccountAnotherOwner() {
        world.put(
                "management",
                "permissions",
                "clerks",
                PERMISSION,
                "{'subpaths':{'management':['users']},'resource_types':['user'],'actions':['assign'],'conditions':[]}");
        world.put("management", "roles", "clerk", ROLE, "{'permissions':['clerks']}");
        world.put("management", "users", "pat", USER, "{'roles':['clerk']}");
        List<WireRecord> records = Stream.of("pat", "omar")
                .map(name -> EntryWorld.record(USER, "users", name, "{'owner_shortname':'sara'}"))
                .toList();
        BatchResult result = world.service.apply(EntryWorld.caller("pat"), EntryWorld.MGMT, ASSIGN, records);
        assertThat(result.failed())
                .extracting(f -> f.shortname() + f.error().code())
                .containsExactly("pat401");
    }

    @Test
    void theIndexFollows() {
        world.done(CREATE, CONTENT, "pens", "red", "{}");
        assertThat(hits()).contains("red");
        world.done(DELETE, FOLDER, "/", "pens", "{}");
        assertThat(hits()).doesNotContain("red", "blue", "pens");
    }

    private Set<String> hits() {
        return world
                .index
                .search(new cc.dmart.api.index.IndexRequest(
                        EntryWorld.SHOP,
                        cc.dmart.api.index.DocumentKind.ENTRY,
                        new cc.dmart.api.index.IndexQuery.All(),
                        new cc.dmart.api.index.IndexQuery.All(),
                        List.of(),
                        0,
                        100,
                        false))
                .hits()
                .stream()
                .map(l -> l.shortname().value())
                .collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void s5_13_i5_headersOutsideTheListAreNotKept() {
        assertThat(Secrets.headers(Map.of("cookie", "x", "referer", "y")))
                .isEqualTo(EntryWorld.json("{'referer':'y'}"));
    }
}
