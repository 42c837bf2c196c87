package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.PATCH;
import static cc.dmart.api.model.RequestType.REPLACE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.MEDIA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.form.WireForm;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The merge of storage.md 3.3 and the history lines of 1.7. */
class UpdateRulesTest {
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    /** A change of {@code {"price":3,"code":"b","sub":{"a":1,"b":2}}}. */
    record Merge(RequestType mode, String body, String expected, String diff) {}

    static List<Merge> merges() {
        return List.of(
                new Merge(
                        UPDATE,
                        "{'price':4}",
                        "{'price':4,'code':'b','sub':{'a':1,'b':2}}",
                        "{'payload.body.price':{'old':3,'new':4}}"),
                new Merge(
                        PATCH,
                        "{'price':4,'code':null}",
                        "{'price':4,'sub':{'a':1,'b':2}}",
                        "{'payload.body.price':{'old':3,'new':4},"
                                + "'payload.body.code':{'old':'b','new':'null','op':'remove'}}"),
                new Merge(
                        UPDATE,
                        "{'sub':{'b':5,'c':6}}",
                        "{'price':3,'code':'b','sub':{'a':1,'b':5,'c':6}}",
                        "{'payload.body.sub.b':{'old':2,'new':5},"
                                + "'payload.body.sub.c':{'old':'null','new':6,'op':'add'}}"),
                new Merge(
                        UPDATE,
                        "{'sub':null}",
                        "{'price':3,'code':'b'}",
                        "{'payload.body.sub.a':{'old':1,'new':'null','op':'remove'},"
                                + "'payload.body.sub.b':{'old':2,'new':'null','op':'remove'}}"),
                new Merge(
                        UPDATE,
                        "{'sub':7}",
                        "{'price':3,'code':'b','sub':7}",
                        "{'payload.body.sub.a':{'old':1,'new':'null','op':'remove'},"
                                + "'payload.body.sub.b':{'old':2,'new':'null','op':'remove'},"
                                + "'payload.body.sub':{'old':'null','new':7,'op':'add'}}"),
                new Merge(
                        UPDATE,
                        "{'list':[1,null,{'x':null}]}",
                        "{'price':3,'code':'b','sub':{'a':1,'b':2},'list':[1,{}]}",
                        "{'payload.body.list':{'old':'null','new':[1,{}],'op':'add'}}"),
                new Merge(
                        REPLACE,
                        "{'price':9}",
                        "{'price':9}",
                        "{'payload.body.price':{'old':3,'new':9},"
                                + "'payload.body.code':{'old':'b','new':'null','op':'remove'},"
                                + "'payload.body.sub.a':{'old':1,'new':'null','op':'remove'},"
                                + "'payload.body.sub.b':{'old':2,'new':'null','op':'remove'}}"),
                new Merge(UPDATE, "{}", "{'price':3,'code':'b','sub':{'a':1,'b':2}}", "{}"));
    }

    @ParameterizedTest
    @MethodSource("merges")
    void bodiesMerge(Merge row) {
        world.done(row.mode(), CONTENT, "pens", "blue", "{'payload':{'body':" + row.body() + "}}");

        StoredEntry now = world.stored(CONTENT, "pens", "blue");
        assertThat(world.body(CONTENT, "pens", "blue")).isEqualTo(EntryWorld.json(row.expected()));
        JsonObject payload = now.entry().meta().object("payload").orElseThrow();
        assertThat(payload.string("body")).contains("blue.json");
        assertThat(payload.string("schema_shortname")).contains("item");
        assertThat(payload.string("checksum"))
                .contains(Checksums.of(now.jsonBody().orElseThrow().utf8()));
        JsonObject diff = EntryWorld.json(row.diff());
        List<HistoryRecord> history = world.store.history(now.at(), 0, 10);
        if (diff.isEmpty()) {
            assertThat(history).isEmpty();
        } else {
            assertThat(history).hasSize(1);
            assertThat(history.get(0).diff()).isEqualTo(diff);
            assertThat(history.get(0).owner()).contains("sara");
            assertThat(history.get(0).json().object("request_headers"))
                    .contains(EntryWorld.json("{'user-agent':'test'}"));
        }
        assertThat(world.hooks.last().attributes().object("history_diff")).contains(diff);
        assertThat(world.hooks.last().schemaShortname()).contains("item");
    }

