package cc.dmart.core.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.core.internal.feed.DocumentBuilder;
import cc.dmart.core.internal.feed.LeafCaps;
import cc.dmart.core.internal.query.Defaults;
import cc.dmart.core.internal.query.QueryWorld;
import cc.dmart.core.internal.schema.SchemaValidatorImpl;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of an entry that can be read. */
class EntryChecksTest {
    private final QueryWorld world = QueryWorld.inMemory();
    private final DocumentBuilder documents = new DocumentBuilder(ZoneOffset.UTC, new LeafCaps(2000, 20, 512));

    @AfterEach
    void close() {
        world.close();
    }

    private List<String> checks(int tags) {
        Locator at = Locator.of("shop", "/many", "m" + tags, ResourceType.CONTENT);
        world.put(
                at,
                JsonObject.builder()
                        .put("uuid", "u-" + tags)
                        .put("shortname", at.shortname().value())
                        .put("is_active", true)
                        .put("tags", JsonArray.ofStrings(Collections.nCopies(tags, "t")))
                        .build());
        EntryChecks checks = new EntryChecks(
                new SchemaValidatorImpl(world.store, Defaults.with(Map.of())),
                new References(world.store, new SpaceName("management")),
                new Duplicates(world.store, world.index, world.store.spaces()),
                entry -> documents.overflows(entry, true),
                Issue.Part.PAYLOAD);
        return checks.check(world.store.find(at).orElseThrow(), List.of()).stream()
                .map(Issue::check)
                .toList();
    }

    /** {@code query.md} 6.3. */
    @Test
    void whatTheIndexDoesNotKeepIsTold() {
        assertThat(checks(20)).containsExactly("dangling_user");
        assertThat(checks(21)).containsExactly("dangling_user", "index_overflow");
    }
}
