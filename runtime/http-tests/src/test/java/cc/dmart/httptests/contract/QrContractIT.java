package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Codes that prove who showed an entry a moment ago ({@code http-api.md} 7). */
class QrContractIT extends ContractSuite {
    @Override
    protected void prepare(World world) {
        Shop.make(world, "qr");
        world.admin()
                .post(
                        "/managed/request",
                        Json.strict(Shop.request(
                                "qr",
                                "update_acl",
                                Shop.recordJson(
                                        "content",
                                        "pens",
                                        "red",
                                        "{acl:[{user_shortname:'omar', allowed_actions:['view']}]}"))))
                .expect(200);
    }

    private static String code(String name, String data) {
        return "{resource_type:'content', space_name:'qr', subpath:'pens', shortname:'" + name + "', qr_data:'" + data
                + "'}";
    }

    /** A code of the entry {@code blue} that was given out some seconds ago. */
    private static String codeOf(long age) {
        return Signed.qr(Instant.now().getEpochSecond() - age, "content/qr/pens/blue");
    }

    /** The members that a reply says are missing. */
    private static List<String> missing(Reply reply) {
        List<String> out = new ArrayList<>();
        for (JsonNode info : reply.json().at("/error/info")) {
            if (info.at("/type").asText().equals("missing")
                    && info.at("/msg").asText().equals("Field required")) {
                out.add(info.at("/loc/1").asText());
            }
        }
        return out;
    }

    @Override
    protected List<Row> rows() {
        return List.of(
                row("qr_valid")
                        .as(ADMIN)
                        .post("/qr/validate", code("blue", codeOf(0)))
                        .gives(200, "{status:'success', records:[]}"),
                row("qr_valid", "for somebody else who may view the entry")
                        .as(STRANGER)
                        .post(
                                "/qr/validate",
                                code("red", Signed.qr(Instant.now().getEpochSecond(), "content/qr/pens/red")))
                        .gives(200, "{status:'success'}"),
                row("qr_expired")
                        .as(ADMIN)
                        .post("/qr/validate", code("blue", codeOf(61)))
                        .fails(400, "qr", 15),
                row("qr_invalid", "from the future")
                        .as(ADMIN)
                        .post("/qr/validate", code("blue", codeOf(-600)))
                        .fails(400, "qr", 16),
                row("qr_invalid", "of another entry")
                        .as(ADMIN)
                        .post("/qr/validate", code("red", codeOf(0)))
                        .fails(400, "qr", 16),
                row("qr_generate")
                        .as(ADMIN)
                        .get("/qr/generate/content/qr/pens/blue")
                        .gives(200)
                        .has("Content-Type", "image/png")
                        .has("Cache-Control", "private, no-store")
                        .check(reply -> assertThat(reply.body()).startsWith(0x89, 'P', 'N', 'G')),
                row("qr_refused")
                        .as(STRANGER)
                        .get("/qr/generate/content/qr/pens/red")
                        .fails(400, "qr", 14),
                row("qr_missing")
                        .as(ADMIN)
                        .get("/qr/generate/content/qr/pens/none")
                        .fails(404, "db", 220),
                row("qr_denied", "generate")
                        .as(STRANGER)
                        .get("/qr/generate/content/qr/pens/blue")
                        .fails(401, "request", 401),
                row("qr_denied", "validate")
                        .as(STRANGER)
                        .post("/qr/validate", code("blue", "1.00"))
                        .fails(401, "request", 401),
                row("qr_invalid", "no time")
                        .as(ADMIN)
                        .post("/qr/validate", code("blue", "x.00"))
                        .fails(400, "qr", 16),
                row("qr_invalid", "no signature")
                        .as(ADMIN)
                        .post("/qr/validate", code("blue", "1700000000.00"))
                        .fails(400, "qr", 16),
                row("qr_body")
                        .as(ADMIN)
                        .post("/qr/validate", "{resource_type:'content'}")
                        .fails(422, "validation", 424)
                        .check(reply -> assertThat(missing(reply))
                                .containsExactly("space_name", "subpath", "shortname", "qr_data")),
                row("qr_body", "no code")
                        .as(ADMIN)
                        .post("/qr/validate", code("blue", "1.00").replace("'1.00'", "null"))
                        .fails(422, "validation", 424)
                        .check(reply -> assertThat(missing(reply)).containsExactly("qr_data")),
                row("qr_body", "empty")
                        .as(ADMIN)
                        .post("/qr/validate", "{}")
                        .fails(422, "validation", 424)
                        .check(reply -> assertThat(missing(reply))
                                .containsExactly("resource_type", "space_name", "subpath", "shortname", "qr_data")),
                row("no_token", "qr")
                        .as(NOBODY)
                        .get("/qr/generate/content/qr/pens/blue")
                        .fails(401, "jwtauth", 49));
    }
}
