package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of {@code security.md} 5.10 and 5.12 that show only over HTTP: files, and texts of other languages. */
class ContentLockdownIT extends LockdownSuite {
    private static final String SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    @BeforeAll
    void edge() {
        space("edge");
    }

    @TestFactory
    Stream<DynamicTest> s5_10_u1_extensions() {
        return rows(List.of(
                upload("e1", "a.exe", "application/octet-stream", utf8("MZ")).fails(400, "request", 402),
                upload("e2", "a.jsp", "text/plain", utf8("<%")).fails(400, "request", 402),
                upload("e3", "a.png.sh", "image/png", Shop.PNG).fails(400, "request", 402),
                upload("e4", "a", "image/png", Shop.PNG)
                        .gives(200, "{records:[{attributes:{payload:{body:'e4.png'}}}]}")
                        .event("create media edge:/pens/blue/e4")));
    }

    @TestFactory
    Stream<DynamicTest> s5_10_u2_aFileIsWhatItSays() {
        return rows(List.of(
                upload("w1", "a.png", "image/png", utf8("<html><script>1</script>"))
                        .fails(406, "attachment", 217),
                upload("w2", "a.pdf", "application/pdf", Shop.PNG).fails(406, "attachment", 217),
                upload("w3", "a.gif", "image/gif", Shop.PNG).fails(406, "attachment", 217),
                row("upload", "another sum")
                        .as(ADMIN)
                        .form(
                                UPLOAD,
                                part("space_name", "edge"),
                                part("sha", "00"),
                                jsonPart("request_record", recordJson("media", "pens/blue", "w4", "{}")),
                                filePart("payload_file", "a.png", "image/png", Shop.PNG))
                        .fails(400, "request", 402)));
    }

