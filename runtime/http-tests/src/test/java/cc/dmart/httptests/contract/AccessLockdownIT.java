package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of {@code security.md} 3, 4 and 5.15 that show only over HTTP; names begin with their number. */
class AccessLockdownIT extends LockdownSuite {
    private static final Caller KEEPER = Caller.user("keeper_of_users");

    private Http keeper;

    @BeforeAll
    void keeper() {
        people();
        keeper = world.http(KEEPER);
    }

    /** Every endpoint asks for its action: somebody without any gets nothing ({@code security.md} 3.10). */
    @TestFactory
    Stream<DynamicTest> s3_10_whatAStrangerMay() {
        String blue = "content/lockdown/pens/blue";
        String one = "{resource_type:'content', subpath:'pens', shortname:'blue', attributes:{displayname:{en:'x'}}}";
        List<Row> out = new ArrayList<>(List.of(
                row("denied", "entry")
                        .as(STRANGER)
                        .get("/managed/entry/" + blue)
                        .fails(401, "request", 401),
                row("denied", "payload")
                        .as(STRANGER)
                        .get("/managed/payload/" + blue + ".json")
                        .fails(401, "request", 401),
                row("denied", "payload of an attachment")
                        .as(STRANGER)
                        .get("/managed/payload/media/lockdown/pens/blue/pic.png")
                        .fails(401, "request", 401),
                row("denied", "attachment")
                        .as(STRANGER)
                        .get("/managed/entry/comment/lockdown/pens/blue/c1")
                        .fails(401, "request", 401),
                row("denied", "lock")
                        .as(STRANGER)
                        .put("/managed/lock/" + blue, "")
                        .fails(401, "request", 401),
                row("ok", "lock").as(ADMIN).put("/managed/lock/" + blue, "").gives(200),
                row("denied", "unlock by force")
                        .as(STRANGER)
                        .delete("/managed/lock/lockdown/pens/blue?force=true")
                        .fails(401, "request", 401),
                row("ok", "unlock")
                        .as(ADMIN)
                        .delete("/managed/lock/lockdown/pens/blue")
                        .gives(200),
                row("denied", "import")
                        .as(KEEPER)
                        .form("/managed/import", filePart("zip_file", "x.zip", "application/zip", utf8("PK")))
                        .fails(401, "request", 401),
                row("denied", "reset of another account")
                        .as(STRANGER)
                        .post("/user/reset", "{shortname:'tess'}")
                        .fails(401, "request", 401),
                row("denied", "reset of an administrator")
                        .as(KEEPER)
                        .post("/user/reset", "{shortname:'dmart'}")
                        .fails(401, "request", 401),
                row("denied", "settings").as(KEEPER).get("/info/settings").fails(401, "access", 401),
                row("denied", "reload")
                        .as(KEEPER)
                        .get("/managed/reload-security-data")
                        .fails(401, "auth", 401),
                row("denied", "health check")
                        .as(KEEPER)
                        .get("/managed/health/hard/lockdown")
                        .fails(401, "access", 401),
                row("denied", "qr").as(STRANGER).get("/qr/generate/" + blue).fails(401, "request", 401),
                row("denied", "qr code of another entry")
                        .as(STRANGER)
                        .post(
                                "/qr/validate",
                                "{resource_type:'content', space_name:'lockdown', subpath:'pens', shortname:'blue',"
                                        + " qr_data:'1.00'}")
                        .fails(401, "request", 401),
                row("denied", "upload")
                        .as(STRANGER)
                        .form(
                                "/managed/resource_with_payload",
                                part("space_name", "lockdown"),
                                Row.jsonPart("request_record", recordJson("media", "pens/blue", "pic2", "{}")),
                                filePart("payload_file", "a.png", "image/png", Shop.PNG))
                        .fails(401, "request", 401),
                row("hidden", "query")
                        .as(STRANGER)
                        .post("/managed/query", "{type:'search', space_name:'lockdown', subpath:'/'}")
                        .gives(200, "{records:[], attributes:{total:0}}"),
                row("hidden", "spaces")
                        .as(STRANGER)
                        .post("/managed/query", "{type:'spaces', space_name:'management', subpath:'/'}")
                        .check(reply -> assertThat(reply.text()).doesNotContain("\"lockdown\"")),
                row("hidden", "attachments")
                        .as(STRANGER)
                        .post("/managed/query", "{type:'attachments', space_name:'lockdown', subpath:'pens/blue'}")
                        .gives(200, "{records:[], attributes:{total:0}}"),
                row("hidden", "csv")
                        .as(STRANGER)
                        .post("/managed/csv", "{type:'search', space_name:'lockdown', subpath:'/'}")
                        .check(reply -> assertThat(reply.text()).doesNotContain("blue")),
                row("anonymous", "me").as(NOBODY).get("/info/me").gives(200, "{attributes:{authenticated:false}}"),
                row("anonymous", "manifest").as(NOBODY).get("/info/manifest").fails(401, "jwtauth", 49),
                row("anonymous", "history")
                        .post("/public/query", "{type:'history', space_name:'lockdown', subpath:'/'}")
                        .fails(401, "request", 401)));
        for (String type : List.of("create", "update", "patch", "update_acl", "assign", "delete")) {
            out.add(row("denied", type)
                    .as(STRANGER)
                    .post(
                            WRITE,
                            request("lockdown", type, one.replace("blue", type.equals("create") ? "fresh" : "blue")))
                    .fails(400, "request", 430, "{error:{info:[{failed:[{error_code:401}]}]}}"));
        }
        return rows(out.toArray(Row[]::new));
    }

