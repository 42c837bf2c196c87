package cc.dmart.core.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.core.internal.query.QueryWorld;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is used twice, by the beginning of its uuid ({@code storage.md} 5.4). */
class DuplicatesTest {
    private static final SpaceName SHOP = new SpaceName("shop");
    private static final SpaceName OTHER = new SpaceName("other");
    private static final String FIRST = "abcdef01-52b6-4d0b-9f0e-0c9f3a3f6d11";
    private static final String SECOND = "abcdef01-0000-4d0b-9f0e-0c9f3a3f6d11";

    private final QueryWorld world = QueryWorld.inMemory();

    @AfterEach
    void close() {
        world.close();
    }

    private Locator put(SpaceName space, String name, String uuid) {
        Locator at = Locator.of(space.value(), "/twice", name, ResourceType.CONTENT);
        world.put(
                at,
                JsonObject.builder()
                        .put("uuid", uuid)
                        .put("shortname", name)
                        .put("is_active", true)
                        .put("owner_shortname", "alice")
                        .build());
        return at;
    }

    private JsonObject check(SpaceName space, JsonObject before, List<Locator> entries) {
        Duplicates duplicates = new Duplicates(world.store, world.index, world.store.spaces());
        for (Locator at : entries) {
            assertThat(duplicates.check(world.store.find(at).orElseThrow())).hasSize(1);
        }
        return duplicates.stored(space, before).orElseThrow();
    }

    private static String places(JsonObject report, String key) {
        return report.object("entries")
                .flatMap(e -> e.object("uuid"))
                .flatMap(u -> u.object(key))
                .map(row ->
                        String.join(" ", row.strings("loc").stream().sorted().toList()))
                .orElse("");
    }

    @Test
    void uuidsThatBeginAlikeAreToldApart() {
        world.space("other");
        List<Locator> here =
                List.of(put(SHOP, "a", FIRST), put(SHOP, "b", FIRST), put(SHOP, "c", SECOND), put(SHOP, "d", SECOND));
        JsonObject report = check(SHOP, JsonObject.EMPTY, here);
        assertThat(places(report, "abcdef01")).isEqualTo("shop/twice/c shop/twice/d");
        assertThat(places(report, FIRST)).isEqualTo("shop/twice/a shop/twice/b");
        String third = FIRST.replace("11", "12");
        List<Locator> there = List.of(put(OTHER, "e", third), put(OTHER, "f", third), put(OTHER, "g", FIRST));
        JsonObject both = check(OTHER, report, there);
        assertThat(places(both, "abcdef01")).isEqualTo("shop/twice/c shop/twice/d");
        assertThat(places(both, FIRST)).isEqualTo("other/twice/g shop/twice/a shop/twice/b");
        assertThat(places(both, third)).isEqualTo("other/twice/e other/twice/f");
        assertThat(JsonCodec.writeString(both)).contains("\"slug\":{}");
    }
}
