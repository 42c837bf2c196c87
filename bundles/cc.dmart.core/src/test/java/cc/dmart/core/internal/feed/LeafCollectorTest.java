package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.Leaf;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The caps of {@code query.md} 6.3 hold for the names of languages too, which no schema limits. */
class LeafCollectorTest {
    @Test
    void whatHasALongNameIsFreeTextOnly() {
        LeafCollector out = new LeafCollector(ZoneOffset.UTC);
        out.localised("displayname.en", "Hello");
        assertThat(out.isOverflown()).isFalse();
        out.localised("displayname" + ".x".repeat(6_000), "Marhaba");
        assertThat(out.leaves()).extracting(Leaf::path).containsExactly("displayname.en");
        assertThat(out.present()).containsExactly("displayname.en");
        assertThat(out.text()).containsExactly("Hello", "Marhaba");
        assertThat(out.isOverflown()).isTrue();
    }
}
