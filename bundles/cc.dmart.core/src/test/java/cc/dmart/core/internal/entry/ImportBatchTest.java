package cc.dmart.core.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.EntryImporter.Imported;
import cc.dmart.core.internal.entry.EntryImporter.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an import stores together, what it stores alone, and what it is told of each ({@code storage.md} 6). */
class ImportBatchTest {
    private final EntryWorld world = new EntryWorld();
    private final List<String> told = new ArrayList<>();

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
        return new Imported(entry, List.of(), List.of(), e -> Optional.empty());
    }

    /** Stores them; returns how many changes that took. */
    private long store(Imported... entries) {
        long before = world.store.lastSeq();
        world.importer.store(EntryWorld.DMART, List.of(entries), new EntryImporter.Told() {
            @Override
            public void stored(Imported entry, Outcome outcome) {
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
}
