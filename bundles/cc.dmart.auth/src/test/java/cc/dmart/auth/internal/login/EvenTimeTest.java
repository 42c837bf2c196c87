package cc.dmart.auth.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that take equally long: security.md 5.2. */
class EvenTimeTest {
    private static final long MILLI = 1_000_000;

    private long now = 7 * MILLI;
    /** A pause ends early now and then. */
    private final EvenTime even = new EvenTime(() -> now, left -> now += Math.max(1, left / 2));

    @ParameterizedTest
    @CsvSource({"0, 20", "1, 20", "19, 20", "20, 40", "21, 40", "79, 80"})
    void s5_2_anAnswerComesAtTheEndOfAStep(long takes, long answered) {
        long begun = now;
        even.run(() -> now += takes * MILLI);
        assertThat(now - begun).isEqualTo(answered * MILLI);
    }

    @Test
    void s5_2_aRefusalTakesAsLong() {
        long begun = now;
        assertThatThrownBy(() -> even.of(() -> {
                    now += MILLI;
                    throw DmartException.NotFound.entry();
                }))
                .isInstanceOf(DmartException.NotFound.class);
        assertThat(now - begun).isEqualTo(EvenTime.STEP_NANOS);
    }
}
