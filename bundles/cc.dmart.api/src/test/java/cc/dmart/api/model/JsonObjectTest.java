package cc.dmart.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Objects that are derived from others. */
class JsonObjectTest {
    @Test
    void nullsGoAtTheTopOnlyAndTheRestKeepsItsOrder() {
        JsonObject inner = JsonObject.EMPTY.with("n", JsonNull.NULL);
        JsonObject all = JsonObject.builder()
                .put("b", "1")
                .put("x", JsonNull.NULL)
                .put("a", inner)
                .build();
        JsonObject kept = all.withoutNulls();
        assertThat(kept.names()).containsExactly("b", "a");
        assertThat(kept.object("a")).contains(inner);
        assertThat(all.has("x")).isTrue();
        assertThat(kept.withoutNulls()).isSameAs(kept);
        assertThat(inner.withoutNulls()).isEqualTo(JsonObject.EMPTY);
    }
}