    /** What is in a payload that cannot be read is lost only to those who say so ({@code storage.md} 3.3). */
    @Test
    void s3_3_aBodyIsMergedIntoNoneThatCannotBeRead() {
        String change = "{'payload':{'body':{'price':1}}}";
        world.putJson("shop", "pens", "torn", CONTENT, "{'price':", "item");
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "torn", change)))
                .isEqualTo(402);
        assertThat(world.stored(CONTENT, "pens", "torn").jsonBody()).isEmpty();
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "torn", "{'tags':['a']}")))
                .isZero();
        assertThat(EntryWorld.code(world.run(PATCH, CONTENT, "pens", "torn", change)))
                .isZero();
        assertThat(world.body(CONTENT, "pens", "torn")).isEqualTo(EntryWorld.json("{'price':1}"));
    }

    @Test
    void s8_4_whatHasAnUnknownContentTypeIsReadOnly() {
        world.put("shop", "pens", "odd", CONTENT, "{'payload':{'content_type':'hologram','body':'odd.holo'}}");
        JsonObject before = world.stored(CONTENT, "pens", "odd").entry().meta();
        for (RequestType type : List.of(UPDATE, PATCH, REPLACE)) {
            for (String change : List.of("{'tags':['a']}", "{'payload':{'content_type':'json','body':{'a':1}}}")) {
                assertThat(EntryWorld.code(world.run(type, CONTENT, "pens", "odd", change)))
                        .isEqualTo(402);
            }
        }
        DmartException upload = catchThrowableOfType(
                DmartException.class,
                () -> world.service.upload(
                        EntryWorld.SARA,
                        EntryWorld.SHOP,
                        EntryWorld.record(CONTENT, "pens", "odd", "{'cause':'mine'}"),
                        EntryWorld.upload("a.json", "", EntryWorld.utf8("{}"), ""),
                        false));
        assertThat(upload.code()).isEqualTo(402);
        assertThat(world.stored(CONTENT, "pens", "odd").entry().meta()).isEqualTo(before);
        world.done(RequestType.MOVE, CONTENT, "pens", "odd", "{'dest_subpath':'inks','dest_shortname':'odd'}");
        world.done(RequestType.DELETE, CONTENT, "inks", "odd", "{}");
    }

    @Test
    void aBodyThatStaysTheSameIsNotWrittenAgain() throws InterruptedException {
        for (int price : List.of(3, 4)) {
            long before = world.store.lastSeq();
            world.done(UPDATE, CONTENT, "pens", "blue", "{'payload':{'body':{'price':" + price + "}}}");

            try (JournalReader changes = world.store.read(before)) {
                PayloadChange file = changes.next(Duration.ZERO).orElseThrow().change().ops().stream()
                        .filter(ChangeOp.PutEntry.class::isInstance)
                        .map(op -> ((ChangeOp.PutEntry) op).payload())
                        .findFirst()
                        .orElseThrow();
                assertThat(file).isInstanceOf(price == 3 ? PayloadChange.Keep.class : PayloadChange.Bytes.class);
            }
        }
    }

    @Test
    void absentBodyLeavesThePayloadAlone() {
        JsonObject before = world.stored(CONTENT, "pens", "blue").entry().meta();
        world.done(
                UPDATE,
                CONTENT,
                "/pens/",
                "blue",
                "{'tags':['x'],'payload':{'content_type':'text','schema_shortname':'other','body':null}}");

        JsonObject after = world.stored(CONTENT, "pens", "blue").entry().meta();
        assertThat(after.object("payload")).isEqualTo(before.object("payload"));
        assertThat(after.strings("tags")).containsExactly("x");
        assertThat(after.string("updated_at")).isNotEqualTo(before.string("updated_at"));
        assertThat(after.string("created_at")).isEqualTo(before.string("created_at"));
    }

    @Test
    void s1_1_lockedAndUnknownFieldsAreIgnoredAndOwnOnesKept() {
        world.put("shop", "pens", "old", CONTENT, "{'legacy':{'a':1},'slug':'s','displayname':{'en':'A','ar':'B'}}");
        JsonObject before = world.stored(CONTENT, "pens", "old").entry().meta();

        world.done(
                UPDATE,
                CONTENT,
                "pens",
                "old",
                "{'uuid':'x','shortname':'y','created_at':'z','owner_shortname':'omar','acl':[],'query_policies':[],"
                        + "'invented':1,'slug':null,'displayname':{'en':'C'}}");

        JsonObject after = world.stored(CONTENT, "pens", "old").entry().meta();
        assertThat(after.without("updated_at").without("last_checksum_history"))
                .isEqualTo(before.without("slug")
                        .without("updated_at")
                        .with("displayname", EntryWorld.json("{'en':'C'}")));
        assertThat(world.store
                        .history(world.stored(CONTENT, "pens", "old").at(), 0, 1)
                        .get(0)
                        .diff())
                .isEqualTo(EntryWorld.json(
                        "{'slug':{'old':'s','new':'null','op':'remove'}," + "'displayname.en':{'old':'A','new':'C'}}"));
    }

    @Test
    void listsInTheHistoryLeaveOutWhatIsCommon() {
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['a','b']}");
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['b','c']}");

        assertThat(world.store
                        .history(world.stored(CONTENT, "pens", "blue").at(), 0, 1)
                        .get(0)
                        .diff())
                .isEqualTo(EntryWorld.json("{'tags':{'old':['a'],'new':['c']}}"));
    }

    @Test
    void textsReplaceAndTypesChange() {
        world.done(UPDATE, CONTENT, "pens", "blue", "{'payload':{'content_type':'markdown','body':'# hi'}}");
        StoredEntry text = world.stored(CONTENT, "pens", "blue");
        assertThat(text.payloadFile()).isEmpty();
        assertThat(text.entry().meta().object("payload").flatMap(p -> p.string("body")))
                .contains("# hi");
        assertThat(text.entry().meta().object("payload").flatMap(p -> p.string("checksum")))
                .contains(Checksums.of("# hi"));

        world.done(UPDATE, CONTENT, "pens", "blue", "{'payload':{'body':'bye'}}");
        assertThat(world.stored(CONTENT, "pens", "blue")
                        .entry()
                        .meta()
                        .object("payload")
                        .flatMap(p -> p.string("body")))
                .contains("bye");

        world.done(UPDATE, CONTENT, "pens", "blue", "{'payload':{'content_type':'json','body':{'price':1,'n':null}}}");
        assertThat(world.body(CONTENT, "pens", "blue")).isEqualTo(EntryWorld.json("{'price':1,'n':null}"));
    }

    @Test
    void aPayloadIsAddedToAnEntryWithoutOne() {
        world.put("shop", "pens", "bare", CONTENT, "{}");
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "bare", "{'payload':{'body':{'a':1}}}")))
                .isEqualTo(424);
        world.done(UPDATE, CONTENT, "pens", "bare", "{'payload':{'content_type':'json','body':{'a':1}}}");
        assertThat(world.body(CONTENT, "pens", "bare")).isEqualTo(EntryWorld.json("{'a':1}"));
    }

    @Test
    void anInlineBodyMovesIntoItsFileWithTheNextWrite() {
        world.put("shop", "pens", "inline", CONTENT, "{'payload':{'content_type':'json','body':{'a':1}}}");
        world.done(UPDATE, CONTENT, "pens", "inline", "{'tags':['t']}");

        StoredEntry now = world.stored(CONTENT, "pens", "inline");
        assertThat(now.payloadFile()).contains("inline.json");
        assertThat(world.body(CONTENT, "pens", "inline")).isEqualTo(EntryWorld.json("{'a':1}"));
    }

    @Test
    void aBodyThatNobodyStoredIsToldWithTheNextWrite() {
        world.put("shop", "pens", "bodiless", CONTENT, "{'payload':{'content_type':'json'}}");
        world.done(UPDATE, CONTENT, "pens", "bodiless", "{'tags':['t']}");

        StoredEntry now = world.stored(CONTENT, "pens", "bodiless");
        assertThat(world.body(CONTENT, "pens", "bodiless")).isEqualTo(JsonObject.EMPTY);
        assertThat(world.store.history(now.at(), 0, 1).get(0).diff().object("payload.body"))
                .contains(EntryWorld.json("{'old':'null','new':'bodiless.json','op':'add'}"));
    }

    @Test
    void anEchoOfTheStoredFileNameIsNoChange() {
        StoredEntry before = world.stored(CONTENT, "pens", "blue");
        world.done(UPDATE, CONTENT, "pens", "blue", "{'payload':{'content_type':'json','body':'blue.json'}}");
        assertThat(world.stored(CONTENT, "pens", "blue").entry().payload())
                .isEqualTo(before.entry().payload());
    }

    @Test
    void brokenStoredJsonStopsAnUpdateButNotAPatch() {
        world.put("shop", "pens", "torn", CONTENT, "{'payload':{'content_type':'json','body':'torn.json'}}");
        world.store.put(
                world.stored(CONTENT, "pens", "torn").at(),
                world.stored(CONTENT, "pens", "torn").entry().meta(),
                "{\"a\":");
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "torn", "{'payload':{'body':{'b':1}}}")))
                .isEqualTo(402);
        world.done(PATCH, CONTENT, "pens", "torn", "{'payload':{'body':{'b':1}}}");
        assertThat(world.body(CONTENT, "pens", "torn")).isEqualTo(EntryWorld.json("{'b':1}"));
    }

    @Test
    void versionTokensAreWrittenAndCompared() {
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['1']}");
        String first = token();
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['2'],'last_checksum_history':'" + first + "'}");
        assertThat(token()).isNotEqualTo(first);
        assertThat(EntryWorld.code(world.run(
                        UPDATE, CONTENT, "pens", "blue", "{'tags':['3'],'last_checksum_history':'" + first + "'}")))
                .isEqualTo(409);
        JsonObject meta = world.stored(CONTENT, "pens", "blue").entry().meta();
        assertThat(Checksums.seal(meta)).isEqualTo(meta);
        String sum = meta.object("payload").flatMap(p -> p.string("checksum")).orElseThrow();
        world.done(UPDATE, CONTENT, "pens", "blue", "{'payload':{'checksum':'" + sum + "','body':{'price':8}}}");
        assertThat(world.body(CONTENT, "pens", "blue")
                        .number("price")
                        .orElseThrow()
                        .text())
                .isEqualTo("8");
    }

    private String token() {
        return world.stored(CONTENT, "pens", "blue")
                .entry()
                .meta()
                .string("last_checksum_history")
                .orElseThrow();
    }

    @Test
    void aPreconditionCanBeMandatoryForUpdates() {
        try (EntryWorld strict = new EntryWorld(java.util.Map.of("is_sha_required", true))) {
            for (RequestType mode : List.of(UPDATE, REPLACE)) {
                assertThat(EntryWorld.code(strict.run(mode, CONTENT, "pens", "blue", "{'tags':['1']}")))
                        .isEqualTo(409);
            }
            assertThat(EntryWorld.code(strict.run(PATCH, CONTENT, "pens", "blue", "{'tags':['1']}")))
                    .isZero();
        }
    }

    /** What a page shows of a file and sends back with other fields is no new body, whatever its content type is. */
    @ParameterizedTest
    @CsvSource({"a.md,text/markdown", "a.html,text/html", "a.txt,text/plain", "a.csv,text/csv", "a.json,"})
    void aPayloadSentBackKeepsItsFile(String file, @Nullable String media) {
        byte[] bytes = EntryWorld.utf8("{ \"a\" : 1 }");
        WireRecord record = EntryWorld.record(MEDIA, "pens/blue", "doc", "{}");
        world.service.upload(
                EntryWorld.SARA,
                EntryWorld.SHOP,
                record,
                EntryWorld.upload(file, media == null ? "" : media, bytes, ""),
                false);
        StoredEntry before = world.stored(MEDIA, "pens/blue", "doc");
        JsonObject shown = JsonCodec.parseObject(
                JsonCodec.write(WireForm.fields(before, true).object("payload").orElseThrow()));
        for (RequestType mode : List.of(UPDATE, PATCH, REPLACE)) {
            world.service.apply(
                    EntryWorld.SARA,
                    EntryWorld.SHOP,
                    mode,
                    List.of(record.withAttributes(
                            EntryWorld.json("{'tags':['" + mode.wire() + "']}").with("payload", shown))));
            StoredEntry after = world.stored(MEDIA, "pens/blue", "doc");
            assertThat(after.entry().tags()).containsExactly(mode.wire());
            assertThat(after.entry().payload()).isEqualTo(before.entry().payload());
            assertThat(after.payloadFile()).isEqualTo(before.payloadFile());
            assertThat(world.store.open(after)).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "json; {'content_type':'json','schema_shortname':'item'}; x.json; {}",
                "html; {'content_type':'html'}; ''; ''",
                "image_png; {'content_type':'image_png'}; ; "
            })
    void aPayloadWithoutBodyIsNotWrittenAgain(
            String type, String payload, @Nullable String body, @Nullable String file) {
        world.put("shop", "pens", "x", CONTENT, "{'payload':" + payload + "}");
        world.done(UPDATE, CONTENT, "pens", "x", "{'tags':['t']}");
        StoredEntry stored = world.stored(CONTENT, "pens", "x");
        assertThat(stored.entry().tags()).containsExactly("t");
        if (body == null) {
            assertThat(stored.entry().meta().has("payload")).isFalse();
            return;
        }
        JsonObject after = stored.entry().meta().object("payload").orElseThrow();
        assertThat(after.string("content_type")).contains(type);
        assertThat(after.string("body")).contains(body);
        if (!body.isEmpty()) {
            assertThat(world.body(CONTENT, "pens", "x")).isEqualTo(EntryWorld.json(String.valueOf(file)));
        }
    }
}
