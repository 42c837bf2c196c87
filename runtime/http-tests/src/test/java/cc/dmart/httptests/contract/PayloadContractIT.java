package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.client.FilePart;
import java.util.ArrayList;
import java.util.List;

/** Payload bytes: names, ranges, validators, what keeps a browser from running them ({@code http-api.md} 1.13, 4.5), and attachments (1.11). */
class PayloadContractIT extends ContractSuite {
    private static final String PIC = "/managed/payload/media/pay/pens/blue/pic";
    private static final String SANDBOX = ".*default-src 'none'.*sandbox.*";

    @Override
    protected void prepare(World world) {
        Shop.make(world, "pay");
        var entries = world.client(ADMIN).entries();
        upload(entries, "page", "a.html", "text/html", "<script>1</script>");
        upload(entries, "draw", "a.svg", "image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        upload(entries, "code", "a.py", "text/x-python", "x = 1\n");
        upload(entries, "doc", "a.pdf", "application/pdf", "%PDF-1.4");
        upload(entries, "rows", "a.csv", "text/csv", "a\n1\n");
        upload(entries, "lost", "a.pdf", "application/pdf", "%PDF-1.4");
        world.lose("pay/pens/.dm/blue/attachments.media/lost.pdf");
        entries.create("pay", Shop.record("folder", "pens", "deep", "{payload:{content_type:'json', body:{a:1}}}"));
        entries.create(
                "pay",
                Shop.record("comment", "pens/blue", "said", "{payload:{content_type:'comment', body:'plain words'}}"));
    }

    private static void upload(cc.dmart.client.Entries entries, String name, String file, String type, String text) {
        entries.upload("pay", Shop.record("media", "pens/blue", name, "{}"), FilePart.of(file, type, utf8(text)));
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>();
        out.addAll(names());
        out.addAll(ranges());
        out.addAll(types());
        out.addAll(attachments());
        return out;
    }

    private static Row file(String detail, String path) {
        return row("payload_file", detail).as(ADMIN).get(path).gives(200);
    }

    private static List<Row> names() {
        return List.of(
                file("without an extension", PIC).has("Content-Type", "image/png"),
                file("schema in the name", PIC + ".item.png").has("Content-Type", "image/png"),
                file("doubled slash before the name", PIC.replace("blue/pic", "blue//pic.png")),
                row("payload_ext", "too many pieces")
                        .as(ADMIN)
                        .get(PIC + ".a.b.png")
                        .fails(422, "validation", 424),
                row("payload_ext", "extension that only ends like one")
                        .as(ADMIN)
                        .get(PIC + ".xpng")
                        .fails(422, "validation", 424),
                row("payload_lost")
                        .as(ADMIN)
                        .get(PIC.replace("/pic", "/lost.pdf"))
                        .fails(404, "media", 220),
                row("payload_json", "of a folder")
                        .as(ADMIN)
                        .get("/managed/payload/folder/pay/pens/deep.json")
                        .gives(200, "{status:'success', attributes:{a:1}}"),
                row("payload_json", "of a schema")
                        .as(ADMIN)
                        .get("/managed/payload/schema/pay/schema/item.json")
                        .gives(200, "{attributes:{title:'item'}}"),
                row("payload_json", "of a comment that is an object")
                        .as(ADMIN)
                        .get("/managed/payload/comment/pay/pens/blue/c1.json")
                        .gives(200, "{attributes:{body:'nice', state:'open'}}"),
                row("payload_text", "of a comment that is a text")
                        .as(ADMIN)
                        .get("/managed/payload/comment/pay/pens/blue/said.md")
                        .gives(200)
                        .has("Content-Type", "text/plain; charset=utf-8")
                        .check(reply -> assertThat(reply.text()).isEqualTo("plain words")));
    }

    private static Row range(String outcome, String detail, String range) {
        return row(outcome, detail).as(ADMIN).header("Range", range).get(PIC + ".png");
    }

    private static List<Row> ranges() {
        int size = Shop.PNG.length;
        return List.of(
                file("whole", PIC + ".png")
                        .has("Accept-Ranges", "bytes")
                        .has("Content-Length", String.valueOf(size))
                        .has("Cache-Control", "private, no-store")
                        .has("Last-Modified", ".* GMT")
                        .keep("tag", "header:ETag")
                        .keep("date", "header:Last-Modified")
                        .check(reply -> assertThat(reply.body()).isEqualTo(Shop.PNG)),
                range("range", "the last bytes", "bytes=-3")
                        .gives(206)
                        .has("Content-Range", "bytes " + (size - 3) + "-" + (size - 1) + "/" + size),
                range("range", "to the end", "bytes=4-")
                        .gives(206)
                        .has("Content-Range", "bytes 4-" + (size - 1) + "/" + size)
                        .check(reply -> assertThat(reply.body()).hasSize(size - 4)),
                range("payload_file", "several ranges are not served", "bytes=0-1,3-4")
                        .gives(200),
                range("payload_file", "no legal range", "bytes=9-4").gives(200),
                range("range", "If-Range with the tag", "bytes=0-3")
                        .header("If-Range", "${tag}")
                        .gives(206),
                range("payload_file", "If-Range with another tag", "bytes=0-3")
                        .header("If-Range", "\"x\"")
                        .gives(200),
                row("etag", "any tag")
                        .as(ADMIN)
                        .header("If-None-Match", "*")
                        .get(PIC + ".png")
                        .gives(304),
                row("etag", "by date")
                        .as(ADMIN)
                        .header("If-Modified-Since", "${date}")
                        .get(PIC + ".png")
                        .gives(304),
                row("head", "payload")
                        .as(ADMIN)
                        .send("HEAD", PIC + ".png", new byte[0], "")
                        .gives(200)
                        .has("Content-Length", String.valueOf(size))
                        .check(reply -> assertThat(reply.body()).isEmpty()));
    }

    private static Row typed(String name, String type, String place) {
        String path = PIC.replace("/pic", "/" + name.substring(0, name.indexOf('.')));
        return file(name, path + name.substring(name.indexOf('.')))
                .has("Content-Type", type)
                .has("Content-Disposition", place + "; filename=\"?" + name.replace(".", "\\.") + "\"?.*")
                .has("X-Content-Type-Options", "nosniff")
                .has("Content-Security-Policy", SANDBOX)
                .has("Cross-Origin-Resource-Policy", "same-site");
    }

    private static List<Row> types() {
        return List.of(
                typed("page.html", "text/plain; charset=utf-8", "attachment"),
                typed("draw.svg", "image/svg\\+xml", "attachment"),
                typed("code.py", "text/plain; charset=utf-8", "attachment"),
                typed("doc.pdf", "application/pdf", "inline"),
                typed("rows.csv", "text/csv; charset=utf-8", "inline"),
                typed("pic.png", "image/png", "inline"));
    }

    private static Row request(String outcome, String detail, String type, String record) {
        return row(outcome, detail).as(ADMIN).post("/managed/request", Shop.request("pay", type, record));
    }

    private static List<Row> attachments() {
        String note = "{payload:{content_type:'comment', body:{body:'x', state:'y'}}}";
        return List.of(
                request(
                                "create",
                                "attachment of an entry at the root",
                                "create",
                                Shop.recordJson("comment", "pens", "onfolder", note))
                        .gives(
                                200,
                                "{records:[{resource_type:'comment', uuid:'*', subpath:'pens', attributes:{payload:{body:{body:'x'}}}}]}")
                        .event("create comment pay:/pens/onfolder"),
                request(
                                "create",
                                "attachment of a nested folder",
                                "create",
                                Shop.recordJson("comment", "/pens/deep/", "d1", note))
                        .gives(200, "{records:[{subpath:'pens/deep'}]}")
                        .event("create comment pay:/pens/deep/d1"),
                row("upload", "to a nested folder")
                        .as(ADMIN)
                        .form(
                                "/managed/resource_with_payload",
                                part("space_name", "pay"),
                                jsonPart("request_record", Shop.recordJson("media", "pens/deep", "cover", "{}")),
                                filePart("payload_file", "a.png", "image/png", Shop.PNG))
                        .gives(200)
                        .event("create media pay:/pens/deep/cover"),
                file(
                        "of a nested folder, with the slash that the web app doubles",
                        "/managed/payload/media/pay/pens/deep//cover.png"),
                row("entry_full", "attachments of a folder, with the subpath of the folder")
                        .as(ADMIN)
                        .get("/managed/entry/folder/pay/pens/deep?retrieve_attachments=true")
                        .gives(
                                200,
                                "{attachments:{comment:[{shortname:'d1', subpath:'pens', attributes:{acl:null, space_name:null}}],"
                                        + "media:[{shortname:'cover', subpath:'pens'}]}}"),
                row("entry_full", "attachments of a folder at the root")
                        .as(ADMIN)
                        .get("/managed/entry/folder/pay/pens?retrieve_attachments=true")
                        .gives(200, "{attachments:{comment:[{shortname:'onfolder', subpath:'/'}]}}"),
                request(
                                "failed_record",
                                "attachment of what is not there",
                                "create",
                                Shop.recordJson("comment", "pens/none", "c", note))
                        .failsRecord("c", 220),
                request(
                                "update",
                                "an attachment",
                                "update",
                                Shop.recordJson("comment", "pens/deep", "d1", "{tags:['t']}"))
                        .gives(200)
                        .event("update comment pay:/pens/deep/d1"),
                row("upload", "of the same name replaces")
                        .as(ADMIN)
                        .form(
                                "/managed/resource_with_payload",
                                part("space_name", "pay"),
                                jsonPart("request_record", Shop.recordJson("media", "pens/deep", "cover", "{}")),
                                filePart("payload_file", "b.gif", "image/gif", utf8("GIF89a")))
                        .gives(
                                200,
                                "{records:[{shortname:'cover', attributes:{payload:{content_type:'image_gif', body:'cover.gif'}}}]}")
                        .event("create media pay:/pens/deep/cover")
                        .file("pay/pens/.dm/deep/attachments.media/cover.gif")
                        .noFile("pay/pens/.dm/deep/attachments.media/cover.png"),
                request("delete", "an attachment", "delete", Shop.recordJson("media", "pens/deep", "cover", "{}"))
                        .gives(200, "{records:[]}")
                        .event("delete media pay:/pens/deep/cover")
                        .noFile("pay/pens/.dm/deep/attachments.media/cover.gif"),
                request(
                                "delete",
                                "an attachment that is not there",
                                "delete",
                                Shop.recordJson("media", "pens/deep", "cover", "{}"))
                        .gives(200, "{records:[]}"));
    }
}
