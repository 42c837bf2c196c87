package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerSizeTest {
    private static final String HALF = "x".repeat(1 << 19);

    private final AnswerSize size = new AnswerSize(1);

    @Test
    void textsAndNamesCount() {
        JsonObject named = JsonObject.builder().put(HALF, JsonNumber.of(1)).build();
        assertThat(size.with(named)).isEqualTo(named);
        assertThat(size.isExceeded()).isFalse();
        JsonObject deep = JsonObject.builder()
                .put("a", new JsonArray(List.of(new JsonString(HALF))))
                .build();
        assertThatThrownBy(() -> size.with(deep))
                .isInstanceOf(DmartException.Invalid.class)
                .hasMessageContaining("more than 1 MiB");
        assertThat(size.isExceeded()).isTrue();
    }
}
