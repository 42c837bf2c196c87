package cc.dmart.httptests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables come in as entries ({@code http-api.md} 4.13). */
class TableLoadIT extends SavedQueryShop {
    private static Reply load(Http who, String path, byte[] file) {
        return Forms.send(
                who, "/managed/resources_from_csv/" + path, "resources_file", "a.csv", "text/csv", file, Map.of());
    }

    private static Reply load(Http who, String path, String file) {
        return load(who, path, file.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode entry(String name) {
        return admin.get("/managed/entry/content/shop/loaded/" + name + "?retrieve_json_payload=true")
                .expect(200)
                .json();
    }

    @Test
    void rowsBecomeEntries() {
        String file = String.join(
                "\r\n",
                "\uFEFFshortname,price,in_stock,labels,maker.country.code,displayname.en,tags,is_active,owner_shortname,other",
                "n1,\"1,200\",yes,\"[\"\"a\"\",2]\",7,Pen one,\"[x, y]\",,mallory,\u0642\u0644\u0645",
                "n1,5,,,,,,,,",
                "n2,five,,,,,,,,",
                "n3,,true,,,,,,,",
                ",9,,,,,,no,,",
                "bad name,9,,,,,,,,");
        JsonNode reply =
                load(admin, "content/shop/loaded/item", file).expect(200).json();
        assertEquals(2, reply.at("/attributes/success_count").asInt(), reply.toString());
        JsonNode failed = reply.at("/attributes/failed_shortnames");
        List<String> names = new ArrayList<>();
        failed.forEach(f -> names.add(f.fieldNames().next()));
        assertEquals(List.of("n1", "n2", "n3", "bad name"), names, failed.toString());
        assertEquals("400", failed.at("/0/n1").asText());
        assertEquals("This shortname n1 already exists", failed.at("/0/error").asText());
        JsonNode n1 = entry("n1");
        assertEquals(
                "{\"price\":1200,\"in_stock\":true,\"labels\":[\"a\",\"2\"],\"maker\":{\"country\":{\"code\":7}},\"other\":\"\u0642\u0644\u0645\"}",
                n1.at("/payload/body").toString());
        assertEquals("item", n1.at("/payload/schema_shortname").asText());
        assertEquals(
                List.of("dmart", "Pen one", "true", "[\"x\",\"y\"]"),
                List.of(
                        n1.get("owner_shortname").asText(),
                        n1.at("/displayname/en").asText(),
                        n1.get("is_active").asText(),
                        n1.get("tags").toString()));
        JsonNode update = load(admin, "content/shop/loaded/item?is_update=true", "shortname,price\nn1,3\nnone,4\n")
                .expect(200)
                .json();
        assertEquals(1, update.at("/attributes/success_count").asInt());
        assertEquals("404", update.at("/attributes/failed_shortnames/0/none").asText());
        assertEquals(3, entry("n1").at("/payload/body/price").asInt());
        assertTrue(entry("n1").at("/payload/body/in_stock").asBoolean());
        JsonNode denied = load(clerk, "content/shop/loaded/item", "shortname,price\nn9,3\n")
                .expect(200)
                .json();
        assertEquals("401", denied.at("/attributes/failed_shortnames/0/n9").asText());
    }

    @Test
    void allOrNone() {
        String file = "shortname,price\na1,1\na2,2\na1,3\na3,x\n";
        JsonNode reply = load(admin, "content/shop/loaded/item?all_or_none=true", file)
                .expect(200)
                .json();
        assertEquals(0, reply.at("/attributes/success_count").asInt());
        assertEquals(2, reply.at("/attributes/failed_shortnames").size(), reply.toString());
        admin.get("/managed/entry/content/shop/loaded/a1").expectError(404, 220);
        JsonNode whole = load(admin, "content/shop/loaded/item?all_or_none=true", "shortname,price\na1,1\na2,2\n")
                .expect(200)
                .json();
        assertEquals(2, whole.at("/attributes/success_count").asInt());
    }

    /** Without a schema segment the whole path may be a folder; a table that was exported comes back as it was. */
    @Test
    void withoutSchemaAndBack() {
        JsonNode reply = load(admin, "content/shop/loaded", "shortname,price,subpath\nf1,5,ignored\n")
                .expect(200)
                .json();
        assertEquals(1, reply.at("/attributes/success_count").asInt(), reply.toString());
        assertEquals("{\"price\":\"5\"}", entry("f1").at("/payload/body").toString());
        Reply table = admin.post("/managed/csv", query("/plain", Map.of()));
        JsonNode back =
                load(admin, "content/shop/loaded", table.body()).expect(200).json();
        assertEquals(1, back.at("/attributes/success_count").asInt(), back.toString());
        assertEquals(
                "{\"a\":{\"z\":\"true\"},\"b\":\"1\"}",
                entry("p1").at("/payload/body").toString());
        load(admin, "content/shop/loaded/nosuch", "shortname\na\n").expectError(404, 220);
    }

    @Test
    void whatIsNoTableChangesNothing() {
        load(admin, "content/shop/loaded/item", "").expectError(400, 202);
        load(admin, "content/shop/loaded/item", "\uFEFF\r\n\r\n").expectError(400, 202);
        load(admin, "content/shop/loaded/item", "shortname,price\nz1,1\nz2,\"open\n")
                .expectError(400, 402);
        load(admin, "content/shop/loaded/item", "shortname,price\nz1,1\nz\u0000,2\n")
                .expectError(400, 402);
        load(admin, "content/shop/loaded/item", ("shortname,price" + ",x".repeat(1_000_000) + "\nz1,1\n"))
                .expectError(413, 402);
        load(admin, "content/shop/loaded/item", "shortname,price\nz1,1\nz2," + "9".repeat(2 << 20) + "\n")
                .expectError(413, 402);
        load(admin, "content/shop/loaded/item", new byte[] {
                    's', 'h', 'o', 'r', 't', 'n', 'a', 'm', 'e', '\n', 'z', '1', '\n', (byte) 0xFF
                })
                .expectError(400, 402);
        load(admin, "content/shop/loaded/item", "shortname,a..b\nz1,1\n").expectError(400, 402);
        load(admin, "content/nospace/loaded/item", "shortname\nz1\n").expectError(400, 203);
        load(admin, "cow/shop/loaded/item", "shortname\nz1\n").expectError(422, 424);
        load(admin, "space/shop/loaded/item", "shortname\nz1\n").expectError(400, 217);
        admin.post("/managed/resources_from_csv/content/shop/loaded/item", Map.of())
                .expectError(415, 402);
        load(nobody, "content/shop/loaded/item", "shortname\nz1\n").expectError(401, 49);
        admin.get("/managed/entry/content/shop/loaded/z1").expectError(404, 220);
    }
}
