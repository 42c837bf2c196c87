package cc.dmart.core.internal.entry.imports;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.imports.EntryImporter.Imported;
import cc.dmart.core.internal.entry.imports.EntryImporter.Outcome;
import cc.dmart.core.internal.entry.service.EntryWorld;
import cc.dmart.core.internal.entry.service.UploadsTest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an import stores together, what it stores alone, and what it is told of each ({@code storage.md} 6). */
class ImportBatchTest {
    private EntryWorld world = new EntryWorld();
    private final List<String> told = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    private static Imported content(String name, String body) {
        return content(ResourceType.CONTENT, name, body, "");
    }

    private static Imported content(ResourceType type, String name, String body, String more) {
        JsonObject meta = EntryWorld.json("{'shortname':'" + name + "','payload':{'content_type':'json',"
                + "'schema_shortname':'item','body':'" + name + ".json'}" + more + "}");
        StoredEntry entry = new StoredEntry(
                new Entry(Locator.of("shop", "pens", name, type), meta),
                Optional.of(new JsonRaw(EntryWorld.utf8(body.replace('\'', '"')))),
                Optional.of(name + ".json"),
                "");
        return new Imported(entry, List.of(), List.of(), List.of(), true, e -> Optional.empty());
    }

    private Caller caller = EntryWorld.DMART.silently();

    /** Stores them; returns how many changes that took. */
    private long store(Imported... entries) {
        long before = world.store.lastSeq();
        world.importer.store(caller, List.of(entries), new EntryImporter.Told() {
            @Override
            public void stored(Imported entry, Outcome outcome) {
                outcomes.add(outcome);
                told.add(name(entry) + (outcome.written() ? " written" : " there"));
            }

            @Override
            public void refused(Imported entry, RuntimeException why) {
                told.add(name(entry) + " " + (why instanceof DmartException e ? e.code() : why.getMessage()));
            }
        });
        return world.store.lastSeq() - before;
    }

    private static String name(Imported entry) {
        return entry.entry().at().shortname().value();
    }

    @Test
    void whatGoesTogetherIsOneChange() {
        assertThat(store(content("a", "{'price':1}"), content("b", "{'price':2}"), content("c", "{'price':3}")))
                .isEqualTo(1);
        assertThat(told).containsExactly("a written", "b written", "c written");
        assertThat(world.body(ResourceType.CONTENT, "pens", "b")).isEqualTo(EntryWorld.json("{'price':2}"));
        assertThat(world.hooks.events).as("no listener is told").isEmpty();
        told.clear();
        assertThat(store(content("a", "{'price':1}"), content("d", "{'price':4}"), content("b", "{'price':9}")))
                .isEqualTo(1);
        assertThat(told).containsExactly("a there", "d written", "b written");
        assertThat(world.body(ResourceType.CONTENT, "pens", "b")).isEqualTo(EntryWorld.json("{'price':9}"));
        told.clear();
        assertThat(store(content("a", "{'price':1}"), content("d", "{'price':4}")))
                .isZero();
        assertThat(told).containsExactly("a there", "d there");
    }

    /** Each entry and attachment that was written is told, with what was written or its difference, when that is asked for. */
    @Test
    void listenersHearOfAnImportThatIsNotSilent() {
        caller = EntryWorld.DMART;
        StoredEntry note = new StoredEntry(
                new Entry(
                        Locator.of("shop", "pens/a", "c1", ResourceType.COMMENT),
                        EntryWorld.json("{'shortname':'c1','body':'nice'}")),
                Optional.empty(),
                Optional.empty(),
                "");
        Imported first = content(ResourceType.CONTENT, "a", "{'price':1}", ",'tags':['x'],'plugin':{'p':1}");
        Imported second = content(ResourceType.CONTENT, "a", "{'price':1}", ",'tags':['y'],'plugin':{'p':1}");
        store(new Imported(first.entry(), List.of(note), List.of(), List.of(), true, e -> Optional.empty()));
        store(second);
        store(second);
        assertThat(world.hooks.events)
                .extracting(e -> e.action().wire() + " " + e.shortname().orElseThrow())
                .containsExactly("create a", "create c1", "update a");
        List<JsonObject> said =
                world.hooks.events.stream().map(EntryEvent::attributes).toList();
        assertThat(said.get(0).strings("tags")).containsExactly("x");
        assertThat(said.get(0).has("plugin")).isFalse();
        assertThat(said.get(1).string("body")).contains("nice");
        assertThat(said).allSatisfy(one -> assertThat(one.string("cause")).contains("import"));
        assertThat(said.get(2).object("history_diff")).contains(EntryWorld.json("{'tags':{'old':['x'],'new':['y']}}"));
    }

