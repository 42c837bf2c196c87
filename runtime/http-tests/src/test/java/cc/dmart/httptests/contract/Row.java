package cc.dmart.httptests.contract;

import cc.dmart.httptests.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * One request and what is documented to come of it:
 *
 * <pre>{@code
 * row("entry.ok").as(ADMIN).get("/managed/entry/content/shop/pens/blue").gives(200, "{shortname:'blue', tags:['ink']}")
 * row("entry.denied").as(STRANGER).get("/managed/entry/content/shop/pens/blue").fails(401, "request", 401)
 * row("create.ok").as(ADMIN).post("/managed/request", "{space_name:'shop', ..}").gives(200, "{records:[{uuid:'*'}]}")
 *         .event("create content shop:/pens/red").file("shop/pens/.dm/red/meta.content.json")
 * }</pre>
 *
 * <p>The first word is the name of an outcome in {@code outcomes.tsv}; status, type and code have to be those that stand
 * there. JSON is written as {@link Json} reads it; {@code ${name}} in a path, header or body is what an earlier row kept. A
 * row that names no event expects that there is none.
 */
public final class Row {
    final String outcome;
    final String detail;
    Caller caller = Caller.NOBODY;
    String method = "GET";
    String path = "/";
    byte[] body = new byte[0];
    String mediaType = "";
    int status = 200;
    String type = "";
    int code;
    final Map<String, String> headers = new TreeMap<>();
    final List<String> json = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<String> files = new ArrayList<>();
    final List<String> noFiles = new ArrayList<>();
    final Map<String, String> replyHeaders = new LinkedHashMap<>();
    final Map<String, String> kept = new LinkedHashMap<>();
    final List<Consumer<Reply>> checks = new ArrayList<>();

    private Row(String outcome, String detail) {
        this.outcome = outcome;
        this.detail = detail;
    }

    /** A row of a documented outcome. */
    public static Row row(String outcome) {
        return new Row(outcome, "");
    }

    /** One of several rows of an outcome, told apart by a few words. */
    public static Row row(String outcome, String detail) {
        return new Row(outcome, detail);
    }

    /** Who sends it. */
    public Row as(Caller who) {
        caller = who;
        return this;
    }

    /** A request header. */
    public Row header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Row get(String where) {
        return send("GET", where, new byte[0], "");
    }

    public Row delete(String where) {
        return send("DELETE", where, new byte[0], "");
    }

    public Row post(String where, String jsonText) {
        return send("POST", where, strict(jsonText), "application/json");
    }

    public Row put(String where, String jsonText) {
        return send("PUT", where, strict(jsonText), "application/json");
    }

    private static byte[] strict(String jsonText) {
        return jsonText.isEmpty() ? new byte[0] : Json.strict(jsonText).getBytes(StandardCharsets.UTF_8);
    }

    /** Any method, path, body and type of body. */
    public Row send(String how, String where, byte[] what, String bodyType) {
        method = how;
        path = where;
        body = what;
        mediaType = what.length == 0 ? "" : bodyType;
        return this;
    }

    /** A form; the parts are made with {@link #part} and {@link #filePart}. */
    public Row form(String where, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        out.writeBytes(utf8("--xyz--\r\n"));
        return send("POST", where, out.toByteArray(), "multipart/form-data; boundary=xyz");
    }

    /** The body that was given, compressed. */
    public Row zipped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        body = out.toByteArray();
        return header("Content-Encoding", "gzip");
    }

    /** A text part of a form. */
    public static byte[] part(String name, String text) {
        return utf8("--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + text + "\r\n");
    }

    /** A JSON part of a form. */
    public static byte[] jsonPart(String name, String jsonText) {
        return filePart(name, name + ".json", "application/json", utf8(Json.strict(jsonText)));
    }

    /** A file of a form. */
    public static byte[] filePart(String name, String fileName, String type, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(utf8("--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: " + type + "\r\n\r\n"));
        out.writeBytes(content);
        out.writeBytes(utf8("\r\n"));
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Success with these parts of the JSON reply. */
    public Row gives(int expected, String... parts) {
        status = expected;
        json.addAll(List.of(parts));
        return this;
    }

    /** The failed envelope with these parts, which may say more about {@code info}. */
    public Row fails(int expected, String errorType, int errorCode, String... parts) {
        type = errorType;
        code = errorCode;
        return gives(expected, parts);
    }

    /** A request in which a record failed: {@code E(400,request,430)} with this code ({@code http-api.md} 4.2). */
    public Row failsRecord(String shortname, int recordCode) {
        return fails(
                400,
                "request",
                430,
                "{error:{info:[{failed:[{record:'" + shortname + "', error:'*', error_code:" + recordCode + "}]}]}}");
    }

    /** A header of the reply: an expression that the whole value matches; empty = the header is absent. */
    public Row has(String header, String expression) {
        replyHeaders.put(header, expression);
        return this;
    }

    /** A line that the activity log of a space gets: {@code create content shop:/pens/red}. */
    public Row event(String line) {
        events.add(line);
        return this;
    }

    /** A file that is there afterwards, below the spaces. */
    public Row file(String where) {
        files.add(where);
        return this;
    }

    /** A file or folder that is not there afterwards, below the spaces. */
    public Row noFile(String where) {
        noFiles.add(where);
        return this;
    }

    /**
     * Keeps a value of the reply for later rows: its JSON pointer, or {@code header:Name}, with an expression behind a space whose
     * first group is what is kept.
     */
    public Row keep(String name, String pointer) {
        kept.put(name, pointer);
        return this;
    }

    /** Any other test of the reply. */
    public Row check(Consumer<Reply> test) {
        checks.add(test);
        return this;
    }

    @Override
    public String toString() {
        return outcome + (detail.isEmpty() ? "" : ", " + detail) + " (" + caller + ": " + method + " " + path + ")";
    }
}
