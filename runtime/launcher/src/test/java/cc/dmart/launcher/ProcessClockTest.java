package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessClockTest {
    @Test
    void ageIsUptimeLessStart() {
        String stat = "4711 (a (b) c) S 1 4711 4711 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 12345 1000 1 184";

        assertThat(ProcessClock.ageNanos(stat, "125.50 200.00\n")).isEqualTo(2_050_000_000L);
    }

    @Test
    void thisProcessBeganBeforeNow() {
        assertThat(System.nanoTime() - ProcessClock.startNanos()).isPositive();
    }

    /** As a shell is that becomes the server. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatTheProcessWasBeforeDoesNotCount() throws InterruptedException {
        long begin = System.nanoTime();
        AtomicLong start = new AtomicLong();
        Thread main = new Thread(() -> start.set(ProcessClock.startNanos()));
        main.start();
        main.join();
        long ticks = TimeUnit.MILLISECONDS.toNanos(50);
        assertThat(start.get()).isBetween(begin - ticks, System.nanoTime() + ticks);
    }
}