    @TestFactory
    Stream<DynamicTest> s5_10_u3_vectorImages() {
        List<Row> out = new ArrayList<>();
        int number = 0;
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">%s</svg>";
        for (String inside : List.of(
                "<script>alert(1)</script>",
                "<foreignObject/>",
                "<g onload=\"alert(1)\"/>",
                "<a xlink:href=\"javascript:alert(1)\"/>",
                "<image href=\"https://evil.example/x.png\"/>")) {
            out.add(upload("v" + number++, "a.svg", "image/svg+xml", utf8(String.format(svg, inside)))
                    .fails(406, "attachment", 217));
        }
        out.add(upload(
                        "v9",
                        "a.svg",
                        "image/svg+xml",
                        utf8("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + String.format(svg, "&x;")))
                .fails(406, "attachment", 217));
        return rows(out);
    }

    /** Opened directly with a session, nothing runs on our origin. */
    @ParameterizedTest
    @CsvSource({
        "h1,a.html,text/html,<script>alert(1)</script>,text/plain,attachment",
        "h2,a.md,text/markdown,<script>alert(1)</script>,text/plain,attachment",
        "h3,a.py,text/x-python,print(1),text/plain,attachment",
        "h4,a.svg,image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>,image/svg+xml,attachment",
        "h5,a.txt,text/plain,<script>alert(1)</script>,text/plain,inline"
    })
    void s5_10_u4_whatCouldRunIsADownload(
            String name, String file, String type, String text, String sent, String place) {
        world.run(upload(name, file, type, utf8(text)).gives(200).event("create media edge:/pens/blue/" + name));
        Reply reply = admin.get("/managed/payload/media/edge/pens/blue/" + name + file.substring(1))
                .expect(200);
        assertThat(reply.header("Content-Type")).startsWith(sent);
        assertThat(reply.header("Content-Disposition")).startsWith(place);
        assertThat(reply.header("Content-Security-Policy")).isEqualTo(SANDBOX);
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-site");
    }

    @Test
    void s5_10_u5_picturesAreShownAndNotKept() {
        Reply reply = admin.get("/managed/payload/media/edge/pens/blue/pic.png").expect(200);
        assertThat(reply.header("Content-Disposition")).startsWith("inline");
        assertThat(reply.header("Cache-Control")).isEqualTo("private, no-store");
    }

    /** Markup in a comment, an entry and a ticket payload goes out as data. */
    @Test
    void s5_10_u6_markupInBodiesIsData() {
        String script = "<svg onload=alert(1)>";
        admin.post(
                        WRITE,
                        Json.strict(request(
                                "edge",
                                "create",
                                recordJson(
                                        "comment",
                                        "pens/blue",
                                        "marked",
                                        "{payload:{content_type:'comment', body:'" + script + "'}}"),
                                recordJson(
                                        "content",
                                        "pens",
                                        "page",
                                        "{payload:{content_type:'html', body:'" + script + "'}}"))))
                .expect(200);
        for (String path : List.of(
                "/managed/payload/comment/edge/pens/blue/marked.json",
                "/managed/payload/content/edge/pens/page.html")) {
            Reply reply = admin.get(path).expect(200);
            assertThat(reply.header("Content-Type")).as(path).matches("(text/plain|application/json).*");
            assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void s5_10_u7_aFormHasFourPartsAtMost() {
        world.run(row("upload", "five parts")
                .as(ADMIN)
                .form(
                        UPLOAD,
                        part("space_name", "edge"),
                        part("a", "1"),
                        part("b", "1"),
                        jsonPart("request_record", recordJson("media", "pens/blue", "parts", "{}")),
                        filePart("payload_file", "a.png", "image/png", Shop.PNG))
                .fails(413, "request", 402));
    }

    /** Texts that would be something in another language are words here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x' OR '1'='1",
                "x; DROP TABLE users; --",
                "${jndi:ldap://x/y}",
                "{{7*7}}",
                "#{7*7}",
                "$(id)",
                "*:*",
                "@password:*",
                "@owner_shortname:dmart|*"
            })
    void s5_12_textsOfOtherLanguages(String text) {
        Reply reply = world.http(STRANGER)
                .post(
                        QUERY,
                        Reply.write(Map.of("type", "search", "space_name", "edge", "subpath", "/", "search", text)));
        assertThat(reply.status()).isIn(200, 400, 422);
        assertThat(reply.text()).doesNotContain("blue", "Exception", "49");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                "$ENV",
                "input",
                "inputs",
                "debug",
                "stderr",
                "input_filename",
                "$__loc__",
                "halt",
                "modulemeta",
                "import \"x\" as x; ."
            })
    void s5_12_jqSeesNothingOutside(String filter) {
        Reply reply = admin.post(
                QUERY,
                Reply.write(Map.of("type", "search", "space_name", "edge", "subpath", "/", "jq_filter", filter)));
        assertThat(reply.status()).as(reply.toString()).isIn(400, 422);
    }

    @Test
    void s5_12_dataAssetsAreOffByDefault() {
        Reply reply = admin.post(
                "/managed/data-asset",
                Json.strict("{space_name:'edge', subpath:'pens', shortname:'blue', resource_type:'content',"
                        + "data_asset_type:'sqlite', query_string:'select 1'}"));
        assertThat(reply.status()).as(reply.toString()).isGreaterThanOrEqualTo(400);
        assertThat(reply.text()).doesNotContain("rows");
    }

    @Test
    void s5_12_cellsAreNoFormulas() {
        admin.post(
                        WRITE,
                        Json.strict(request(
                                "edge",
                                "create",
                                recordJson("folder", "/", "cells", "{}"),
                                recordJson(
                                        "content", "cells", "c1", "{displayname:{en:'=HYPERLINK(1)'}, tags:['+x']}"))))
                .expect(200);
        String csv = admin.post("/managed/csv", Json.strict("{type:'search', space_name:'edge', subpath:'cells'}"))
                .expect(200)
                .text();
        assertThat(csv).contains("'=HYPERLINK(1)").doesNotContain(",=HYPERLINK");
    }
}
