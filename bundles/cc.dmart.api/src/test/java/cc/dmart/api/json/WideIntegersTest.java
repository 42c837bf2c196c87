package cc.dmart.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonRaw;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integers beyond 64 bits go out as strings (query.md 3.4). */
class WideIntegersTest {
    private static String quoted(String json) {
        return new String(
                WideIntegers.quoted(new JsonRaw(json.getBytes(StandardCharsets.UTF_8)))
                        .utf8(),
                StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '`', textBlock = """
            9223372036854775807#9223372036854775807
            9223372036854775808#"9223372036854775808"
            -9223372036854775808#-9223372036854775808
            -9223372036854775809#"-9223372036854775809"
            123456789012345678901234567890#"123456789012345678901234567890"
            1234567890123456789012.5#1234567890123456789012.5
            12345678901234567890e3#12345678901234567890e3
            0.12345678901234567890123#0.12345678901234567890123
            "99999999999999999999"#"99999999999999999999"
            "a\\"99999999999999999999"#"a\\"99999999999999999999"
            {"k99999999999999999999":99999999999999999999}#{"k99999999999999999999":"99999999999999999999"}
            [true,null,-1,99999999999999999999,"\u0642",false]#[true,null,-1,"99999999999999999999","\u0642",false]
            {"a":{"b":[1,88888888888888888888]},"c":"x"}#{"a":{"b":[1,"88888888888888888888"]},"c":"x"}
            """)
    void onlyIntegersThatNoLongHolds(String json, String expected) {
        assertThat(quoted(json)).isEqualTo(expected);
    }

    @Test
    void whereverTheyStand() {
        for (int before = 0; before < 60; before++) {
            String pad = " ".repeat(before);
            assertThat(quoted(pad + "99999999999999999999")).isEqualTo(pad + "\"99999999999999999999\"");
        }
    }

    @Test
    void othersAreNotCopied() {
        JsonRaw json = new JsonRaw("{\"n\":123456789012345678,\"s\":\"2025-01-01\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(WideIntegers.quoted(json)).isSameAs(json);
    }
}
