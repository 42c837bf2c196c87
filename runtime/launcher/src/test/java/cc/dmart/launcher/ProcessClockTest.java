package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
