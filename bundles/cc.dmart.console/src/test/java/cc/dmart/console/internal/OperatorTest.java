package cc.dmart.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What an operator reads of an error is enough to mend what was typed. */
class OperatorTest {
    private static String told(DmartException error) {
        return Operator.say(() -> {
            throw error;
        });
    }

    @Test
    void aMistakeIsToldWithItsPlace() {
        Supplier<String> unquoted = () -> JsonCodec.parse("{space_name:1}").toString();
        assertThat(Operator.say(unquoted)).matches("error: JSON decode error at byte [12]");
        assertThat(told(DmartException.Invalid.field("space_name", "Field required")))
                .isEqualTo("error: Field required at space_name");
        assertThat(told(DmartException.Invalid.field(List.of("body", "records", "0"), "odd", "enum")))
                .isEqualTo("error: odd at records.0");
        assertThat(told(DmartException.Invalid.schema("not valid", List.of()))).isEqualTo("error: not valid");
    }
}