    @Test
    void whatIsRefusedIsToldAndTheRestStored() {
        assertThat(store(
                        content("a", "{'price':1}"),
                        content("wrong", "{'price':'cheap'}"),
                        content(ResourceType.CONTENT, "slug", "{}", ",'slug':7"),
                        content("b", "{'price':2}")))
                .isEqualTo(1);
        assertThat(told).hasSize(4).contains("a written", "b written", "wrong 422");
        assertThat(told.get(2)).startsWith("slug ").doesNotContain("written");
        assertThat(world.find(ResourceType.CONTENT, "pens", "wrong")).isEmpty();
    }

    /** What goes alone comes after the batch, which may have brought its schema. */
    @Test
    void whatGoesAloneIsHeldAgainstTheSchemaThatIsThereThen() {
        JsonObject meta = EntryWorld.json("{'shortname':'item','payload':{'content_type':'json',"
                + "'schema_shortname':'meta_schema','body':'item.json'}}");
        StoredEntry schema = new StoredEntry(
                new Entry(Locator.of("shop", "schema", "item", ResourceType.SCHEMA), meta),
                Optional.of(new JsonRaw(EntryWorld.utf8(
                        "{'type':'object','properties':{'price':{'type':'string'}}}".replace('\'', '"')))),
                Optional.of("item.json"),
                "");
        store(
                content("a", "{'price':1}"),
                new Imported(schema, List.of(), List.of(), List.of(), true, e -> Optional.empty()),
                content("b", "{'price':'cheap'}"));
        assertThat(told).containsExactly("a written", "item written", "b written");
    }

    /** An import of a group takes rights away as any other change does. */
    @Test
    void s4_2_rightsThatComeInCountAtOnce() {
        world.put("management", "groups", "crew", ResourceType.GROUP, "{'roles':['keeper']}");
        world.put("management", "users", "omar", ResourceType.USER, "{'roles':[],'groups':['crew']}");
        AccessTarget blue = AccessTarget.of(
                world.stored(ResourceType.CONTENT, "pens", "blue").entry());
        assertThat(world.access.allows(EntryWorld.OMAR, ActionType.VIEW, blue)).isTrue();
        Locator at = Locator.of("management", "groups", "crew", ResourceType.GROUP);
        JsonObject meta = EntryWorld.json("{'shortname':'crew','is_active':true,'roles':[]}");
        store(new Imported(
                new StoredEntry(new Entry(at, meta), Optional.empty(), Optional.empty(), ""),
                List.of(),
                List.of(),
                List.of(),
                true,
                e -> Optional.empty()));
        assertThat(told).containsExactly("crew written");
        assertThat(world.access.allows(EntryWorld.OMAR, ActionType.VIEW, blue)).isFalse();
    }

    @Test
    void s1_2_reservedNamesDoNotComeIn() {
        store(
                content(ResourceType.FOLDER, "__all_subpaths__", "{}", ""),
                content(ResourceType.ROLE, "__x", "{}", ""),
                content("__free", "{'price':1}"));
        assertThat(told).containsExactly("__all_subpaths__ 402", "__x 402", "__free written");
    }

    /** What does not fit together goes alone, as far as it fits. */
    @Test
    void s5_10_u7_quotasHoldForWhatComesIn() {
        world.close();
        world = new EntryWorld(Map.of("max_bytes_per_space", 250L));
        String body = "{'price':1,'t':'" + "x".repeat(80) + "'}";
        store(content("a", body), content("b", body), content("c", "{'price':3}"));
        assertThat(told).hasSize(3).contains("b 402", "c written");
    }

    @Test
    void theSecondOfTwoWithOneNameIsRefused() {
        store(
                content("a", "{'price':1}"),
                content(ResourceType.TICKET, "a", "{'price':2}", ",'state':'new','workflow_shortname':'w'"),
                content("b", "{'price':2}"));
        assertThat(told).hasSize(3).contains("a written", "b written");
        assertThat(told.get(1)).startsWith("a ").doesNotContain("written");
        assertThat(world.find(ResourceType.TICKET, "pens", "a")).isEmpty();
    }

