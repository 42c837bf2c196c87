package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.Leaf;
import cc.dmart.api.json.JsonCodec;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The caps of {@code query.md} 6.3, so that no document takes much more memory than it has bytes. */
class LeafCollectorTest {
    @Test
    void whatHasALongNameIsFreeTextOnly() {
        LeafCollector out = new LeafCollector(ZoneOffset.UTC, LeafCaps.DEFAULT);
        out.localised("displayname.en", "Hello");
        assertThat(out.isOverflown()).isFalse();
        out.localised("displayname" + ".x".repeat(6_000), "Marhaba");
        assertThat(out.leaves()).extracting(Leaf::path).containsExactly("displayname.en");
        assertThat(out.present()).containsExactly("displayname.en");
        assertThat(out.text()).containsExactly("Hello", "Marhaba");
        assertThat(out.isOverflown()).isTrue();
    }

    @Test
    void theCapsAreThoseThatAreSet() {
        LeafCaps caps = new LeafCaps(100, 10, 64);
        for (String body : List.of(
                "[" + "1,".repeat(10) + "1]",
                "{\"" + "n".repeat(64) + "\":1}",
                IntStream.range(0, 101).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(",", "{", "}")))) {
            LeafCollector few = new LeafCollector(ZoneOffset.UTC, caps);
            few.tree("b", JsonCodec.parse(body), true);
            assertThat(few.isOverflown()).isTrue();
            LeafCollector all = new LeafCollector(ZoneOffset.UTC, LeafCaps.DEFAULT);
            all.tree("b", JsonCodec.parse(body), true);
            assertThat(all.isOverflown()).isFalse();
        }
        assertThatThrownBy(() -> new LeafCaps(100, 10, 5000)).hasMessageContaining("index_max_path");
    }

    private static LeafCollector collected(IntFunction<String> key, int keys, String value) {
        String members = IntStream.range(0, keys)
                .mapToObj(i -> "\"" + key.apply(i) + "\":" + value)
                .collect(Collectors.joining(","));
        LeafCollector out = new LeafCollector(ZoneOffset.UTC, LeafCaps.DEFAULT);
        out.tree("payload.body", JsonCodec.parse("{" + members + "}"), true);
        return out;
    }

    private static long charactersWithAllAbove(Collection<String> paths) {
        return paths.stream()
                .mapToLong(
                        p -> p.length() * (1 + p.chars().filter(c -> c == '.').count()))
                .sum();
    }

    @Test
    void namesOfDotsTakeNoMoreThanTheirShare() {
        LeafCollector out = collected(i -> "k" + i + ".x".repeat(240), 2_000, "\"word\"");
        assertThat(out.isOverflown()).isTrue();
        assertThat(out.leaves()).hasSizeBetween(10, 100);
        assertThat(charactersWithAllAbove(out.present())).isLessThanOrEqualTo(1 << 22);
        assertThat(out.text()).hasSize(2_000);
    }

    @Test
    void emptyObjectsBelowALongNameTakeNoMoreThanTheirShare() {
        LeafCollector out = new LeafCollector(ZoneOffset.UTC, LeafCaps.DEFAULT);
        String empty =
                IntStream.range(0, 20_000).mapToObj(i -> "\"" + i + "\":{}").collect(Collectors.joining(","));
        out.tree("payload.body", JsonCodec.parse("{\"" + "n".repeat(480) + "\":{" + empty + "}}"), true);
        assertThat(out.isOverflown()).isTrue();
        assertThat(charactersWithAllAbove(out.present())).isLessThanOrEqualTo(1 << 22);
    }

    @Test
    void whatIsLargeButOrdinaryHasAllItsPaths() {
        LeafCollector out = collected(i -> "a_name_of_usual_length_" + i, 1_900, "{\"amount\":{\"value\":1}}");
        assertThat(out.isOverflown()).isFalse();
        assertThat(out.leaves()).hasSize(1_900);
        assertThat(out.present()).hasSize(1 + 3 * 1_900);
    }
}
