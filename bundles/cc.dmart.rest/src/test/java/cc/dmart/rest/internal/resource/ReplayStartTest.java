package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a replay begins, and what is no beginning. */
class ReplayStartTest {
    private static ReplayStart of(String body) {
        return ReplayStart.of((JsonObject) JsonCodec.parse(body.replace('\'', '"')), ZoneId.of("Asia/Baghdad"));
    }

    @Test
    void itBeginsBehindANumberOrAtATime() {
        assertThat(of("{'from_seq':0}").seq()).isZero();
        assertThat(of("{'from_seq':17,'from':null}"))
                .matches(s -> s.seq() == 17 && s.time().isEmpty());
        Instant noon = Instant.parse("2026-01-31T12:00:00Z");
        assertThat(of("{'from':'2026-01-31T12:00:00Z'}").time()).contains(noon);
        assertThat(of("{'from':'2026-01-31T15:00:00','from_seq':'x'}").time())
                .as("a time without an offset is of the setting timezone")
                .contains(noon);
        assertThat(of("{'from':'2026-01-31T14:00:00+02:00'}").time()).contains(noon);
        assertThat(of("{'from':'2026-01-31T15:00:00.000000'}").time()).contains(noon);
        assertThat(of("{'from':'2026-01-31'}").time()).contains(Instant.parse("2026-01-30T21:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'from_seq':-1} | 424 | from_seq is not a whole number",
                "{'from_seq':'1'} | 424 | from_seq is not a whole number",
                "{'from_seq':1.5} | 424 | from_seq is not a whole number",
                "{'from_seq':1e30} | 424 | from_seq is not a whole number",
                "{'from_seq':[1]} | 424 | from_seq is not a whole number",
                "{'from':'yesterday'} | 424 | from is not a time",
                "{'from':5} | 424 | from is not a time",
                "{'from':''} | 424 | from is not a time",
                "{'from_seq':null} | 202 | from_seq or from is missing",
                "{} | 202 | from_seq or from is missing",
            })
    void whatIsNoBeginningIsRefused(String body, int code, String why) {
        assertThatThrownBy(() -> of(body)).isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.text() + e.info()).contains(why);
        });
    }
}
