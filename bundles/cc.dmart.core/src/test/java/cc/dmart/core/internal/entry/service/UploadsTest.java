package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.CSV;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.JSON;
import static cc.dmart.api.model.ResourceType.MEDIA;
import static cc.dmart.api.model.ResourceType.SCHEMA;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.PayloadView;
import cc.dmart.api.service.Upload;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Checksums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads with a record: http-api.md 4.6 and 1.10, security.md 5.10. */
public class UploadsTest {
    private static final byte[] PNG = png(1, 1);
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    public static byte[] png(int width, int height) {
        return ByteBuffer.allocate(40)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10})
                .putInt(13)
                .put(EntryWorld.utf8("IHDR"))
                .putInt(width)
                .putInt(height)
                .array();
    }

    private WireRecord put(
            Caller caller,
            ResourceType type,
            String subpath,
            String name,
            String attributes,
            Upload file,
            boolean createOnly) {
        return world.service.upload(
                caller, EntryWorld.SHOP, EntryWorld.record(type, subpath, name, attributes), file, createOnly);
    }

    @Test
    void mediaIsStoredBesideItsMeta() {
        WireRecord reply = put(
                EntryWorld.SARA,
                MEDIA,
                "pens/blue",
                "pic",
                "{'displayname':{'en':'P'},'payload':null}",
                EntryWorld.upload(
                        "../../a.PNG", "image/png", PNG, Checksums.of(PNG).toUpperCase(java.util.Locale.ROOT)),
                false);

        StoredEntry stored = world.stored(MEDIA, "pens/blue", "pic");
        assertThat(stored.payloadFile()).contains("pic.png");
        JsonObject payload = stored.entry().meta().object("payload").orElseThrow();
        assertThat(payload.string("content_type")).contains("image_png");
        assertThat(payload.string("checksum")).contains(Checksums.of(PNG));
        assertThat(payload.string("client_checksum")).as("in lower case").contains(Checksums.of(PNG));
        assertThat(world.activity().get(0).object("attributes").flatMap(a -> a.object("payload")))
                .as("told in the log as a request would be")
                .contains(payload);
        assertThat(reply.uuid()).isEqualTo(stored.entry().meta().string("uuid"));
        assertThat(reply.attributes().object("payload").flatMap(p -> p.string("body")))
                .contains("pic.png");
        assertThat(reply.attributes().bool("is_active")).contains(true);
        assertThat(world.hooks.last().action()).isEqualTo(ActionType.CREATE);
        assertThat(bytes(stored)).isEqualTo(PNG);
    }

    private byte[] bytes(StoredEntry stored) {
        PayloadView view = world.service.payload(EntryWorld.SARA, stored.at());
        assertThat(view).isInstanceOf(PayloadView.File.class);
        try (var channel = ((PayloadView.File) view).file().open()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            java.nio.channels.Channels.newInputStream(channel).transferTo(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void noUploadSaysWhatTheServerAloneSays() {
        String forged = "{'plugin':{'p':1},'history_diff':{'acl':{}},'cause':'import','replaced':'no'}";
        for (boolean replaces : List.of(false, true)) {
            Upload file = EntryWorld.upload("a.png", "image/png", PNG, "");
            put(EntryWorld.SARA, MEDIA, "pens/blue", "pic", forged, file, false);
            JsonObject told = world.hooks.last().attributes();
            assertThat(told.names()).doesNotContain("plugin", "history_diff", "cause");
            assertThat(told.bool("replaced").orElse(false)).isEqualTo(replaces);
        }
    }

    @Test
    void aSecondUploadReplacesFileAndChecksum() {
        put(EntryWorld.SARA, MEDIA, "pens/blue", "pic", "{}", EntryWorld.upload("a.png", "image/png", PNG, ""), false);
        byte[] text = EntryWorld.utf8("a,b\n1,2\n");
        put(
                EntryWorld.SARA,
                MEDIA,
                "pens/blue",
                "pic",
                "{'tags':['t']}",
                EntryWorld.upload("b.csv", "", text, ""),
                false);

        StoredEntry stored = world.stored(MEDIA, "pens/blue", "pic");
        assertThat(stored.payloadFile()).contains("pic.csv");
        assertThat(stored.entry().payload().flatMap(p -> p.checksum())).contains(Checksums.of(text));
        assertThat(stored.entry().payload().flatMap(p -> p.contentType())).contains(ContentType.CSV);
        assertThat(stored.entry().tags()).containsExactly("t");
        assertThat(world.hooks.last().action()).isEqualTo(ActionType.CREATE);
        assertThat(world.hooks.last().attributes().bool("replaced")).contains(true);
        JsonObject line = world.activity().get(0);
        assertThat(line.string("request")).contains("create");
        JsonObject details = line.object("attributes").orElseThrow();
        assertThat(details.names()).containsExactlyInAnyOrder("tags", "payload", "replaced", "request_headers");
        assertThat(details.object("payload").flatMap(p -> p.string("content_type")))
                .contains("csv");
        assertThat(world.hooks.calls).extracting(c -> c.action()).containsExactly(ActionType.CREATE, ActionType.CREATE);
        assertThat(world.store.history(stored.at(), 0, 5)).hasSize(1);
        assertThat(bytes(stored)).isEqualTo(text);
    }

    @Test
    void jsonIsInlinedAndValidated() {
        WireRecord reply = put(
                EntryWorld.SARA,
                CONTENT,
                "pens",
                "auto",
                "{'payload':{'schema_shortname':'item','body':'ignored'}}",
                EntryWorld.upload("x.json", "application/octet-stream", EntryWorld.utf8("{ \"price\" : 5 }"), ""),
                false);
        assertThat(reply.uuid().orElseThrow()).startsWith(reply.shortname());
        assertThat(world.body(CONTENT, "pens", reply.shortname())).isEqualTo(EntryWorld.json("{'price':5}"));
        assertThat(world.activity()
                        .get(0)
                        .object("attributes")
                        .flatMap(a -> a.object("payload"))
                        .flatMap(p -> p.get("body")))
                .contains(EntryWorld.json("{'price':5}"));
        assertThat(reply.attributes().object("payload").flatMap(p -> p.get("body")))
                .containsInstanceOf(JsonRaw.class);
        put(
                EntryWorld.SARA,
                SCHEMA,
                "schema",
                "s9",
                "{}",
                EntryWorld.upload("s.json", "", EntryWorld.utf8("{\"title\":\"t\"}"), ""),
                false);
        assertThat(world.stored(SCHEMA, "schema", "s9").entry().schemaShortname())
                .contains("meta_schema");
        put(
                EntryWorld.SARA,
                CONTENT,
                "pens",
                "blue",
                "{}",
                EntryWorld.upload("s.json", "", EntryWorld.utf8("{\"price\":9}"), ""),
                false);
        assertThat(world.body(CONTENT, "pens", "blue")).isEqualTo(EntryWorld.json("{'price':9}"));
        assertThat(world.stored(CONTENT, "pens", "blue").entry().schemaShortname())
                .contains("item");
    }

    /** To replace is to update, whoever may create. */
    @Test
    void s3_10_theRightToCreateReplacesNothing() {
        world.put(
                "management",
                "permissions",
                "shop_all",
                ResourceType.PERMISSION,
                "{'subpaths':{'shop':['pens']},'resource_types':['content','media'],'actions':['create','view'],"
                        + "'conditions':[]}");
        Upload file = EntryWorld.upload("a.json", "", EntryWorld.utf8("{\"price\":5}"), "");
        put(EntryWorld.SARA, CONTENT, "pens", "fresh", "{}", file, false);
        for (String name : List.of("blue", "fresh")) {
            Upload other = EntryWorld.upload("a.json", "", EntryWorld.utf8("{\"price\":6}"), "");
            DmartException error = catchThrowableOfType(
                    DmartException.class, () -> put(EntryWorld.SARA, CONTENT, "pens", name, "{}", other, false));
            assertThat(error.status()).isEqualTo(401);
        }
        assertThat(world.body(CONTENT, "pens", "fresh")).isEqualTo(EntryWorld.json("{'price':5}"));
    }

    record Bad(int status, String type, int code, String user, ResourceType resource, String name, Upload file) {}

    private static Bad bad(int status, String type, int code, ResourceType resource, String name, Upload file) {
        return new Bad(status, type, code, "sara", resource, name, file);
    }

    static List<Bad> failures() {
        byte[] text = EntryWorld.utf8("hello");
        Upload large =
                new Upload("a.txt", Optional.empty(), new ByteArrayInputStream(new byte[100]), Optional.empty(), 50);
        return List.of(
                bad(400, "request", 402, MEDIA, "m", EntryWorld.upload("a.exe", "image/png", PNG, "")),
                bad(400, "request", 402, MEDIA, "m", EntryWorld.upload("a.png", "image/png", PNG, "00")),
                bad(400, "request", 402, CONTENT, "m", EntryWorld.upload("a.json", "", text, "")),
                bad(400, "request", 402, CONTENT, "m", EntryWorld.upload("a.json", "", EntryWorld.utf8("[1]"), "")),
                bad(400, "request", 402, CONTENT, "m", EntryWorld.upload("a.png", "image/png", PNG, "")),
                bad(406, "attachment", 217, MEDIA, "m", EntryWorld.upload("a", "application/x-unknown", text, "")),
                bad(406, "attachment", 217, MEDIA, "m", EntryWorld.upload("a", "text/*", text, "")),
                bad(406, "attachment", 217, MEDIA, "m", EntryWorld.upload("a.png", "image/png", text, "")),
                bad(406, "attachment", 217, MEDIA, "m", EntryWorld.upload("a.txt", "image/png", PNG, "")),
                bad(406, "attachment", 217, MEDIA, "m", EntryWorld.upload("a.pdf", "", text, "")),
                bad(406, "attachment", 217, MEDIA, "m", EntryWorld.upload("a.txt", "", PNG, "")),
                bad(406, "attachment", 217, MEDIA, "m", EntryWorld.upload("a.png", "image/png", png(20000, 20000), "")),
                bad(400, "attachment", 219, FOLDER, "m", EntryWorld.upload("a.json", "", text, "")),
                bad(400, "attachment", 219, USER, "m", EntryWorld.upload("a.json", "", text, "")),
                bad(413, "request", 402, MEDIA, "m", large),
                bad(422, "validation", 424, MEDIA, "a-b", EntryWorld.upload("a.png", "image/png", PNG, "")),
                new Bad(401, "request", 401, "omar", MEDIA, "m", EntryWorld.upload("a.png", "image/png", PNG, "")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failuresLeaveNothingBehind(Bad row) {
        long before = world.store.lastSeq();
        DmartException error = catchThrowableOfType(
                DmartException.class,
                () -> put(
                        EntryWorld.caller(row.user()),
                        row.resource(),
                        row.resource().isAttachment() ? "pens/blue" : "pens",
                        row.name(),
                        "{}",
                        row.file(),
                        false));
        assertThat(error.status()).isEqualTo(row.status());
        assertThat(error.type()).isEqualTo(row.type());
        assertThat(error.code()).isEqualTo(row.code());
        assertThat(world.store.lastSeq()).isEqualTo(before);
    }

    @Test
    void otherFailures() {
        Upload file = EntryWorld.upload("a.json", "", EntryWorld.utf8("{\"price\":\"x\"}"), "");
        DmartException schema = catchThrowableOfType(
                DmartException.class, () -> put(EntryWorld.SARA, CONTENT, "pens", "blue", "{}", file, false));
        assertThat(schema.type()).isEqualTo("validation");
        assertThat(schema.code()).isEqualTo(422);
        DmartException space = catchThrowableOfType(
                DmartException.class,
                () -> world.service.upload(
                        EntryWorld.SARA, new SpaceName("nope"), EntryWorld.record(MEDIA, "x", "m", "{}"), file, false));
        assertThat(space.code()).isEqualTo(203);
        DmartException parent = catchThrowableOfType(
                DmartException.class, () -> put(EntryWorld.SARA, MEDIA, "pens/none", "m", "{}", file, false));
        assertThat(parent.code()).isEqualTo(220);
        DmartException exists = catchThrowableOfType(
                DmartException.class, () -> put(EntryWorld.SARA, CONTENT, "pens", "blue", "{}", file, true));
        assertThat(exists.code()).isEqualTo(400);
        world.store.failCommits(true);
        DmartException disk = catchThrowableOfType(
                DmartException.class,
                () -> put(
                        EntryWorld.SARA,
                        MEDIA,
                        "pens/blue",
                        "m",
                        "{}",
                        EntryWorld.upload("a.png", "image/png", PNG, ""),
                        false));
        assertThat(disk.status()).isEqualTo(500);
        assertThat(disk.type()).isEqualTo("attachment");
        assertThat(disk.code()).isEqualTo(51);
    }

    @Test
    void jsonAttachmentsAreFilesThatTheirSchemaMustAccept() {
        byte[] good = EntryWorld.utf8("{ \"price\" : 5 }");
        String schema = "{'payload':{'schema_shortname':'item'}}";
        WireRecord reply =
                put(EntryWorld.SARA, JSON, "pens/blue", "j", schema, EntryWorld.upload("j.json", "", good, ""), false);
        assertThat(reply.attributes().object("payload").flatMap(p -> p.string("body")))
                .contains("j.json");
        assertThat(world.stored(JSON, "pens/blue", "j").payloadFile()).contains("j.json");
        assertThat(world.stored(JSON, "pens/blue", "j").entry().payload().flatMap(p -> p.checksum()))
                .contains(Checksums.of(good));
        Upload bad = EntryWorld.upload("j.json", "", EntryWorld.utf8("{\"price\":\"x\"}"), "");
        DmartException error = catchThrowableOfType(
                DmartException.class, () -> put(EntryWorld.SARA, JSON, "pens/blue", "k", schema, bad, false));
        assertThat(error.code()).isEqualTo(422);
        assertThat(world.find(JSON, "pens/blue", "k")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'x'",
                "[]",
                "{'schema_shortname':7}",
                "{'schema_shortname':{}}",
                "{'content_sub_type':1}",
                "{'client_checksum':[]}"
            })
    void aPayloadOfTheWrongFormIsRefused(String payload) {
        long before = world.store.lastSeq();
        for (ResourceType type : List.of(CONTENT, JSON)) {
            String place = type.isAttachment() ? "pens/blue" : "pens";
            Upload file = EntryWorld.upload("a.json", "", EntryWorld.utf8("{\"price\":\"x\"}"), "");
            DmartException error = catchThrowableOfType(
                    DmartException.class,
                    () -> put(EntryWorld.SARA, type, place, "n", "{'payload':" + payload + "}", file, false));
            assertThat(error.status()).isEqualTo(422);
            assertThat(error.type()).isEqualTo("validation");
            assertThat(error.code()).isEqualTo(424);
        }
        assertThat(world.store.lastSeq()).isEqualTo(before);
        for (String fine : List.of("null", "{'schema_shortname':null,'body':7,'content_type':[]}")) {
            Upload file = EntryWorld.upload("a.json", "", EntryWorld.utf8("{\"price\":5}"), "");
            put(EntryWorld.SARA, CONTENT, "pens", "n", "{'payload':" + fine + "}", file, false);
        }
    }

    @Test
    void dataAssetsAreFiles() {
        byte[] rows = EntryWorld.utf8("a\n1\n");
        put(EntryWorld.SARA, CSV, "pens/blue", "rows", "{}", EntryWorld.upload("r.csv", "text/csv", rows, ""), false);
        assertThat(bytes(world.stored(CSV, "pens/blue", "rows"))).isEqualTo(rows);
    }
}
