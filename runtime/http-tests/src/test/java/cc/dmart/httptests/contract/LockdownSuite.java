package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestInstance;

/** What the tests of the security statements share: one server, its people and spaces. */
@SharedWorld
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LockdownSuite {
    static final String WRITE = "/managed/request";
    static final String QUERY = "/managed/query";
    static final String UPLOAD = "/managed/resource_with_payload";

    World world;
    Http admin;

    @BeforeAll
    final void take(World shared) {
        world = shared;
        admin = world.admin();
    }

    /** A space with the usual things in it, which suites share. */
    final void space(String name) {
        world.once("space " + name, () -> Shop.make(world, name));
    }

    /** Somebody with rights on accounts who is no administrator, and somebody he has them on. */
    final void people() {
        space("lockdown");
        world.once("people of the lock-down", () -> {
            make(recordJson(
                    "permission",
                    "permissions",
                    "keep_users",
                    "{subpaths:{management:['users','alib']}, resource_types:['user','csv','content'], conditions:[],"
                            + "actions:['query','view','create','update','delete']}"));
            make(recordJson("role", "roles", "users_keeper", "{permissions:['keep_users']}"));
            make(user("keeper_of_users", "roles:['users_keeper']"));
            make(user("tess", "roles:[], email:'tess@b.io', msisdn:'7805550001', is_email_verified:true"));
        });
    }

    final void make(String record) {
        admin.post(WRITE, Json.strict(request("management", "create", record))).expect(200);
    }

    static String user(String name, String attributes) {
        return recordJson("user", "users", name, "{password:'" + World.PASSWORD + "'," + attributes + "}");
    }

    final JsonNode stored(String name) throws IOException {
        return Json.parse(
                Files.readString(world.server().spaces().resolve("management/users/.dm/" + name + "/meta.user.json")));
    }

    /** A row that uploads a file to the entry {@code pens/blue} of the space {@code edge}. */
    static Row upload(String name, String file, String type, byte[] bytes) {
        return row("upload", name)
                .as(ADMIN)
                .form(
                        UPLOAD,
                        part("space_name", "edge"),
                        jsonPart("request_record", recordJson("media", "pens/blue", name, "{}")),
                        filePart("payload_file", file, type, bytes));
    }

    static int code(Reply reply) {
        return reply.json().at("/error/info/0/failed/0/error_code").asInt();
    }

    final Stream<DynamicTest> rows(Row... rows) {
        return rows(List.of(rows));
    }

    final Stream<DynamicTest> rows(List<Row> rows) {
        return rows.stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> world.run(row)));
    }
}
