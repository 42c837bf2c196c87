package cc.dmart.core.internal.search;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.FieldTest.Span;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates and their units ({@code query.md} 2.4). */
class DateTextTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    @ParameterizedTest
    @CsvSource({
        "2025-05-01,2025-05-01T00:00:00Z,2025-05-02T00:00:00Z",
        "2024-02-29,2024-02-29T00:00:00Z,2024-03-01T00:00:00Z",
        "2025-05-01T10,2025-05-01T10:00:00Z,2025-05-01T11:00:00Z",
        "2025-05-01T10:30,2025-05-01T10:30:00Z,2025-05-01T10:31:00Z",
        "2025-05-01 10:30:15,2025-05-01T10:30:15Z,2025-05-01T10:30:16Z",
        "2025-05-01T10:30:15.5,2025-05-01T10:30:15.5Z,2025-05-01T10:30:15.6Z",
        "2025-05-01T10:30:15.123456,2025-05-01T10:30:15.123456Z,2025-05-01T10:30:15.123457Z",
        "2025-05-01T10:30:15Z,2025-05-01T10:30:15Z,2025-05-01T10:30:16Z",
        "2025-05-01T10:30:15+03:00,2025-05-01T07:30:15Z,2025-05-01T07:30:16Z",
        "2025-05-01T10:30-0130,2025-05-01T12:00:00Z,2025-05-01T12:01:00Z"
    })
    void unitsOfDates(String text, String from, String to) {
        Optional<Span> expected = Optional.of(new Span(micros(from), micros(to)));
        assertThat(DateText.parse(text, UTC)).isEqualTo(expected);
        assertThat(DateText.parseForDateField(text, UTC)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2025,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z",
        "2025-12,2025-12-01T00:00:00Z,2026-01-01T00:00:00Z",
        "1746057600,2025-05-01T00:00:00Z,2025-05-01T00:00:01Z",
        "1746057600000,2025-05-01T00:00:00Z,2025-05-01T00:00:00.001Z",
        "10000,1970-01-01T02:46:40Z,1970-01-01T02:46:41Z"
    })
    void onlyDateFieldsKnow(String text, String from, String to) {
        assertThat(DateText.parse(text, UTC)).isEmpty();
        assertThat(DateText.parseForDateField(text, UTC)).contains(new Span(micros(from), micros(to)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "20",
                "999",
                "2025-13",
                "2025-02-30",
                "2025-1-1",
                "2025-05-01T",
                "2025-05-01T25",
                "2025-05-01T10:61",
                "2025-05-01T10:30:15.",
                "2025-05-01Z",
                "2025-05-01x",
                "2025-05-01T10:30:15+99:00",
                "not-a-date-at-all",
                "1234",
                "99999999999999999999",
                "99999999999999999",
                "-99999999999999999",
                "9223372036854775",
                "9999999999999999.5"
            })
    void noDate(String text) {
        assertThat(DateText.parse(text, UTC)).isEmpty();
        if (!text.equals("1234")) {
            assertThat(DateText.parseForDateField(text, UTC)).isEmpty();
        }
    }

    @Test
    void naiveTextIsInTheZone() {
        assertThat(DateText.parse("2025-07-01T00:00", ZoneId.of("Europe/Berlin"))
                        .orElseThrow()
                        .from())
                .isEqualTo(micros("2025-06-30T22:00:00Z"));
    }

    private static long micros(String instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
    }
}
