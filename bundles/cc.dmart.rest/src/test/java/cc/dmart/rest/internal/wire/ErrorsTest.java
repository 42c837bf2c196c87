package cc.dmart.rest.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import org.junit.jupiter.api.Test;

class ErrorsTest {
    @Test
    void w1_2_whenToTryAgainIsToldWhereItIsKnown() {
        assertThat(Errors.retryAfterSeconds(DmartException.Unavailable.tooMany()))
                .isEqualTo(60);
        assertThat(Errors.retryAfterSeconds(DmartException.Unavailable.tooMany(5000)))
                .isEqualTo(5000);
        assertThat(Errors.retryAfterSeconds(DmartException.Unavailable.now("busy", null)))
                .isEqualTo(1);
        assertThat(Errors.retryAfterSeconds(DmartException.NotFound.entry())).isZero();
    }
}
