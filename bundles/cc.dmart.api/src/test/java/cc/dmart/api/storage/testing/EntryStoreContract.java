package cc.dmart.api.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store owes its callers ({@code storage.md} 1 to 3, {@code design.md} 1). Extended once per store; a store on
 * disk also runs each check after closing and opening again.
 */
public abstract class EntryStoreContract extends EntryTreeContract {
    @Test
    void findsWhatWasPutExactlyAsItWas() {
        JsonObject meta = meta(PEN).with("unknown_field", JsonCodec.parse("{\"big\":12345678901234567890.10}"));
        put(PEN, meta, new PayloadChange.Keep());
        restart();

        StoredEntry found = stores.entries().find(PEN).orElseThrow();
        assertThat(found.entry().meta()).isEqualTo(meta);
        assertThat(found.at()).isEqualTo(PEN);
        assertThat(found.jsonBody()).isEmpty();
        assertThat(found.payloadFile()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ResourceType.class)
    void everyStorableTypeGoesRound(ResourceType type) {
        if (!type.isEntry() && !type.isAttachment()) {
            return;
        }
        put(PEN, meta(PEN), new PayloadChange.Keep());
        Locator at = type == ResourceType.SPACE
                ? Locator.ofSpace(new SpaceName("other"))
                : type.isAttachment()
                        ? PEN.attachment(type, new Shortname("a1"))
                        : Locator.of("shop", "/", "root_entry", type);
        putJson(at, "{\"n\":1}");
        restart();

        StoredEntry found = stores.entries().find(at).orElseThrow();
        assertThat(text(found)).isEqualTo("{\"n\":1}");
        assertThat(found.payloadFile()).contains(at.shortname() + ".json");
    }

    @Test
    void givesTheBytesOfTheJsonPayloadUnchanged() {
        putJson(PEN, "{\"b\": 1,\n \"a\":\"\\u0627\"}");
        restart();

        assertThat(text(stores.entries().find(PEN).orElseThrow())).isEqualTo("{\"b\": 1,\n \"a\":\"\\u0627\"}");
    }

    @Test
    void aPayloadThatIsNoJsonIsAFileWithoutBody() {
        putJson(PEN, "{\"n\":");
        restart();

        StoredEntry found = stores.entries().find(PEN).orElseThrow();
        assertThat(found.jsonBody()).isEmpty();
        assertThat(found.payloadFile()).contains("pen.json");
    }

    @Test
    void inlineObjectBodyIsTheJsonBody() {
        JsonObject payload = JsonCodec.parseObject("{\"content_type\":\"json\",\"body\":{\"x\":1}}".getBytes(UTF));
        put(PEN, meta(PEN).with("payload", payload), new PayloadChange.Keep());
        restart();

        StoredEntry found = stores.entries().find(PEN).orElseThrow();
        assertThat(JsonCodec.parse(text(found))).isEqualTo(JsonCodec.parse("{\"x\":1}"));
        assertThat(found.payloadFile()).isEmpty();
    }

    @Test
    void missingPayloadFileLeavesTheEntryReadable() {
        put(PEN, withBody(meta(PEN), "json", "pen.json"), new PayloadChange.Keep());

        StoredEntry found = stores.entries().find(PEN).orElseThrow();
        assertThat(found.jsonBody()).isEmpty();
        assertThat(found.payloadFile()).isEmpty();
        assertThat(stores.payloads().open(found)).isEmpty();
    }

    @Test
    void updateReplacesMetaAndPayloadAndVersion() {
        putJson(PEN, "{\"n\":1}");
        StoredEntry before = stores.entries().find(PEN).orElseThrow();
        assertThat(stores.entries().find(PEN).orElseThrow().version()).isEqualTo(before.version());
        putJson(PEN, "{\"n\":2}");

        StoredEntry after = stores.entries().find(PEN).orElseThrow();
        assertThat(text(after)).isEqualTo("{\"n\":2}");
        assertThat(after.version()).isNotEqualTo(before.version());
        restart();
        assertThat(text(stores.entries().find(PEN).orElseThrow())).isEqualTo("{\"n\":2}");
    }

    @Test
    void payloadOfAnotherExtensionReplacesTheOldFile() {
        putJson(PEN, "{\"n\":1}");
        put(
                PEN,
                withBody(meta(PEN), "image_png", "pen.png"),
                new PayloadChange.Bytes("pen.png", new byte[] {1, 2, 3}, Optional.of("pen.json")));
        restart();

        StoredEntry found = stores.entries().find(PEN).orElseThrow();
        assertThat(found.payloadFile()).contains("pen.png");
        assertThat(found.jsonBody()).isEmpty();
        assertThat(read(found)).containsExactly(1, 2, 3);
    }

    @Test
    void dropRemovesThePayloadFile() {
        putJson(PEN, "{\"n\":1}");
        put(PEN, withBody(meta(PEN), "markdown", "# text"), new PayloadChange.Drop("pen.json"));
        restart();

        StoredEntry found = stores.entries().find(PEN).orElseThrow();
        assertThat(found.payloadFile()).isEmpty();
        assertThat(stores.payloads().open(found)).isEmpty();
    }

    @Test
    void historyComesNewestFirst() {
        putJson(PEN, "{}");
        for (int i = 0; i < 30; i++) {
            commit(new ChangeOp.AppendHistory(PEN, line("u" + i)));
        }
        restart();

        assertThat(stores.entries().history(PEN, 0, 3))
                .extracting(HistoryRecord::uuid)
                .containsExactly("u29", "u28", "u27");
        assertThat(stores.entries().history(PEN, 28, 10))
                .extracting(HistoryRecord::uuid)
                .containsExactly("u1", "u0");
        List<String> seen = new ArrayList<>();
        stores.entries().history(PEN, line -> {
            seen.add(line.uuid());
            return seen.size() < 3;
        });
        assertThat(seen).as("until the visitor has enough").containsExactly("u29", "u28", "u27");
    }

    @Test
    void historiesOfSpaceFolderEntryAndAttachmentAreApart() {
        Locator root = Locator.of("shop", "/", "top", ResourceType.CONTENT);
        put(root, meta(root), new PayloadChange.Keep());
        List<Locator> all = List.of(
                SPACE,
                FOLDER,
                root,
                PEN,
                PEN.attachment(ResourceType.COMMENT, new Shortname("a")),
                PEN.attachment(ResourceType.COMMENT, new Shortname("b")),
                root.attachment(ResourceType.COMMENT, new Shortname("a")));
        for (int i = 0; i < all.size(); i++) {
            commit(new ChangeOp.AppendHistory(all.get(i), line("u" + i)));
        }
        restart();

        for (int i = 0; i < all.size(); i++) {
            assertThat(stores.entries().history(all.get(i), 0, 10))
                    .as(all.get(i).toString())
                    .extracting(HistoryRecord::uuid)
                    .containsExactly("u" + i);
        }
    }

    @Test
    void activityComesNewestFirstUntilTheVisitorHasEnough() {
        for (int i = 0; i < 5; i++) {
            commit(new ChangeOp.AppendActivity(
                    SHOP, JsonObject.builder().put("n", (long) i).build()));
        }
        restart();

        List<Long> seen = new ArrayList<>();
        stores.entries().activity(SHOP, line -> {
            seen.add(line.number("n").orElseThrow().longValue());
            return seen.size() < 3;
        });
        assertThat(seen).containsExactly(4L, 3L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\n\n\n"})
    void logItemsAreLinesWithoutABlankOne(String end) {
        Locator log = Locator.of("shop", "logs", "app", ResourceType.LOG);
        put(
                log,
                withBody(meta(log), "json", "app.jsonl"),
                new PayloadChange.Bytes("app.jsonl", ("{\"n\":0}" + end).getBytes(UTF), Optional.empty()));
        for (int i = 1; i < 4; i++) {
            commit(new ChangeOp.AppendLog(
                    log, JsonObject.builder().put("n", (long) i).build()));
        }
        restart();

        StoredEntry found = stores.entries().find(log).orElseThrow();
        assertThat(new String(read(found), UTF)).isEqualTo("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n{\"n\":3}");
        assertThat(found.jsonBody()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stagedUploadBecomesThePayload(boolean asFile) {
        byte[] bytes = "hello".getBytes(UTF);
        StagedUpload upload = take(bytes, 5, asFile);
        assertThat(upload.size()).isEqualTo(5);
        assertThat(upload.head()).isEqualTo(bytes);
        assertThat(upload.sha256()).isEqualTo(HELLO);
        put(
                PEN,
                withBody(meta(PEN), "image_png", "pen.png"),
                new PayloadChange.Staged("pen.png", upload, Optional.empty()));
        restart();

        StoredEntry found = stores.entries().find(PEN).orElseThrow();
        assertThat(found.payloadFile()).contains("pen.png");
        assertThat(read(found)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tooLargeUploadIsRefused(boolean asFile) {
        assertThatThrownBy(() -> take(new byte[6], 5, asFile))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class,
                        e -> assertThat(e.status()).isEqualTo(413));
    }

    @Test
    void discardedUploadCannotBeCommitted() {
        StagedUpload upload = stores.payloads().stage(SHOP, new ByteArrayInputStream(new byte[3]), 5);
        stores.payloads().discard(upload);
        stores.payloads().discard(upload);
        long before = stores.journal().lastSeq();

        assertThatThrownBy(() -> put(
                        PEN,
                        withBody(meta(PEN), "image_png", "pen.png"),
                        new PayloadChange.Staged("pen.png", upload, Optional.empty())))
                .isInstanceOf(DmartException.class);
        assertThat(stores.entries().find(PEN)).isEmpty();
        assertThat(stores.journal().lastSeq()).isEqualTo(before);
    }

    @Test
    void journalGivesEveryChangeInOrderWithItsNumber() throws Exception {
        long start = stores.journal().lastSeq();
        Change change = new Change(
                List.of(
                        new ChangeOp.PutEntry(
                                PEN,
                                withBody(meta(PEN), "json", "pen.json"),
                                new PayloadChange.Bytes("pen.json", "{}".getBytes(UTF), Optional.empty()),
                                true),
                        new ChangeOp.AppendHistory(PEN, line("1")),
                        new ChangeOp.AppendActivity(SHOP, JsonObject.EMPTY)),
                List.of(event("e1"), event("e2")),
                true);
        long seq = stores.entries().commit(change);
        assertThat(seq).isEqualTo(start + 1);
        restart();
        assertThat(stores.journal().lastSeq()).isEqualTo(seq);

        try (JournalReader reader = stores.journal().read(start)) {
            JournalRecord record = reader.next(Duration.ofSeconds(5)).orElseThrow();
            assertThat(record.seq()).isEqualTo(seq);
            assertThat(record.change().silent()).isTrue();
            assertThat(record.change().events())
                    .containsExactly(event("e1").withSeq(seq), event("e2").withSeq(seq));
            assertThat(record.change().ops()).hasSize(3);
            ChangeOp.PutEntry put = (ChangeOp.PutEntry) record.change().ops().get(0);
            assertThat(put.at()).isEqualTo(PEN);
            assertThat(put.created()).isTrue();
            assertThat(put.meta()).isEqualTo(withBody(meta(PEN), "json", "pen.json"));
            assertThat(reader.next(Duration.ZERO)).isEmpty();
            put(FOLDER, meta(FOLDER), new PayloadChange.Keep());
            assertThat(reader.next(Duration.ofSeconds(5)).orElseThrow().seq()).isEqualTo(seq + 1);
        }
    }

    @Test
    void cursorsSurvive() {
        Journal journal = stores.journal();
        assertThat(journal.cursor("listener-1")).isEmpty();
        journal.advance("listener-1", 2);
        journal.advance("gone", 1);
        journal.forget("gone");
        restart();

        assertThat(stores.journal().cursor("listener-1")).hasValue(2);
        assertThat(stores.journal().cursor("gone")).isEmpty();
    }

    @Test
    void scanGivesEveryEntryWithItsAttachments() {
        putJson(PEN, "{}");
        attach(ResourceType.COMMENT, "c", "2024-01-01T00:00:01.000000");
        Locator banner = FOLDER.attachment(ResourceType.MEDIA, new Shortname("banner"));
        put(banner, meta(banner), new PayloadChange.Keep());
        Locator root = Locator.of("shop", "/", "top", ResourceType.CONTENT);
        put(root, meta(root), new PayloadChange.Keep());
        restart();

        assertThat(scan(Subpath.ROOT)).containsExactly("catalog[banner]", "pen[c]", "shop[]", "top[]");
        assertThat(scan(new Subpath("catalog"))).containsExactly("catalog[banner]", "pen[c]");
        assertThat(scan(Subpath.ROOT, Set.of(ResourceType.SPACE))).containsExactly("shop[]");
        assertThat(scan(Subpath.ROOT, Set.of(ResourceType.FOLDER))).containsExactly("catalog[banner]");
        assertThat(scan(Subpath.ROOT, Set.of(ResourceType.CONTENT, ResourceType.USER)))
                .containsExactly("pen[c]", "top[]");
        assertThat(stores.entries().contents(FOLDER).types())
                .containsExactlyInAnyOrder(
                        ResourceType.FOLDER, ResourceType.CONTENT, ResourceType.COMMENT, ResourceType.MEDIA);
        assertThat(stores.entries().contents(SPACE).types()).contains(ResourceType.SPACE, ResourceType.FOLDER);
        assertThat(stores.entries().contents(FOLDER).deepest()).isEqualTo("catalog".length());
    }

    /** A segment that is too long for a folder entry holds entries all the same ({@code http-api.md} 1.7). */
    @Test
    void whatLiesBelowALongSegmentIsWalked() {
        String segment = "s".repeat(70);
        Locator deep = Locator.of("shop", "/catalog/" + segment, "deep", ResourceType.CONTENT);
        put(deep, meta(deep), new PayloadChange.Keep());
        restart();

        assertThat(scan(Subpath.ROOT)).contains("deep[]");
        assertThat(scan(deep.subpath())).containsExactly("deep[]");
        assertThat(stores.entries().contents(FOLDER).types()).contains(ResourceType.CONTENT);
        assertThat(stores.entries().contents(FOLDER).deepest()).isEqualTo("catalog/".length() + segment.length());
    }

    @Test
    void aVisitorThatThrowsEndsTheScan() {
        putJson(PEN, "{}");
        restart();

        assertThatThrownBy(() -> stores.entries().scan(SPACE.space(), Subpath.ROOT, Runnable::run, new ScanVisitor() {
                    @Override
                    public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                        throw DmartException.Unavailable.late();
                    }

                    @Override
                    public void finding(StorageFinding finding) {
                        // nothing is odd
                    }
                }))
                .isInstanceOf(DmartException.Unavailable.class);
    }
}