    @Test
    void whatMustBeUniqueGoesAlone() {
        world.putJson("shop", "/", "pens", ResourceType.FOLDER, "{'unique_fields':[['payload.body.code']]}", "");
        assertThat(store(content("a", "{'code':'x'}"), content("b", "{'code':'x'}"), content("c", "{'code':'y'}")))
                .isEqualTo(2);
        assertThat(told).hasSize(3).contains("a written", "c written");
        assertThat(world.find(ResourceType.CONTENT, "pens", "b")).isEmpty();
    }

    private static StoredEntry attachment(ResourceType type, String name, String payload, String file) {
        JsonObject meta = EntryWorld.json("{'uuid':'6ba7b810-9dad-11d1-80b4-00c04fd430c8','payload':" + payload + "}");
        return new StoredEntry(
                new Entry(Locator.of("shop", "pens/blue", name, type), meta),
                Optional.of(file)
                        .filter(f -> !f.isEmpty())
                        .map(f -> new JsonRaw(EntryWorld.utf8(f.replace('\'', '"')))),
                Optional.of(name + ".json").filter(f -> !file.isEmpty()),
                "");
    }

    private Imported hangingOnBlue(List<HistoryRecord> lines, StoredEntry... attachments) {
        StoredEntry blue = world.stored(ResourceType.CONTENT, "pens", "blue");
        return new Imported(blue, List.of(attachments), List.of(), lines, false, e -> Optional.empty());
    }

    private static HistoryRecord line(String uuid, String more) {
        return new HistoryRecord(EntryWorld.json("{'uuid':'" + uuid + "'" + more + "}"));
    }

    @Test
    void s8_3_whatOtherServersLoggedThatIsSecretIsNotKept() {
        HistoryRecord told = line(
                "u1",
                ",'request_headers':{'x-api-key':'k','Authorization':'t','user-agent':'curl'},"
                        + "'diff':{'password':{'old':'HASH','new':'HASH2'},'tags':{'old':[],'new':['a']}}");
        Locator blue = world.stored(ResourceType.CONTENT, "pens", "blue").at();
        StoredEntry entry = world.stored(ResourceType.CONTENT, "pens", "blue");
        store(new Imported(entry, List.of(), List.of(told), List.of(told), false, e -> Optional.empty()));
        JsonObject kept = EntryWorld.json("{'uuid':'u1','request_headers':{'user-agent':'curl'},"
                + "'diff':{'password':{'old':'********','new':'********'},'tags':{'old':[],'new':['a']}}}");
        assertThat(world.store.history(blue, 0, 9))
                .extracting(HistoryRecord::json)
                .containsExactly(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "data:image/png;base64,%s", "data:image/x-h264;charset=utf-8;base64,%s"})
    void aPictureInTheMetaBecomesAFile(String form) {
        byte[] picture = UploadsTest.png(1, 1);
        String body = form.formatted(Base64.getEncoder().encodeToString(picture));
        JsonObject meta = EntryWorld.json("{'payload':{'content_type':'image_png','body':'" + body + "'}}");
        Locator at = Locator.of("shop", "pens", "pic", ResourceType.CONTENT);
        StoredEntry entry = new StoredEntry(new Entry(at, meta), Optional.empty(), Optional.empty(), "");
        store(new Imported(entry, List.of(), List.of(), List.of(), true, e -> Optional.empty()));
        assertThat(told).containsExactly("pic written");
        assertThat(outcomes.get(0).left()).isEmpty();
        StoredEntry stored = world.stored(ResourceType.CONTENT, "pens", "pic");
        assertThat(stored.payloadFile()).contains("pic.png");
        assertThat(stored.entry().payload().flatMap(Payload::checksum)).contains(Checksums.of(picture));
    }

