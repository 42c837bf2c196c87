package cc.dmart.core.internal.entry;

import static cc.dmart.api.model.RequestType.ASSIGN;
import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.MOVE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.RequestType.UPDATE_ACL;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.JSON;
import static cc.dmart.api.model.ResourceType.LOG;
import static cc.dmart.api.model.ResourceType.SCHEMA;
import static cc.dmart.api.model.ResourceType.SPACE;
import static cc.dmart.api.model.ResourceType.TICKET;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
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
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.storage.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        List<JsonObject> lines = activity();
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

    private List<JsonObject> activity() {
        List<JsonObject> lines = new ArrayList<>();
        world.store.activity(EntryWorld.SHOP, lines::add);
        return lines;
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
    void aFailingDiskIsAFailedRecord() {
        world.store.failCommits(true);
        BatchResult result = world.run(CREATE, CONTENT, "pens", "x", "{}");
        assertThat(EntryWorld.code(result)).isEqualTo(430);
        assertThat(result.failed().get(0).error().text()).isEqualTo("Something went wrong");
        world.store.failCommits(false);
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "x", "{}")))
                .isZero();
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
    void logsAreAppendedTo() {
        world.done(CREATE, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'n':1}}}");
        StoredEntry log = world.stored(LOG, "pens", "app");
        assertThat(log.payloadFile()).contains("app.jsonl");
        world.done(UPDATE, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'n':2}}}");
        assertThat(world.store.history(log.at(), 0, 1)).isEmpty();
        assertThat(world.service.payload(EntryWorld.SARA, log.at()))
                .isInstanceOfSatisfying(
                        cc.dmart.api.service.PayloadView.Json.class,
                        j -> assertThat(JsonCodec.parse(j.body().utf8()))
                                .isEqualTo(EntryWorld.json("{'log_entry_items':[{'n':1},{'n':2}]}")));
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
    void deleteTakesAttachmentsAlongAndTellsWhatWasThere() {
        world.done(CREATE, COMMENT, "pens/blue", "c1", "{'payload':{'content_type':'text','body':'x'}}");
        world.done(DELETE, CONTENT, "pens", "blue", "{}");

        assertThat(world.find(CONTENT, "pens", "blue")).isEmpty();
        assertThat(world.find(COMMENT, "pens/blue", "c1")).isEmpty();
        JsonObject entry = world.hooks.last().attributes().object("entry").orElseThrow();
        assertThat(entry.object("payload")
                        .flatMap(p -> p.object("body"))
                        .orElseThrow()
                        .string("code"))
                .contains("b");
        assertThat(activity().get(0).string("request")).contains("delete");
        assertThat(activity().get(0).object("attributes").orElseThrow().names()).containsExactly("request_headers");
    }

    @Test
    void s3_10_aFolderGoesOnlyIfEverythingInItMay() {
        world.put(
                "management",
                "permissions",
                "folders",
                cc.dmart.api.model.ResourceType.PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':['folder'],'actions':['delete'],"
                        + "'conditions':[]}");
        world.put(
                "management", "roles", "sweeper", cc.dmart.api.model.ResourceType.ROLE, "{'permissions':['folders']}");
        world.put("management", "users", "mop", USER, "{'roles':['sweeper']}");
        BatchResult result = world.service.apply(
                EntryWorld.caller("mop"),
                EntryWorld.SHOP,
                DELETE,
                List.of(EntryWorld.record(FOLDER, "/", "pens", "{}"), EntryWorld.record(FOLDER, "/", "inks", "{}")));
        assertThat(result.failed()).extracting(f -> f.error().code()).containsExactly(401);
        assertThat(world.find(CONTENT, "pens", "blue")).isPresent();
        assertThat(world.find(FOLDER, "/", "inks")).isEmpty();
        world.done(DELETE, FOLDER, "/", "pens", "{}");
        assertThat(world.find(CONTENT, "pens", "blue")).isEmpty();
    }

    @Test
    void moveKeepsUuidHistoryAndAttachments() {
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['a']}");
        world.done(CREATE, COMMENT, "pens/blue", "c1", "{'payload':{'content_type':'text','body':'x'}}");
        JsonObject before = world.stored(CONTENT, "pens", "blue").entry().meta();
        int lines = activity().size();

        world.done(MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'/inks/','dest_shortname':'navy'}");

        StoredEntry moved = world.stored(CONTENT, "inks", "navy");
        assertThat(world.find(CONTENT, "pens", "blue")).isEmpty();
        assertThat(moved.entry().meta().string("uuid")).isEqualTo(before.string("uuid"));
        assertThat(moved.entry().meta().string("updated_at")).isEqualTo(before.string("updated_at"));
        assertThat(moved.entry().meta().string("shortname")).contains("navy");
        assertThat(moved.payloadFile()).contains("navy.json");
        assertThat(moved.entry().meta().object("payload").flatMap(p -> p.string("body")))
                .contains("navy.json");
        assertThat(world.store.history(moved.at(), 0, 5)).hasSize(1);
        assertThat(world.find(COMMENT, "inks/navy", "c1")).isPresent();
        assertThat(activity()).hasSize(lines);
        EntryEvent event = world.hooks.last();
        assertThat(event.action()).isEqualTo(ActionType.MOVE);
        assertThat(event.subpath()).isEqualTo("/inks");
        assertThat(event.attributes())
                .isEqualTo(EntryWorld.json("{'src_space_name':'shop','src_subpath':'/pens','src_shortname':'blue',"
                        + "'dest_space_name':'shop','dest_subpath':'/inks','dest_shortname':'navy'}"));
    }

    @Test
    void foldersAndAttachmentsMove() {
        world.done(MOVE, FOLDER, "/", "pens", "{'dest_subpath':'inks','dest_shortname':'old_pens'}");
        assertThat(world.find(CONTENT, "inks/old_pens", "blue")).isPresent();
        world.done(CREATE, COMMENT, "inks/old_pens/blue", "c", "{'payload':{'content_type':'text','body':'x'}}");
        world.done(CREATE, CONTENT, "inks", "other", "{}");
        world.done(MOVE, COMMENT, "inks/old_pens/blue", "c", "{'dest_subpath':'inks/other','dest_shortname':'d'}");
        assertThat(world.find(COMMENT, "inks/other", "d")).isPresent();
        assertThat(world.find(COMMENT, "inks/old_pens/blue", "c")).isEmpty();
        assertThat(EntryWorld.code(world.run(
                        MOVE, COMMENT, "inks/other", "d", "{'dest_subpath':'inks/none','dest_shortname':'d'}")))
                .isEqualTo(220);
    }

    @Test
    void spacesAreMadeMergedAndRemoved() {
        SpaceName other = new SpaceName("other");
        BatchResult made = world.service.apply(
                EntryWorld.DMART,
                other,
                CREATE,
                List.of(
                        EntryWorld.record(SPACE, "/", "other", "{'displayname':{'en':'Other'}}"),
                        EntryWorld.record(CONTENT, "/", "first", "{}")));
        assertThat(made.failed()).isEmpty();
        JsonObject meta =
                world.store.find(Locator.ofSpace(other)).orElseThrow().entry().meta();
        assertThat(meta.strings("active_plugins"))
                .containsExactly("action_log", "redis_db_update", "resource_folders_creation", "local_notification");
        assertThat(meta.bool("indexing_enabled")).contains(true);
        assertThat(meta.strings("languages")).containsExactly("english");
        assertThat(world.store.find(Locator.of("other", "/", "schema", FOLDER))).isPresent();
        assertThat(made.done().get(0).attributes().get("ordinal")).contains(JsonNull.NULL);

        world.service.apply(
                EntryWorld.DMART, other, UPDATE, List.of(EntryWorld.record(SPACE, "/", "other", "{'icon':'x.png'}")));
        JsonObject merged =
                world.store.find(Locator.ofSpace(other)).orElseThrow().entry().meta();
        assertThat(merged.string("uuid")).isEqualTo(meta.string("uuid"));
        assertThat(merged.strings("active_plugins")).isEqualTo(meta.strings("active_plugins"));
        assertThat(merged.string("icon")).contains("x.png");

        assertThat(world.service
                        .apply(EntryWorld.DMART, other, DELETE, List.of(EntryWorld.record(SPACE, "/", "other", "{}")))
                        .failed())
                .isEmpty();
        assertThat(world.store.spaces()).doesNotContain(other);
        assertThatThrownBy(() -> world.service.apply(
                        EntryWorld.DMART, other, CREATE, List.of(EntryWorld.record(CONTENT, "/", "x", "{}"))))
                .isInstanceOf(DmartException.Invalid.class);
    }

    @Test
    void accountsAreHashedUniqueAndTold() {
        admin(CREATE, "eve", "{'password':'Secret_123','email':'EVE@x.io','msisdn':'9647700000001','roles':['spare']}");
        JsonObject eve = account("eve");
        assertThat(eve.string("password").orElseThrow()).startsWith("#");
        assertThat(eve.string("email")).contains("eve@x.io");
        assertThat(eve.string("language")).contains("arabic");
        assertThat(eve.string("type")).contains("web");
        assertThat(JsonCodec.writeString(world.hooks.last().toJson())).doesNotContain("Secret_123", "\"password\"");
        assertThat(codeOf("bob", "{'email':'eve@X.io'}")).isEqualTo(415);
        assertThat(codeOf("bob", "{'msisdn':'9647700000001'}")).isEqualTo(415);
        assertThat(codeOf("bob", "{'email':'','msisdn':''}")).isZero();

        admin(UPDATE, "eve", "{'is_email_verified':true,'force_password_change':true}");
        admin(UPDATE, "eve", "{'password':'Other_1234','email':'eve2@x.io','language':'en'}");
        JsonObject changed = account("eve");
        assertThat(changed.bool("is_email_verified")).contains(false);
        assertThat(changed.bool("force_password_change")).contains(false);
        assertThat(changed.string("language")).contains("english");
        assertThat(world.sessions).containsExactly("password eve");
        JsonObject diff = world.store
                .history(Locator.of("management", "users", "eve", USER), 0, 1)
                .get(0)
                .diff();
        assertThat(diff.object("password")).contains(EntryWorld.json("{'old':'********','new':'********'}"));

        admin(UPDATE, "eve", "{'is_active':false}");
        admin(UPDATE, "eve", "{'is_active':true}");
        admin(DELETE, "eve", "{}");
        assertThat(world.sessions).containsExactly("password eve", "disabled eve", "enabled eve", "disabled eve");
        assertThat(JsonCodec.writeString(world.hooks.last().toJson())).doesNotContain("\"password\"");
    }

    private void admin(cc.dmart.api.model.RequestType request, String name, String attributes) {
        BatchResult result = world.service.apply(
                EntryWorld.DMART,
                EntryWorld.MGMT,
                request,
                List.of(EntryWorld.record(USER, "users", name, attributes)));
        assertThat(result.failed()).isEmpty();
        assertThat(result.done().get(0).attributes().has("password")).isFalse();
    }

    private int codeOf(String name, String attributes) {
        return EntryWorld.code(world.service.apply(
                EntryWorld.DMART,
                EntryWorld.MGMT,
                CREATE,
                List.of(EntryWorld.record(USER, "users", name, attributes))));
    }

    private JsonObject account(String name) {
        return world.store
                .find(Locator.of("management", "users", name, USER))
                .orElseThrow()
                .entry()
                .meta();
    }

    @Test
    void uniqueFieldsOfAFolderHold() {
        world.putJson(
                "shop",
                "/",
                "pens",
                FOLDER,
                "{'index_attributes':[],'unique_fields':[['payload.body.code'],['payload.body.a','payload.body.b'],"
                        + "['slug_unescaped']]}",
                "");
        world.putJson("shop", "pens", "green", CONTENT, "{'code':'g'}", "item");
        world.done(CREATE, CONTENT, "pens", "p1", item("{'code':'b1','a':1,'b':2}"));
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "p2", item("{'code':'b1'}"))))
                .isEqualTo(415);
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "p2", item("{'code':'B1'}"))))
                .isZero();
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "p3", item("{'a':1}"))))
                .isZero();
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "p4", item("{'a':1,'b':2}"))))
                .isEqualTo(415);
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "p3", "{'payload':{'body':{'b':2}}}")))
                .isEqualTo(415);
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "p1", "{'payload':{'body':{'x':1}}}")))
                .isZero();
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "inks", "p1", item("{'code':'b1'}"))))
                .isZero();
        assertThat(EntryWorld.code(
                        world.run(MOVE, CONTENT, "inks", "p1", "{'dest_subpath':'pens','dest_shortname':'p9'}")))
                .isEqualTo(415);
    }

    private static String item(String body) {
        return "{'payload':{'content_type':'json','schema_shortname':'item','body':" + body + "}}";
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
        Locator at = Locator.of("management", "users", "dmart", USER);
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
        assertThat(world.hooks.last().attributes().string("cause")).contains("login");
        assertThat(world.store.history(at, 0, 1).get(0).diff().names()).contains("last_login.timestamp", "password");
        world.editor.edit(Caller.system("dmart"), at, "", meta -> meta.with("is_active", JsonBool.FALSE));
        assertThat(world.sessions).containsExactly("disabled dmart");
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
