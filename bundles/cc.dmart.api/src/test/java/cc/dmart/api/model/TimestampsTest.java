package cc.dmart.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final ZoneId BAGHDAD = ZoneId.of("Asia/Baghdad");

    @ParameterizedTest
    @CsvSource({
        "2024-05-01T10:11:12.000013,2024-05-01T10:11:12.000013Z",
        "2024-05-01T10:11:12,2024-05-01T10:11:12Z",
        "2024-05-01T10:11:12.1,2024-05-01T10:11:12.100Z",
        "2024-05-01T10:11:12.123456789,2024-05-01T10:11:12.123456789Z",
        "2024-05-01T10:11:12Z,2024-05-01T10:11:12Z",
        "2024-05-01T10:11:12.5+03:00,2024-05-01T07:11:12.500Z",
        "2024-05-01T10:11:12-05:00,2024-05-01T15:11:12Z",
        "2024-05-01 10:11:12,2024-05-01T10:11:12Z",
        "2024-05-01,2024-05-01T00:00:00Z",
    })
    void readsEverySpellingAndWritesOne(String text, Instant instant) {
        assertThat(Timestamps.parse(text, ZoneOffset.UTC)).contains(instant);
        assertThat(Timestamps.normal(text, ZoneOffset.UTC)).isEqualTo(Timestamps.format(instant, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2024-13-01",
                "2024-05-01T25:00:00",
                "2024-05-01T10:11:12.1234567890",
                "20240501",
                "1714558272"
            })
    void refusesTheRest(String text) {
        assertThat(Timestamps.parse(text, ZoneOffset.UTC)).isEmpty();
        assertThat(Timestamps.normal(text, ZoneOffset.UTC)).isEqualTo(text);
    }

    @Test
    void writesSixDigitsInTheZoneWithoutNamingIt() {
        assertThat(Timestamps.format(Instant.parse("2024-05-01T10:11:12Z"), BAGHDAD))
                .isEqualTo("2024-05-01T13:11:12.000000");
        assertThat(Timestamps.parse("2024-05-01T13:11:12.000000", BAGHDAD))
                .contains(Instant.parse("2024-05-01T10:11:12Z"));
    }
}