    @Test
    void whatHangsOnAStoredEntryComesWithoutIt() {
        StoredEntry before = world.stored(ResourceType.CONTENT, "pens", "blue");
        StoredEntry comment = attachment(
                ResourceType.COMMENT, "c1", "{'content_type':'comment','body':'c1.json'}", "{'body':'nice'}");
        StoredEntry asset = attachment(ResourceType.DATA_ASSET, "d1", "{'content_type':'csv','body':'d1.csv'}", "");
        List<HistoryRecord> lines = List.of(line("l1", ",'attachment':'comment/c1'"), line("l2", ""));
        for (int round = 0; round < 2; round++) {
            outcomes.clear();
            store(hangingOnBlue(lines, comment, asset));
            assertThat(outcomes).hasSize(1);
            Outcome outcome = outcomes.get(0);
            assertThat(outcome.written()).isFalse();
            assertThat(outcome.attachments()).isEqualTo(round == 0 ? 1 : 0);
            assertThat(outcome.lines()).isEqualTo(round == 0 ? 2 : 0);
            assertThat(outcome.left()).extracting(EntryImporter.Left::at).containsExactly(asset.at());
        }
        assertThat(world.stored(ResourceType.CONTENT, "pens", "blue").entry()).isEqualTo(before.entry());
        StoredEntry stored = world.stored(ResourceType.COMMENT, "pens/blue", "c1");
        assertThat(stored.entry().payload().flatMap(Payload::body))
                .as("its body is in the meta")
                .contains(EntryWorld.json("{'body':'nice'}"));
        assertThat(stored.payloadFile()).isEmpty();
        assertThat(Names.isUuid4(stored.entry().uuid())).isTrue();
        assertThat(world.store.attachmentHistory(before.at()))
                .extracting(HistoryRecord::uuid)
                .containsExactly("l2", "l1");
        assertThat(world.store.history(comment.at(), 0, 9))
                .extracting(HistoryRecord::uuid)
                .contains("l1");
    }

    @Test
    void aMetaComesWithoutAPayloadThatIsMissing() {
        StoredEntry lost = attachment(ResourceType.JSON, "j1", "{'content_type':'json','body':'j1.json'}", "");
        store(hangingOnBlue(List.of(), lost));
        assertThat(outcomes.get(0).attachments()).isEqualTo(1);
        assertThat(outcomes.get(0).left())
                .containsExactly(new EntryImporter.Left(lost.at(), "The payload file is missing from the archive"));
        assertThat(world.stored(ResourceType.JSON, "pens/blue", "j1")
                        .entry()
                        .payload()
                        .flatMap(Payload::body))
                .contains(new JsonString("j1.json"));
    }

    @Test
    void theUuidThatReplacesABadOneStays() {
        StoredEntry comment = attachment(ResourceType.COMMENT, "c1", "{'content_type':'text','body':'t'}", "");
        store(hangingOnBlue(List.of(), comment));
        String uuid =
                world.stored(ResourceType.COMMENT, "pens/blue", "c1").entry().uuid();
        store(hangingOnBlue(List.of(), comment));
        assertThat(world.stored(ResourceType.COMMENT, "pens/blue", "c1").entry().uuid())
                .isEqualTo(uuid);
    }

    /** The checksum of a version depends on the order of its fields. */
    @Test
    void whatComesBackIsTheSameVersion() {
        JsonObject meta = EntryWorld.json(
                "{'shortname':'a','payload':{'content_type':'json','body':'a.json'},'displayname':{'en':'A'}}");
        Imported entry = new Imported(
                new StoredEntry(
                        new Entry(Locator.of("shop", "pens", "a", ResourceType.CONTENT), meta),
                        Optional.of(new JsonRaw(EntryWorld.utf8("{}"))),
                        Optional.of("a.json"),
                        ""),
                List.of(),
                List.of(),
                List.of(),
                true,
                e -> Optional.empty());
        store(entry);
        assertThat(world.stored(ResourceType.CONTENT, "pens", "a")
                        .entry()
                        .meta()
                        .names())
                .containsSubsequence("shortname", "payload", "displayname");
    }

    @Test
    void s5_14_noArchiveTakesTheAdministratorAway() {
        for (String fields :
                List.of("'is_active':false,'roles':['super_admin']", "'is_active':true,'roles':['spare']")) {
            Locator at = Locator.of("management", "users", "dmart", ResourceType.USER);
            JsonObject meta = EntryWorld.json("{'shortname':'dmart','owner_shortname':'dmart'," + fields + "}");
            assertThat(store(
                            content("c" + told.size(), "{'price':1}"),
                            new Imported(
                                    new StoredEntry(new Entry(at, meta), Optional.empty(), Optional.empty(), ""),
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    true,
                                    e -> Optional.empty())))
                    .isEqualTo(1);
        }
        assertThat(told).containsExactly("c0 written", "dmart 204", "c2 written", "dmart 204");
    }
}
