package cc.dmart.core.internal.entry.imports;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.imports.EntryImporter.Imported;
import cc.dmart.core.internal.entry.imports.EntryImporter.Outcome;
import cc.dmart.core.internal.entry.service.EntryWorld;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the events of an import say, from which listeners, the audit log and the index learn of it ({@code security.md} I6). */
class ImportEventsTest {
    private static final Caller LOUD = EntryWorld.DMART;
    private static final Caller SILENT = EntryWorld.DMART.silently();
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private static Imported archived(Locator at, JsonObject meta, String body, StoredEntry... attachments) {
        Optional<JsonRaw> json = Optional.of(body)
                .filter(b -> !b.isEmpty())
                .map(b -> new JsonRaw(EntryWorld.utf8(b.replace('\'', '"'))));
        Optional<String> file = json.map(j -> at.shortname() + ".json");
        StoredEntry entry = new StoredEntry(new Entry(at, meta), json, file, "");
        return new Imported(entry, List.of(attachments), List.of(), List.of(), true, e -> Optional.empty());
    }

    /** Imports it; returns the events of the journal. */
    private List<EntryEvent> imported(Caller caller, Imported entry) throws InterruptedException {
        long before = world.store.lastSeq();
        world.importer.store(caller, List.of(entry), new EntryImporter.Told() {
            @Override
            public void stored(Imported one, Outcome outcome) {
                assertThat(outcome.left()).isEmpty();
            }

            @Override
            public void refused(Imported one, RuntimeException why) {
                throw why;
            }
        });
        try (JournalReader reader = world.store.read(before)) {
            return reader.next(Duration.ZERO).orElseThrow().change().events();
        }
    }