    /** The rights to a move are asked for where things come from and where they go. */
    @Test
    void s3_10_moveNeedsBothSpaces() {
        make(recordJson(
                "permission",
                "permissions",
                "moving_in",
                "{subpaths:{personal_in:['/']}, resource_types:['content'], conditions:[],"
                        + " actions:['create','delete','view']}"));
        make(recordJson("role", "roles", "mover_in", "{permissions:['moving_in']}"));
        make(user("mover", "roles:['mover_in']"));
        admin.post(WRITE, Json.strict(request("personal_in", "create", recordJson("space", "/", "personal_in", "{}"))))
                .expect(200);
        String theft = recordJson(
                "content",
                "pens",
                "blue",
                "{src_space_name:'lockdown', src_subpath:'pens', src_shortname:'blue', dest_space_name:'personal_in',"
                        + "dest_subpath:'/', dest_shortname:'blue'}");
        Reply reply = world.http(Caller.user("mover")).post(WRITE, Json.strict(request("personal_in", "move", theft)));
        assertThat(code(reply.expect(400))).isEqualTo(401);
        admin.get("/managed/entry/content/lockdown/pens/blue").expect(200);
    }

    /** Neither is a pattern, nor is the beginning of one enough. */
    @Test
    void s3_10_uuidAndSlugAreComparedExactly() {
        String slugged = recordJson("content", "pens", "red", "{slug:'exact-slug'}");
        admin.post(WRITE, Json.strict(request("lockdown", "update", slugged))).expect(200);
        String uuid = admin.get("/managed/byslug/exact-slug")
                .expect(200)
                .json()
                .at("/uuid")
                .asText();
        admin.get("/managed/byuuid/" + uuid).expect(200);
        for (String wrong : List.of("exact", "exact_slug", "EXACT-slug", "exact-slug2")) {
            admin.get("/managed/byslug/" + wrong).expectError(404, 220);
        }
        String end = uuid.endsWith("0") ? "1" : "0";
        admin.get("/managed/byuuid/" + uuid.substring(0, uuid.length() - 1) + end)
                .expectError(404, 220);
        for (String wrong : List.of(uuid.substring(0, 8), "_".repeat(36), uuid.replace('-', '_'))) {
            admin.get("/managed/byuuid/" + wrong).expectError(422, 424);
        }
    }

