package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.ChangeOp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attachments, history and events, by what an account may see ({@code query.md} 1.2, {@code security.md} 4.1). */
class LogsAndAttachmentsTest {
    private static final Locator SHOE = Locator.of("shop", "/products", "red_shoe", ResourceType.CONTENT);
    private static final Locator HAT = Locator.of("shop", "/products", "green_hat", ResourceType.CONTENT);
    private static final Locator NEWS = Locator.of("shop", "/articles", "news_1", ResourceType.CONTENT);

    private QueryWorld world;

    @BeforeEach
    void open() {
        world = QueryWorld.inMemory();
        attach(SHOE, ResourceType.COMMENT, "c1", "lovely", true, "2025-02-02T00:00:00");
        attach(SHOE, ResourceType.COMMENT, "c0", "soso", false, "2025-02-01T00:00:00");
        attach(SHOE, ResourceType.REACTION, "r1", "like", true, "2025-02-03T00:00:00");
        attach(HAT, ResourceType.COMMENT, "c1", "warm", true, "2025-02-04T00:00:00");
        attach(NEWS, ResourceType.COMMENT, "c1", "sad", true, "2025-02-05T00:00:00");
        grant();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(String text) {
        return JsonCodec.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void attach(Locator to, ResourceType type, String name, String text, boolean active, String created) {
        attach(to, type, name, text, active, created, "alice");
    }

    private void attach(
            Locator to, ResourceType type, String name, String text, boolean active, String created, String owner) {
        Locator at = to.attachment(type, new Shortname(name));
        world.put(
                at,
                json("{'uuid':'u-" + to.shortname() + "-" + name + "','shortname':'" + name + "','is_active':" + active
                        + ",'owner_shortname':'" + owner + "','tags':[],'created_at':'" + created + "','updated_at':'"
                        + created
                        + "','payload':{'content_type':'comment','body':'" + text + "'}}"));
    }

    /** Viewers may view active products and see their history and events. */
    private void grant() {
        world.put(
                management("permissions", "p", ResourceType.PERMISSION),
                json("{'shortname':'p','is_active':true,'owner_shortname':'dmart','subpaths':{'shop':['products']},"
                        + "'resource_types':['content','history'],'actions':['view','query','update'],"
                        + "'conditions':['is_active'],'restricted_fields':[],'allowed_fields_values':{}}"));
        world.put(
                management("roles", "viewer", ResourceType.ROLE),
                json("{'shortname':'viewer','is_active':true,'owner_shortname':'dmart','permissions':['p']}"));
        world.put(
                management("users", "vi", ResourceType.USER),
                json("{'shortname':'vi','is_active':true,'owner_shortname':'dmart','roles':['viewer'],'groups':[]}"));
    }

    private static Locator management(String subpath, String name, ResourceType type) {
        return Locator.of("management", subpath, name, type);
    }

    private static Caller vi() {
        return Caller.of("vi", "r", Map.of());
    }

    private List<String> names(Caller caller, String request) {
        QueryResult result = world.ask(caller, request);
        assertThat(result.total()).isEqualTo(result.returned());
        return result.records().stream()
                .map(r -> r.subpath() + "/" + r.shortname())
                .toList();
    }

    /** No entry can be a folder of so long a name; that is nothing to tell whoever asks. */
    @Test
    void aHistoryBelowALongSegmentIsEmpty() {
        QueryResult result = world.ask(
                QueryWorld.ALL,
                "{'type':'history','space_name':'shop','subpath':'" + "s".repeat(70) + "','filter_shortnames':['c1']}");
        assertThat(result.total()).isZero();
    }

    @Test
    void s4_1_attachmentsAreListedBelowVisibleParents() {
        String all = "{'type':'attachments','space_name':'shop','subpath':'/','sort_by':'created_at'}";
        assertThat(names(QueryWorld.ALL, all))
                .containsExactly(
                        "products/red_shoe/c0",
                        "products/red_shoe/c1",
                        "products/red_shoe/r1",
                        "products/green_hat/c1",
                        "articles/news_1/c1");
        assertThat(names(vi(), all)).containsExactly("products/red_shoe/c1", "products/red_shoe/r1");
        assertThat(names(
                        QueryWorld.ALL,
                        "{'type':'attachments','space_name':'shop','subpath':'/products/red_shoe','exact_subpath':true,"
                                + "'filter_types':['comment'],'search':'@payload.body:lovely'}"))
                .containsExactly("products/red_shoe/c1");
        assertThat(names(Caller.anonymous("r"), all)).isEmpty();
    }

    /** Inactive attachments are listed for those who may view themselves, as in the map of their entry (security.md 3.10). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "co | 'view'  | ''          | products  | true",
                "ca | 'view'  | 'is_active' | products  | false",
                "cw | 'view'  | 'own'       | products  | false",
                "ow | 'view'  | 'own'       | products  | true",
                "cq | 'query' | ''          | products  | false",
                "ce | 'view'  | ''          | elsewhere | false",
            })
    void s3_10_inactiveAttachmentsNeedAViewOfTheirOwn(
            String user, String actions, String conditions, String subpath, boolean listed) {
        world.put(
                management("permissions", "p_" + user, ResourceType.PERMISSION),
                json("{'shortname':'p','is_active':true,'owner_shortname':'dmart','subpaths':{'shop':['" + subpath
                        + "']},'resource_types':['comment'],'actions':[" + actions + "],'conditions':["
                        + conditions.replace("''", "") + "],'restricted_fields':[],'allowed_fields_values':{}}"));
        world.put(
                management("roles", "r_" + user, ResourceType.ROLE),
                json("{'shortname':'r','is_active':true,'owner_shortname':'dmart','permissions':['p_" + user + "']}"));
        world.put(
                management("users", user, ResourceType.USER),
                json("{'shortname':'" + user + "','is_active':true,'owner_shortname':'dmart'," + "'roles':['viewer','r_"
                        + user + "'],'groups':[]}"));
        String owner = user.equals("ow") ? user : "alice";
        attach(SHOE, ResourceType.COMMENT, "hidden", "psst", false, "2025-02-06T00:00:00", owner);
        Caller caller = Caller.of(user, "r", Map.of());
        assertThat(names(caller, "{'type':'attachments','space_name':'shop','subpath':'/','search':'psst'}"))
                .isEqualTo(listed ? List.of("products/red_shoe/hidden") : List.of());
        assertThat(attachments(
                                caller,
                                "{'type':'search','space_name':'shop','subpath':'/products',"
                                        + "'search':'@shortname:red_shoe','retrieve_attachments':true}")
                        .contains("comment:hidden"))
                .isEqualTo(listed);
    }

    @Test
    void attachmentsAreCountedByType() {
        QueryResult result =
                world.ask(vi(), "{'type':'attachments_aggregation','space_name':'shop','subpath':'/products'}");
        assertThat(result.total()).isEqualTo(1);
        WireRecord record = result.records().get(0);
        assertThat(record.shortname()).isEqualTo("aggregation_result");
        assertThat(JsonCodec.writeString(record.attributes())).isEqualTo("{\"comment\":1,\"reaction\":1}");
    }

    @Test
    void s1_3_schemasAreNotLookedForInAttachments() {
        String schema = "'filter_schema_names':['nosuch']}";
        assertThat(names(QueryWorld.ALL, "{'type':'attachments','space_name':'shop','subpath':'/'," + schema))
                .hasSize(5);
        assertThat(world.ask(
                                QueryWorld.ALL,
                                "{'type':'attachments_aggregation','space_name':'shop','subpath':'/'," + schema)
                        .records()
                        .get(0)
                        .attributes())
                .isEqualTo(json("{'comment':4,'reaction':1}"));
    }

    @Test
    void attachmentsComeWithTheirEntries() {
        String request = "{'type':'search','space_name':'shop','subpath':'/products','search':'@shortname:red_shoe',"
                + "'retrieve_attachments':true}";
        assertThat(attachments(QueryWorld.ALL, request)).containsExactly("comment:c0", "comment:c1", "reaction:r1");
        assertThat(attachments(vi(), request)).containsExactly("comment:c1", "reaction:r1");
        assertThat(attachments(vi(), request.replace("}", ",'filter_types':['content']}")))
                .containsExactly("comment:c1", "reaction:r1");
        assertThat(names(QueryWorld.ALL, "{'type':'search','space_name':'shop','subpath':'/','search':'lovely'}"))
                .containsExactly("products/red_shoe");
    }

    private List<String> attachments(Caller caller, String request) {
        Map<ResourceType, List<WireRecord>> map =
                world.ask(caller, request).records().get(0).attachments().orElseThrow();
        return map.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(r -> e.getKey().wire() + ":" + r.shortname()))
                .toList();
    }

    private void history(Locator at, String uuid, String timestamp, String diff) {
        HistoryRecord line = HistoryRecord.of(uuid, timestamp, "alice", json("{'user-agent':'x'}"), json(diff));
        world.commit(new ChangeOp.AppendHistory(at, line));
    }

    @Test
    void s4_1_historyIsNewestFirstAndMasked() {
        history(SHOE, "h1", "2025-03-01T00:00:00.000000", "{'slug':{'old':null,'new':'red-shoe'}}");
        history(
                SHOE,
                "h2",
                "2025-03-02T00:00:00.000000",
                "{'password':{'old':'a','new':'b'},'x':{'old':{'headers':{},'device_id':'d','k':1},'new':2},"
                        + "'last_login.timestamp':{'old':1,'new':2,'op':'add'}}");
        String request = "{'type':'history','space_name':'shop','subpath':'/products','filter_shortnames':['red_shoe']";
        QueryResult result = world.ask(vi(), request + "}");
        assertThat(result.total()).isEqualTo(2);
        assertThat(result.records()).extracting(r -> r.uuid().orElse("")).containsExactly("h2", "h1");
        WireRecord newest = result.records().get(0);
        assertThat(newest.resourceType()).isEqualTo(ResourceType.HISTORY);
        assertThat(newest.shortname()).isEqualTo("red_shoe");
        assertThat(newest.subpath()).isEqualTo("products");
        assertThat(newest.attributes())
                .isEqualTo(
                        json(
                                "{'owner_shortname':'alice','timestamp':'2025-03-02T00:00:00.000000','diff':{"
                                        + "'password':{'old':'********','new':'********'},"
                                        + "'x':{'old':{'device_id':'********','k':1},'new':2},"
                                        + "'last_login.timestamp':{'old':'********','new':'********','op':'add'}},'space_name':'shop'}"));
        assertThat(world.ask(vi(), request + ",'to_date':'2025-03-01'}").total())
                .isEqualTo(1);
        QueryResult second = world.ask(vi(), request + ",'limit':1,'offset':1}");
        assertThat(second.records()).extracting(r -> r.uuid().orElse("")).containsExactly("h1");
        assertThat(second.total()).isEqualTo(2);
        assertThat(names(Caller.of("nobody", "r", Map.of()), request + "}")).isEmpty();
        assertThat(names(vi(), request.replace("/products", "/articles") + "}")).isEmpty();
    }

    /** The conditions of a grant on histories count for the entry whose history it is. */
    @Test
    void s4_1_conditionsOfAHistoryAreThoseOfItsEntry() {
        history(HAT, "h1", "2025-03-01T00:00:00.000000", "{'slug':{'old':null,'new':'hat'}}");
        String request =
                "{'type':'history','space_name':'shop','subpath':'/products','filter_shortnames':['green_hat']}";
        assertThat(names(vi(), request)).as("inactive").isEmpty();
        assertThat(names(QueryWorld.ALL, request)).containsExactly("products/green_hat");
    }

    @Test
    void s4_1_identitiesOfAnAccountAreNotInItsEvents() {
        Locator user = management("users", "vi", ResourceType.USER);
        world.commit(new ChangeOp.AppendActivity(
                user.space(),
                json("{'resource':{'type':'user','space_name':'management','subpath':'users','shortname':'vi'},"
                        + "'user_shortname':'x','request':'create','timestamp':'2025-03-01T00:00:00.000000',"
                        + "'attributes':{'google_id':'G1','apple_id':'A1','slug':'s'}}")));
        String request = "{'type':'events','space_name':'management','subpath':'/','search':'%s'}";
        assertThat(names(QueryWorld.ALL, request.formatted("G1"))).isEmpty();
        QueryResult found = world.ask(QueryWorld.ALL, request.formatted("create"));
        assertThat(found.records().get(0).attributes().object("attributes"))
                .contains(json("{'google_id':'********','apple_id':'********','slug':'s'}"));
    }

    @Test
    void s3_10_anAttachmentHasAHistoryForThoseWhoSeeIt() {
        // of one that had the name before this one was created
        history(SHOE.attachment(ResourceType.COMMENT, new Shortname("c1")), "a2", "2025-02-01T23:59:59.999999", "{}");
        history(SHOE.attachment(ResourceType.COMMENT, new Shortname("c1")), "a1", "2025-03-01T00:00:00.000000", "{}");
        history(SHOE.attachment(ResourceType.COMMENT, new Shortname("c0")), "a0", "2025-03-01T00:00:00.000000", "{}");
        String request = "{'type':'history','space_name':'shop','subpath':'/products/red_shoe','filter_shortnames':['";
        assertThat(names(QueryWorld.ALL, request + "c1']}")).containsExactly("products/red_shoe/c1");
        assertThat(names(QueryWorld.ALL, request + "c0']}")).containsExactly("products/red_shoe/c0");
        assertThat(names(vi(), request + "c1']}")).containsExactly("products/red_shoe/c1");
        assertThat(names(vi(), request + "c0']}")).as("an inactive one").isEmpty();
        assertThat(names(vi(), request.replace("red_shoe", "green_hat") + "c1']}"))
                .as("of an entry that is not seen")
                .isEmpty();
        assertThat(names(QueryWorld.ALL, request + "none']}")).isEmpty();
    }

    private void event(Locator at, String action) {
        world.commit(new ChangeOp.AppendActivity(
                new SpaceName("shop"),
                json("{'resource':{'uuid':'u','domain':null,'type':'"
                        + at.type().wire() + "','space_name':'shop',"
                        + "'subpath':'/" + at.subpath().value() + "','shortname':'" + at.shortname()
                        + "'},'user_shortname':'alice','request':'" + action
                        + "','timestamp':'2025-03-01T00:00:00.000000','attributes':{}}")));
    }

    /** Unlike hits of a search. */
    @Test
    void s1_3_linesAreCountedWhateverIsAsked() {
        for (int i = 0; i < 3; i++) {
            event(SHOE, "update");
            history(SHOE, "h" + i, "2025-03-0" + (i + 1) + "T00:00:00.000000", "{}");
        }
        for (String type : List.of("events", "history")) {
            QueryResult page = world.ask(
                    vi(),
                    "{'type':'" + type + "','space_name':'shop','subpath':'/products','filter_shortnames':['red_shoe'],"
                            + "'retrieve_total':false,'limit':1,'offset':1}");
            assertThat(page.total()).isEqualTo(3);
            assertThat(page.records())
                    .extracting(r -> r.uuid().orElse(""))
                    .containsExactly(type.equals("events") ? "u" : "h1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "history"})
    void logsAreReadNoLongerThanARequestMayTake(String type) {
        event(SHOE, "update");
        history(SHOE, "h", "2025-03-01T00:00:00.000000", "{}");
        String request =
                "{'type':'" + type + "','space_name':'shop','subpath':'/products','filter_shortnames':['red_shoe']}";
        Deadline.begin(-1);
        try {
            assertThatThrownBy(() -> world.ask(vi(), request)).isInstanceOf(DmartException.Unavailable.class);
        } finally {
            Deadline.end();
        }
    }

    /** Earlier servers wrote them; the search must not find them either. */
    @Test
    void s8_3_secretsInOldLinesAreMasked() {
        world.commit(new ChangeOp.AppendActivity(
                new SpaceName("shop"),
                json("{'resource':{'type':'content','space_name':'shop','subpath':'/products','shortname':'red_shoe'},"
                        + "'user_shortname':'alice','request':'update','timestamp':'2025-03-01T00:00:00.000000',"
                        + "'attributes':{'password':'HASH1','last_login':{'headers':{'cookie':'C1'}},"
                        + "'request_headers':{'Cookie':'C2','User-Agent':'browser'},"
                        + "'history_diff':{'password':{'old':'HASH2','new':'HASH3'},'list':[{'otp':'111111'}],'table':{'headers':['a','b']},'sent':{'headers':{'Cookie':'C3','kept':'y'}},"
                        + "'last_login.timestamp':{'old':1,'new':2}}}}")));
        String request = "{'type':'events','space_name':'shop','subpath':'/'";
        JsonObject shown =
                world.ask(QueryWorld.ALL, request + "}").records().get(0).attributes();
        assertThat(shown.object("attributes").orElseThrow())
                .isEqualTo(json("{'password':'********','last_login':'********',"
                        + "'request_headers':{'User-Agent':'browser'},"
                        + "'history_diff':{'password':{'old':'********','new':'********'},"
                        + "'list':[{'otp':'********'}],'table':{'headers':['a','b']},'sent':{'headers':{'Cookie':'********','kept':'y'}},"
                        + "'last_login.timestamp':{'old':'********','new':'********'}}}"));
        for (String secret : List.of("HASH1", "HASH2", "HASH3", "C1", "C2", "C3", "111111")) {
            assertThat(world.ask(QueryWorld.ALL, request + ",'search':'" + secret + "'}")
                            .total())
                    .as(secret)
                    .isZero();
        }
        assertThat(world.ask(QueryWorld.ALL, request + ",'search':'browser'}").total())
                .isEqualTo(1);
    }

    @Test
    void s4_1_eventsAreCheckedOneByOne() {
        event(SHOE, "update");
        event(HAT, "update");
        event(SHOE, "delete");
        event(NEWS, "update");
        event(Locator.of("shop", "/products", "gone", ResourceType.CONTENT), "update");
        String request = "{'type':'events','space_name':'shop','subpath':'/'";
        assertThat(names(QueryWorld.ALL, request + "}"))
                .containsExactly(
                        "products/gone",
                        "articles/news_1",
                        "products/red_shoe",
                        "products/green_hat",
                        "products/red_shoe");
        QueryResult visible = world.ask(vi(), request + "}");
        assertThat(visible.total()).isEqualTo(1);
        assertThat(JsonCodec.writeString(visible.records().get(0).attributes()))
                .contains("\"request\":\"update\"")
                .doesNotContain("null");
        assertThat(world.ask(QueryWorld.ALL, request + ",'search':'green_hat'}").total())
                .isEqualTo(1);
        assertThat(world.ask(vi(), request + ",'search':'green_hat'}").total()).isZero();
        assertThat(world.ask(vi(), request + ",'search':'red_shoe'}").total()).isEqualTo(1);
        assertThat(world.ask(vi(), request + ",'search':'red_shoe','from_date':'2025-03-02'}")
                        .total())
                .isZero();
        QueryResult page = world.ask(QueryWorld.ALL, request + ",'limit':1,'offset':1}");
        assertThat(page.total()).isEqualTo(5);
        assertThat(page.records()).extracting(WireRecord::shortname).containsExactly("news_1");
    }
}
