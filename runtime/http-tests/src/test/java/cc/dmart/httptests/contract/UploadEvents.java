package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.jsonPart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static cc.dmart.httptests.contract.Shop.recordJson;

import java.util.ArrayList;
import java.util.List;

/** Rows of {@link EventsContractIT}: files, tables, and what anybody may send in. */
final class UploadEvents {
    private UploadEvents() {}

    static List<EventRow> rows() {
        List<EventRow> out = new ArrayList<>(files());
        out.addAll(tables());
        out.addAll(visits());
        return out;
    }

    private static Row upload(String where, String name, String type, String subpath, byte[] file) {
        byte[] record = jsonPart(name, recordJson(type, subpath, "up", "{is_active:true}"));
        return row("upload").as(ADMIN).form(where, part("space_name", "heard"), record, file);
    }

    private static final byte[] PICTURE = filePart("payload_file", "a.png", "image/png", Shop.PNG);

    private static List<EventRow> files() {
        String form = "/managed/resource_with_payload";
        byte[] body = filePart("payload_file", "a.json", "application/json", utf8("{\"price\":9}"));
        String picture = "{is_active:true, payload:{content_type:'image_png', body:'up.png'}}";
        return List.of(
                EventRow.of("upload of an attachment", upload(form, "request_record", "media", "pens/red", PICTURE))
                        .both("create media heard:/pens/red/up", picture),
                EventRow.of("upload that replaces", upload(form, "request_record", "media", "pens/red", PICTURE))
                        .both(
                                "create media heard:/pens/red/up",
                                "{is_active:true, replaced:true, payload:{content_type:'image_png', body:'up.png'}}"),
                EventRow.of("upload of content", upload(form, "request_record", "content", "pens", body))
                        .both(
                                "create content heard:/pens/up",
                                "{is_active:true, payload:{content_type:'json', body:{price:9}}}"));
    }

    private static List<EventRow> tables() {
        String in = "/managed/resources_from_csv/content/heard/pens/item";
        byte[] made = filePart("resources_file", "p.csv", "text/csv", utf8("shortname,price\nk1,1\nk2,2\n"));
        byte[] changed = filePart("resources_file", "p.csv", "text/csv", utf8("shortname,price\nk1,3\n"));
        return List.of(
                EventRow.of("csv in", row("csv_in").as(ADMIN).form(in, made))
                        .before("create content heard:/pens/k1 (item)", "{}")
                        .before("create content heard:/pens/k2 (item)", "{}")
                        .after("create content heard:/pens/k1 (item)", "{is_active:true, payload:{body:{price:1}}}")
                        .after("create content heard:/pens/k2 (item)", "{is_active:true, payload:{body:{price:2}}}"),
                EventRow.of("csv in, updates", row("csv_in").as(ADMIN).form(in + "?is_update=true", changed))
                        .both(
                                "update content heard:/pens/k1 (item)",
                                "{history_diff:{'payload.body.price':{old:1, new:3}}}"));
    }

    private static List<EventRow> visits() {
        return List.of(
                EventRow.of(
                                "submit",
                                row("submit")
                                        .post("/public/submit/heard/item/inbox", "{price:3}")
                                        .keep("sent", "/attributes/shortname"))
                        .both(
                                "create content heard:/inbox/${sent} (item)",
                                "{is_active:true, payload:{content_type:'json', schema_shortname:'item', body:{price:3}}}"),
                EventRow.of(
                                "attach",
                                row("attach")
                                        .form(
                                                "/public/attach/heard",
                                                jsonPart("record", recordJson("media", "pens/red", "mine", "{}")),
                                                PICTURE)
                                        .keep("file", "/records/0/shortname"))
                        .both(
                                "create media heard:/pens/red/${file}",
                                "{payload:{content_type:'image_png', body:'${file}.png'}}"));
    }
}
