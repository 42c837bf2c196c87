package cc.dmart.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
    @AfterEach
    void end() {
        Deadline.end();
    }

    @Test
    void aThreadWithoutRequestHasNoLimit() {
        assertThat(Deadline.isPast()).isFalse();
        assertThatCode(Deadline::check).doesNotThrowAnyException();
    }

    @Test
    void theTimeOfOneRequestIsNotThatOfTheNext() {
        Deadline.begin(-1);
        assertThat(Deadline.isPast()).isTrue();
        Deadline.begin(Long.MAX_VALUE / 2);
        assertThat(Deadline.isPast()).isFalse();
    }

    @Test
    void lateIs504() {
        Deadline.begin(-1);
        assertThatThrownBy(Deadline::check).isInstanceOfSatisfying(DmartException.Unavailable.class, e -> {
            assertThat(e.status()).isEqualTo(504);
            assertThat(e.type()).isEqualTo("general");
            assertThat(e.code()).isEqualTo(504);
        });
        Deadline.end();
        assertThatCode(Deadline::check).doesNotThrowAnyException();
    }

    @Test
    void otherThreadsWorkWithinTheLimitOfTheRequest() {
        assertThat(Deadline.leftNanos()).isEqualTo(Long.MAX_VALUE);
        Deadline.Limit none = Deadline.limit();
        Deadline.begin(1L << 40);
        assertThat(Deadline.leftNanos()).isBetween(1L << 39, 1L << 40);
        assertThatCode(Deadline.limit()::check).doesNotThrowAnyException();
        Deadline.begin(-1);
        assertThat(Deadline.leftNanos()).isNegative();
        Deadline.Limit late = Deadline.limit();
        Deadline.end();
        assertThatThrownBy(late::check).isInstanceOf(DmartException.Unavailable.class);
        assertThatCode(none::check).doesNotThrowAnyException();
    }
}