    private JsonObject diff(Caller caller, Imported entry) throws InterruptedException {
        List<EntryEvent> events = imported(caller, entry);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).action()).isEqualTo(ActionType.UPDATE);
        return events.get(0).attributes().object("history_diff").orElseThrow();
    }

    private static Locator record(ResourceType type, String name) {
        return Locator.of("management", type.wire() + "s", name, type);
    }

    /** {@code type | stored | archived | fields that a silent import tells}. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "user       | {'roles':[]}                 | {'roles':['super_admin'],'tags':['a']}     | roles",
                "user       | {'roles':['keeper']}         | {}                                         | roles",
                "user       | {'roles':['spare'],'groups':[]} | {'roles':['spare'],'groups':[],'notes':'n'} | ``",
                "group      | {'roles':['keeper']}         | {'slug':'s'}                               | roles",
                "role       | {'permissions':['shop_all']} | {'permissions':[]}                         | permissions",
                "role       | {'permissions':['shop_all']} | {'permissions':['shop_all'],'is_active':false} | is_active",
                "permission | {'actions':['view'],'resource_types':['content'],'conditions':['own']}"
                        + " | {'actions':['view'],'resource_types':['content'],'slug':'s'} | conditions",
                "role       | {'permissions':[],'tags':['a']} | {'permissions':[],'tags':['b']}         | ``",
            })
    void s5_13_i6_aSilentImportTellsWhatItDoesToRights(String type, String stored, String archived, String fields)
            throws InterruptedException {
        Locator at = record(ResourceType.of(type).orElseThrow(), "it");
        world.store.put(at, EntryWorld.meta("it", stored));
        List<EntryEvent> events = imported(SILENT, archived(at, EntryWorld.meta("it", archived), ""));
        assertThat(events).hasSize(1);
        JsonObject told = events.get(0).attributes();
        assertThat(told.names()).containsExactly("history_diff");
        assertThat(told.object("history_diff").orElseThrow().names())
                .containsExactlyElementsOf(fields.isEmpty() ? List.of() : List.of(fields));
    }

    @Test
    void s5_13_i6_aSilentImportTellsWhoOwnsAnEntryAndSeesIt() throws InterruptedException {
        Locator at = Locator.of("shop", "pens", "red", ResourceType.CONTENT);
        String acl = "'acl':[{'user_shortname':'sara','allowed_actions':['view']}]";
        world.store.put(at, EntryWorld.meta("red", "{" + acl + ",'tags':['a']}"));
        JsonObject given = EntryWorld.meta("red", "{'owner_shortname':'omar','is_active':false,'tags':['b']}");
        assertThat(diff(SILENT, archived(at, given, "")).names())
                .containsExactlyInAnyOrder("acl", "owner_shortname", "is_active");
    }

    @Test
    void s5_13_i6_aSilentImportTellsWhoOwnsAnAttachment() throws InterruptedException {
        StoredEntry blue = world.stored(ResourceType.CONTENT, "pens", "blue");
        Locator at = Locator.of("shop", "pens/blue", "c1", ResourceType.COMMENT);
        world.store.put(at, EntryWorld.meta("c1", "{'body':'x'}"));
        StoredEntry given = new StoredEntry(
                new Entry(at, EntryWorld.meta("c1", "{'body':'y','owner_shortname':'omar'}")),
                Optional.empty(),
                Optional.empty(),
                "");
        Imported entry = new Imported(blue, List.of(given), List.of(), List.of(), false, e -> Optional.empty());
        List<EntryEvent> events = imported(SILENT, entry);
        assertThat(events).hasSize(2);
        assertThat(events.get(0).attributes().object("history_diff")).contains(JsonObject.EMPTY);
        assertThat(events.get(1)
                        .attributes()
                        .object("history_diff")
                        .orElseThrow()
                        .names())
                .containsExactly("owner_shortname");
    }

    @Test
    void whatAnImportTakesAwayIsTold() throws InterruptedException {
        Locator at = Locator.of("shop", "pens", "red", ResourceType.CONTENT);
        world.store.put(at, EntryWorld.meta("red", "{'slug':'s','tags':['a']}"));
        assertThat(diff(LOUD, archived(at, EntryWorld.meta("red", "{'tags':['b']}"), "")))
                .isEqualTo(EntryWorld.json(
                        "{'slug':{'old':'s','new':'null','op':'remove'}," + "'tags':{'old':['a'],'new':['b']}}"));
    }

    @Test
    void anotherBodyIsTold() throws InterruptedException {
        StoredEntry blue = world.stored(ResourceType.CONTENT, "pens", "blue");
        String body = "{'price':4,'code':'b','sub':{'a':1}}";
        assertThat(diff(LOUD, archived(blue.at(), blue.entry().meta(), body)))
                .isEqualTo(EntryWorld.json("{'payload.body.price':{'old':3,'new':4},"
                        + "'payload.body.sub.b':{'old':2,'new':'null','op':'remove'}}"));
    }

    @Test
    void s5_13_whatIsToldOfNoUserIsNotInEvents() throws InterruptedException {
        Locator at = record(ResourceType.USER, "it");
        String hidden = "'notes':'%s','google_id':'%s','facebook_id':'%s','apple_id':'%s','device_id':'%s',"
                + "'firebase_token':'%s','last_login':{'ip':'%s'},'linked_identities':{'x':'%s'}";
        String first = "{'roles':[]," + hidden.replace("%s", "hidden1") + "}";
        String second = "{'roles':[]," + hidden.replace("%s", "hidden2") + "}";
        List<EntryEvent> created = imported(LOUD, archived(at, EntryWorld.meta("it", first), ""));
        assertThat(created.get(0).attributes().strings("tags")).isEmpty();
        assertThat(created.get(0).attributes().toString()).doesNotContain("hidden");
        JsonObject changed = diff(LOUD, archived(at, EntryWorld.meta("it", second), ""));
        assertThat(changed.names()).contains("notes", "google_id", "last_login.ip");
        assertThat(changed.toString()).doesNotContain("hidden");
    }
}
