package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;

import java.util.List;
import java.util.Locale;

/** {@code POST /managed/resource_with_payload} and its public form ({@code http-api.md} 4.6, 5). */
class UploadContractIT extends ContractSuite {
    private static final String PATH = "/managed/resource_with_payload";
    private static final byte[] PICTURE = filePart("payload_file", "a.png", "image/png", Shop.PNG);
    private static final String SHA = "0".repeat(64);
    private static final String PICTURE_SHA = "6b7fa434f92a8b80aab02d9bf1a12e49ffcae424e4013a1c4f68b67e3d2bbcd0";

    @Override
    protected void prepare(World world) {
        Shop.make(world, "up");
    }

    private static byte[] record(String type, String subpath, String name) {
        return jsonPart("request_record", Shop.recordJson(type, subpath, name, "{is_active:true}"));
    }

    private static byte[] media(String name) {
        return record("media", "pens/blue", name);
    }

    private static byte[] space() {
        return part("space_name", "up");
    }

    @Override
    protected List<Row> rows() {
        return List.of(
                row("upload")
                        .as(ADMIN)
                        .form(PATH, space(), media("front"), PICTURE)
                        .gives(
                                200,
                                "{records:[{resource_type:'media', shortname:'front', uuid:'*', attributes:{is_active:true,"
                                        + "payload:{content_type:'image_png', body:'front.png', checksum:'~[0-9a-f]{64}'}}}]}")
                        .event("create media up:/pens/blue/front")
                        .file("up/pens/.dm/blue/attachments.media/front.png"),
                row("upload", "record as a plain field")
                        .as(ADMIN)
                        .form(
                                PATH,
                                PICTURE,
                                part(
                                        "request_record",
                                        Json.strict(Shop.recordJson("media", "pens/blue", "plain", "{}"))),
                                space())
                        .gives(200)
                        .event("create media up:/pens/blue/plain"),
                row("upload", "with its sum")
                        .as(ADMIN)
                        .form(PATH, space(), media("summed"), PICTURE, part("sha", PICTURE_SHA))
                        .gives(200, "{records:[{attributes:{payload:{checksum:'" + PICTURE_SHA + "'}}}]}")
                        .event("create media up:/pens/blue/summed"),
                row("upload", "with its sum in capitals")
                        .as(ADMIN)
                        .form(
                                PATH,
                                space(),
                                media("capitals"),
                                PICTURE,
                                part("sha", PICTURE_SHA.toUpperCase(Locale.ROOT)))
                        .gives(200, "{records:[{shortname:'capitals'}]}")
                        .event("create media up:/pens/blue/capitals"),
                row("upload_content")
                        .as(ADMIN)
                        .form(
                                PATH,
                                space(),
                                record("content", "pens", "up1"),
                                filePart("payload_file", "a.json", "application/json", utf8("{\"price\":9}")))
                        .gives(
                                200,
                                "{records:[{shortname:'up1', attributes:{payload:{content_type:'json', body:{price:9}}}}]}")
                        .event("create content up:/pens/up1"),
                row("upload_space")
                        .as(ADMIN)
                        .form(PATH, part("space_name", "none"), media("p1"), PICTURE)
                        .fails(400, "request", 203),
                row("upload_part", "no file")
                        .as(ADMIN)
                        .form(PATH, space(), media("p1"))
                        .fails(400, "request", 202),
                row("upload_part", "no record")
                        .as(ADMIN)
                        .form(PATH, space(), PICTURE)
                        .fails(400, "request", 202),
                row("upload_part", "no space")
                        .as(ADMIN)
                        .form(PATH, media("p1"), PICTURE)
                        .fails(400, "request", 202),
                row("upload_bad", "sha")
                        .as(ADMIN)
                        .form(PATH, space(), media("p2"), PICTURE, part("sha", SHA))
                        .fails(400, "request", 402),
                row("upload_bad", "record")
                        .as(ADMIN)
                        .form(PATH, space(), part("request_record", "{"), PICTURE)
                        .fails(400, "request", 402),
                row("gzip_bomb", "a file of a form")
                        .as(ADMIN)
                        .form(
                                PATH,
                                space(),
                                media("p3"),
                                filePart("payload_file", "a.png", "image/png", new byte[60 << 20]))
                        .zipped()
                        .fails(413, "request", 402)
                        .noFile("up/pens/.dm/blue/attachments.media/p3.png"),
                row("upload_bad", "extension")
                        .as(ADMIN)
                        .form(PATH, space(), media("p4"), filePart("payload_file", "a.exe", "image/png", Shop.PNG))
                        .fails(400, "request", 402)
                        .noFile("up/pens/.dm/blue/attachments.media/p4.exe"),
                row("upload_media", "something else than it says")
                        .as(ADMIN)
                        .form(PATH, space(), media("p5"), filePart("payload_file", "a.png", "image/png", new byte[50]))
                        .fails(406, "attachment", 217),
                row("upload_type")
                        .as(ADMIN)
                        .form(PATH, space(), record("folder", "/", "f"), PICTURE)
                        .fails(400, "attachment", 219),
                row("malformed", "an attachment of nothing")
                        .as(ADMIN)
                        .form(PATH, space(), record("media", "/", "m"), PICTURE)
                        .fails(422, "validation", 424, "{error:{info:[{loc:['body','request_record','subpath']}]}}"),
                row("upload_denied")
                        .as(STRANGER)
                        .form(PATH, space(), media("p3"), PICTURE)
                        .fails(401, "request", 401),
                row("no_token", "upload")
                        .as(NOBODY)
                        .form(PATH, space(), media("p3"), PICTURE)
                        .fails(401, "jwtauth", 49),
                row("upload_schema")
                        .as(ADMIN)
                        .form(
                                PATH,
                                space(),
                                jsonPart(
                                        "request_record",
                                        Shop.recordJson(
                                                "content",
                                                "pens",
                                                "p7",
                                                "{payload:{content_type:'json', schema_shortname:'item'}}")),
                                filePart("payload_file", "a.json", "application/json", utf8("{\"price\":\"x\"}")))
                        .fails(400, "validation", 422),
                row("upload_large")
                        .as(NOBODY)
                        .form(
                                PATH.replace("managed", "public"),
                                space(),
                                media("p8"),
                                filePart("payload_file", "a.png", "image/png", new byte[11 << 20]))
                        .fails(413, "request", 402),
                row("public_upload_denied")
                        .form(PATH.replace("managed", "public"), space(), media("p6"), PICTURE)
                        .fails(401, "request", 401));
    }
}