    @Test
    void s3_7_accessLists() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 201; i++) {
            many.append(i == 0 ? "" : ",").append("{user_shortname:'tess', allowed_actions:['view']}");
        }
        for (String[] wrong : new String[][] {
            {"{user_shortname:'anonymous', allowed_actions:['view']}", "402"},
            {"{user_shortname:'nobody_there', allowed_actions:['view']}", "404"},
            {many.toString(), "402"}
        }) {
            Reply reply = admin.post(
                    WRITE,
                    Json.strict(request(
                            "lockdown",
                            "update_acl",
                            recordJson("content", "pens", "red", "{acl:[" + wrong[0] + "]}"))));
            assertThat(code(reply.expect(400))).as(wrong[1]).isEqualTo(Integer.parseInt(wrong[1]));
        }
    }

    @Test
    void s3_1_anEmptyListOfSubpathsIsRefused() {
        Reply reply = admin.post(
                WRITE,
                Json.strict(request(
                        "management",
                        "create",
                        recordJson(
                                "permission",
                                "permissions",
                                "empty_one",
                                "{subpaths:{lockdown:[]}, resource_types:['content'], conditions:[],"
                                        + " actions:['view']}"))));
        assertThat(code(reply.expect(400))).isEqualTo(402);
    }

    /** What can never be asked for: not by word, order, group, column, join or jq. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "attempt_count",
                "locked_until",
                "last_login",
                "device_id",
                "notes",
                "query_policies",
                "firebase_token",
                "google_id",
                "linked_identities",
                "facebook_id",
                "apple_id"
            })
    void s4_1_fieldsThatAreNeverAddressable(String field) throws IOException {
        if (field.equals("notes") || field.equals("device_id")) {
            admin.post(
                            WRITE,
                            Json.strict(request(
                                    "management",
                                    "update",
                                    recordJson("user", "users", "keeper_of_users", "{" + field + ":'zebra77'}"))))
                    .expect(200);
        }
        String users = "space_name:'management', subpath:'users', type:";
        Reply word = admin.post("/managed/query", Json.strict("{" + users + "'search', search:'@" + field + ":*'}"));
        assertThat(word.status() == 400 || word.json().at("/attributes/total").asInt() == 0)
                .as(word.text())
                .isTrue();
        Reply free = admin.post("/managed/query", Json.strict("{" + users + "'search', search:'zebra77'}"));
        assertThat(free.json().at("/attributes/total").asInt()).isZero();
        Reply hash = admin.post("/managed/query", Json.strict("{" + users + "'search', search:'argon2id'}"));
        assertThat(hash.json().at("/attributes/total").asInt()).isZero();
        Reply grouped = admin.post(
                "/managed/query",
                Json.strict("{" + users + "'aggregation', aggregation_data:{group_by:['@" + field + "'], load:['@"
                        + field + "'], reducers:[{reducer_name:'count_distinct', alias:'n', args:['@" + field
                        + "']}]}}"));
        assertThat(grouped.text()).doesNotContain("zebra77", "argon2id");
        Reply jq = admin.post(
                "/managed/query",
                Json.strict("{" + users + "'search', limit:50, jq_filter:'[.[].attributes." + field + "]'}"));
        assertThat(jq.text()).doesNotContain("argon2id");
        Reply csv = admin.post("/managed/csv", Json.strict("{" + users + "'search', limit:50}"));
        assertThat(csv.text()).doesNotContain("argon2id");
        assertThat(stored("keeper_of_users").at("/password").asText()).contains("argon2id");
    }

    @Test
    void s4_3_aRightThatIsTakenIsGoneAtOnce() {
        make(recordJson(
                "permission",
                "permissions",
                "short_view",
                "{subpaths:{lockdown:['/']}, resource_types:['content'], conditions:[], actions:['view','query']}"));
        make(recordJson("role", "roles", "short_viewer", "{permissions:['short_view']}"));
        make(user("shorty", "roles:['short_viewer']"));
        Http shorty = world.http(Caller.user("shorty"));
        String red = "/managed/entry/content/lockdown/pens/red";
        shorty.get(red).expect(200);
        admin.post(
                        WRITE,
                        Json.strict(
                                request("management", "update", recordJson("user", "users", "shorty", "{roles:[]}"))))
                .expect(200);
        shorty.get(red).expectError(401, 401);
        shorty.get("/user/profile").expect(200);
        admin.post(
                        WRITE,
                        Json.strict(request(
                                "management", "update", recordJson("user", "users", "shorty", "{is_active:false}"))))
                .expect(200);
        shorty.get("/user/profile").expectError(401, 49);
    }

    @Test
    void s5_15_m4_oneDeniedRecordLetsNoOtherSkipItsCheck() {
        Reply reply = keeper.post(
                WRITE,
                Json.strict(request(
                        "management",
                        "create",
                        user("mixed1", "roles:[]"),
                        user("mixed2", "roles:['super_admin']"),
                        user("mixed3", "roles:[]"),
                        recordJson("role", "roles", "mixed4", "{permissions:['super_manager']}"))));
        reply.expect(400);
        List<String> failed = new ArrayList<>();
        reply.json()
                .at("/error/info/0/failed")
                .forEach(f -> failed.add(f.at("/record").asText() + f.at("/error_code")));
        assertThat(failed).containsExactly("mixed2401", "mixed4401");
        assertThat(reply.json().at("/error/info/0/successfull").size()).isEqualTo(2);
    }

    @Test
    void s5_15_m5_whoAndWhenComeFromTheServer() throws IOException {
        make(user(
                "stamped",
                "uuid:'22222222-2222-4222-8222-222222222222', created_at:'2001-01-01T00:00:00.000000',"
                        + "owner_shortname:'tess'"));
        JsonNode stamped = stored("stamped");
        assertThat(stamped.at("/owner_shortname").asText()).isEqualTo("dmart");
        assertThat(stamped.at("/uuid").asText()).doesNotStartWith("22222222");
        assertThat(stamped.at("/created_at").asText()).doesNotStartWith("2001");
        assertThat(ADMIN.name()).isEqualTo("dmart");
    }
}
