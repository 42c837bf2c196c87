package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;

import java.util.ArrayList;
import java.util.List;

/** Uploads for every resource type, and every row of the table of media types ({@code http-api.md} 1.10, 4.6). */
class UploadTypesContractIT extends ContractSuite {
    private static final String PATH = "/managed/resource_with_payload";

    /**
     * A file and what it is stored as.
     *
     * @param type    content type; empty = refused with 402 for its extension, {@code -} = with 406
     * @param hint    {@code attributes.content_type}
     */
    private record Media(String file, String mime, String hint, byte[] bytes, String type, String stored) {}

    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0, 16};
    private static final byte[] ZIP = {'P', 'K', 3, 4, 0, 0, 0, 0};
    private static final byte[] MP4 = {0, 0, 0, 24, 'f', 't', 'y', 'p', 'm', 'p', '4', '2'};
    private static final byte[] DUCK = {0, 0, 0, 0, 0, 0, 0, 0, 'D', 'U', 'C', 'K'};
    private static final byte[] TEXT = utf8("a,b\n1,2\n");

    private static final List<Media> MEDIA = List.of(
            media("a.json", "text/plain", utf8("{\"a\":1}"), "json", "json"),
            media("a.pdf", "application/pdf", utf8("%PDF-1.4"), "pdf", "pdf"),
            media("a.apk", "application/vnd.android.package-archive", ZIP, "apk", "apk"),
            media("a.csv", "text/csv", TEXT, "csv", "csv"),
            media("a.md", "text/markdown", TEXT, "markdown", "md"),
            media("a.svg", "image/svg+xml", utf8("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "image_svg", "svg"),
            media("a.png", "image/png", Shop.PNG, "image_png", "png"),
            media("a.gif", "image/gif", utf8("GIF89a"), "image_gif", "gif"),
            media("a.webp", "image/webp", utf8("RIFF1234WEBPVP8 "), "image_webp", "webp"),
            media("a.jpg", "image/jpeg", JPEG, "image_jpeg", "jpg"),
            media("a.jpeg", "image/pjpeg", JPEG, "image_jpeg", "jpeg"),
            media("a.mp3", "audio/mpeg", utf8("ID3\u0003"), "audio", "mp3"),
            media("a.mp4", "video/mp4", MP4, "video", "mp4"),
            media("a.txt", "text/plain", TEXT, "text", "txt"),
            media("a.html", "text/html", utf8("<p>x</p>"), "html", "html"),
            media("a.py", "text/x-python", utf8("x = 1\n"), "python", "py"),
            media("a.jsonl", "application/jsonlines", utf8("{}\n"), "jsonl", "jsonl"),
            media("a.jsonl", "application/x-ndjson", utf8("{}\n"), "jsonl", "jsonl"),
            media("a.sqlite", "application/vnd.sqlite3", utf8("SQLite format 3\0"), "sqlite", "sqlite"),
            new Media("a.jsonl", "application/octet-stream", "jsonl", utf8("{}\n"), "jsonl", "jsonl"),
            new Media("a.db", "application/octet-stream", "sqlite", utf8("SQLite format 3\0"), "sqlite", "db"),
            new Media("a.parquet", "application/octet-stream", "parquet", utf8("PAR1"), "parquet", "parquet"),
            media("a.duckdb", "application/octet-stream", DUCK, "duckdb", "duckdb"),
            media("a.png", "application/octet-stream", Shop.PNG, "image_png", "png"),
            media("a", "application/octet-stream", TEXT, "text", "txt"),
            media("a.docx", "application/*", ZIP, "text", "docx"),
            media("a.xlsx", "application/*", ZIP, "text", "xlsx"),
            media("a.html", "text/*", utf8("<p>x</p>"), "html", "html"),
            media("a.png", "", Shop.PNG, "image_png", "png"),
            media("a", "application/json", utf8("[1]"), "json", "json"),
            media("a", "image/png", Shop.PNG, "image_png", "png"),
            media("a", "application/x-unknown", TEXT, "-", ""),
            media("a", "text/*", TEXT, "-", ""),
            media("a.exe", "image/png", Shop.PNG, "", ""),
            media("a.png.exe", "image/png", Shop.PNG, "", ""));

    private static Media media(String file, String mime, byte[] bytes, String type, String stored) {
        return new Media(file, mime, "", bytes, type, stored);
    }

    @Override
    protected void prepare(World world) {
        Shop.make(world, "ut");
        world.admin()
                .post(
                        "/managed/request",
                        Json.strict(
                                Shop.request(
                                        "ut",
                                        "create",
                                        Shop.recordJson(
                                                "content",
                                                "workflows",
                                                "flow",
                                                "{payload:{content_type:'json', body:{initial_state:'new', states:[{state:'new', next:[]}]}}}"))))
                .expect(200);
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>();
        for (int i = 0; i < MEDIA.size(); i++) {
            out.add(upload(i, MEDIA.get(i)));
        }
        for (String type : List.of(
                "media", "comment", "reaction", "reply", "share", "json", "csv", "jsonl", "sqlite", "parquet")) {
            out.add(attached(type));
        }
        for (String type : List.of("content", "post", "schema", "ticket")) {
            out.add(inlined(type));
        }
        for (String type : List.of(
                "user",
                "group",
                "folder",
                "space",
                "permission",
                "role",
                "log",
                "acl",
                "locator",
                "history",
                "relationship",
                "data_asset",
                "plugin_wrapper",
                "notification")) {
            out.add(form(row("upload_type", type), type, "pens/blue", "x1", "{}", picture())
                    .fails(400, "attachment", 219));
        }
        return out;
    }

    private static Row form(Row row, String type, String subpath, String name, String attributes, byte[] file) {
        return row.as(ADMIN)
                .form(
                        PATH,
                        part("space_name", "ut"),
                        jsonPart("request_record", Shop.recordJson(type, subpath, name, attributes)),
                        file);
    }

    private static Row upload(int number, Media media) {
        String name = "m" + number;
        byte[] file = filePart("payload_file", media.file, media.mime, media.bytes);
        String attributes = media.hint.isEmpty() ? "{}" : "{content_type:'" + media.hint + "'}";
        String what = media.file + " as " + media.mime;
        if (media.type.isEmpty()) {
            return form(row("upload_bad", what), "media", "pens/blue", name, attributes, file)
                    .fails(400, "request", 402);
        }
        if (media.type.equals("-")) {
            return form(row("upload_media", what), "media", "pens/blue", name, attributes, file)
                    .fails(406, "attachment", 217);
        }
        return form(row("upload", what), "media", "pens/blue", name, attributes, file)
                .gives(
                        200,
                        "{records:[{uuid:'*', attributes:{is_active:true, content_type:null, payload:{content_type:'"
                                + media.type + "', body:'" + name + "." + media.stored
                                + "', checksum:'~[0-9a-f]{64}'}}}]}")
                .event("create media ut:/pens/blue/" + name);
    }

    private static byte[] picture() {
        return filePart("payload_file", "a.png", "image/png", Shop.PNG);
    }

    private static Row attached(String type) {
        return form(row("upload", type), type, "pens/red", "u_" + type, "{payload:null}", picture())
                .gives(
                        200,
                        "{records:[{resource_type:'" + type + "', subpath:'pens/red', attributes:{payload:{body:'u_"
                                + type + ".png'}}}]}")
                .event("create " + type + " ut:/pens/red/u_" + type);
    }

    private static Row inlined(String type) {
        String attributes = type.equals("ticket") ? "{workflow_shortname:'flow'}" : "{payload:{}}";
        byte[] file =
                filePart("payload_file", "a.json", "application/json", utf8("{\"title\":\"t\",\"type\":\"object\"}"));
        return form(row("upload_content", type), type, "pens", "u_" + type, attributes, file)
                .gives(
                        200,
                        "{records:[{resource_type:'" + type
                                + "', attributes:{payload:{content_type:'json', body:{title:'t'}}"
                                + (type.equals("ticket") ? ", state:'new', is_open:true" : "") + "}}]}")
                .event("create " + type + " ut:/pens/u_" + type);
    }
}
