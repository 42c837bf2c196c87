package cc.dmart.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final MovableClock clock = new MovableClock();

    @Test
    void s5_1_tenPerMinuteAndAddress() {
        RateLimiter limiter = new RateLimiter(clock, 10);
        for (int i = 0; i < 10; i++) {
            assertThat(limiter.admit("10.0.0.1")).isTrue();
        }
        assertThat(limiter.admit("10.0.0.1")).isFalse();
        assertThat(limiter.admit("10.0.0.2")).isTrue();
        clock.advance(Duration.ofSeconds(6));
        assertThat(limiter.admit("10.0.0.1")).isTrue();
        assertThat(limiter.admit("10.0.0.1")).isFalse();
    }

    @Test
    void s5_1_addressesOfOneNetworkCountTogether() {
        RateLimiter limiter = new RateLimiter(clock, 1);
        assertThat(limiter.admit("2001:db8:1:2::1")).isTrue();
        assertThat(limiter.admit("2001:db8:1:2:ffff::2")).isFalse();
        assertThat(limiter.admit("2001:db8:1:3::1")).isTrue();
        assertThat(limiter.admit("not:an:address")).isTrue();
    }

    @Test
    void s5_1_manyCallersAreLookedThroughOnceASecond() {
        RateLimiter limiter = new RateLimiter(clock, 60_000);
        for (int i = 0; i < 10_002; i++) {
            limiter.admit("caller" + i);
        }
        clock.advance(Duration.ofMillis(500));
        limiter.admit("a");
        assertThat(limiter.size()).isEqualTo(10_003);
        clock.advance(Duration.ofMillis(500));
        limiter.admit("b");
        assertThat(limiter.size()).isEqualTo(1);
    }

    @Test
    void s5_1_zeroIsNoLimit() {
        RateLimiter limiter = new RateLimiter(clock, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.admit("10.0.0.1")).isTrue();
        }
    }
}
