package cc.dmart.core.internal.event.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * * | UTC | 2026-03-01T10:00:30Z | 2026-03-01T10:01:00Z",
                "*/15 * * * * | UTC | 2026-03-01T10:16:00Z | 2026-03-01T10:30:00Z",
                "*/10 * * * * * | UTC | 2026-03-01T10:00:05Z | 2026-03-01T10:00:10Z",
                "0 30 2 * * * | UTC | 2026-03-01T02:30:00Z | 2026-03-02T02:30:00Z",
                "0 9 * * mon-fri | UTC | 2026-03-06T09:00:00Z | 2026-03-09T09:00:00Z",
                "0 0 1 jan * | UTC | 2026-03-06T09:00:00Z | 2027-01-01T00:00:00Z",
                "0 0 29 2 * | UTC | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 13 * 5 | UTC | 2026-03-01T00:00:00Z | 2026-03-06T00:00:00Z",
                "0 0 * * 7 | UTC | 2026-03-02T00:00:00Z | 2026-03-08T00:00:00Z",
                "0 12 * * * | Asia/Baghdad | 2026-03-01T10:00:00Z | 2026-03-02T09:00:00Z",
                "5,35 8-10/2 * * * | UTC | 2026-03-01T08:36:00Z | 2026-03-01T10:05:00Z",
            })
    void next(String fields, String zone, String from, String expected) {
        assertThat(Cron.parse(fields, ZoneId.of(zone)).after(Instant.parse(from)))
                .contains(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "* * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "a * * * *", "5-1 * * * *"})
    void unreadable(String fields) {
        assertThatThrownBy(() -> Cron.parse(fields, ZoneId.of("UTC")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cron");
    }

    @org.junit.jupiter.api.Test
    void aTimeThatNeverComesIsNone() {
        assertThat(Cron.parse("0 0 30 2 *", ZoneId.of("UTC")).after(Instant.EPOCH))
                .isEmpty();
    }
}
