package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a health check asks of the caps ({@code query.md} 6.3), whether or not a body has to be parsed for it. */
class DocumentBuilderTest {
    private static final JsonObject JSON =
            JsonObject.builder().put("content_type", "json").build();

    private static StoredEntry entry(int tags, String body) {
        JsonObject meta = JsonObject.builder()
                .put("shortname", "e")
                .put("is_active", true)
                .put(
                        "tags",
                        JsonArray.ofStrings(IntStream.range(0, tags)
                                .mapToObj(Integer::toString)
                                .toList()))
                .put("payload", JSON)
                .build();
        return new StoredEntry(
                new Entry(Locator.of("shop", "pens", "e", ResourceType.CONTENT), meta),
                Optional.of(new JsonRaw(body.getBytes(StandardCharsets.UTF_8))),
                Optional.empty(),
                "");
    }

    private static boolean overflows(LeafCaps caps, int tags, String body) {
        return new DocumentBuilder(ZoneOffset.UTC, caps).overflows(entry(tags, body), true);
    }

    private static String array(int elements) {
        return IntStream.range(0, elements).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]"));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 150, 151, 1000})
    void anArrayOverflowsWithOneElementMore(int most) {
        LeafCaps caps = new LeafCaps(2000, most, 512);
        assertThat(overflows(caps, 0, array(most))).isFalse();
        assertThat(overflows(caps, 0, array(most + 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 512, 1024})
    void aPathOverflowsWithOneCharacterMore(int most) {
        LeafCaps caps = new LeafCaps(2000, 1000, most);
        int name = most - "payload.body.".length();
        assertThat(overflows(caps, 0, "{\"" + "n".repeat(name) + "\":1}")).isFalse();
        assertThat(overflows(caps, 0, "{\"" + "n".repeat(name + 1) + "\":1}")).isTrue();
    }

    /** Those of meta and body count together. */
    @Test
    void theLeavesOverflowWithOneMore() {
        LeafCaps caps = new LeafCaps(100, 100, 512);
        int own = leaves(caps, 20);
        assertThat(overflows(caps, 20, array(100 - own))).isFalse();
        assertThat(overflows(caps, 20, array(100 - own + 1))).isTrue();
        assertThat(overflows(caps, 101, "{}")).isTrue();
    }

    private static int leaves(LeafCaps caps, int tags) {
        return new DocumentBuilder(ZoneOffset.UTC, caps)
                .entry(entry(tags, "{}"), List.of(), true)
                .leaves()
                .size();
    }
}
