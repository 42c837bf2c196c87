package cc.dmart.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * When this process began, in terms of {@link System#nanoTime}. What the JDK tells about it is up to a second off on Linux,
 * because the kernel gives the time of its own start in whole seconds; its age is exact to 10 ms. Thread-safe.
 */
final class ProcessClock {
    private static final long TICK_NANOS = 10_000_000;
    private static final int START_TICKS = 19;

    private ProcessClock() {}

    /** The moment, as {@code System.nanoTime()} would have given it. */
    static long startNanos() {
        long now = System.nanoTime();
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String uptime = Files.readString(Path.of("/proc/uptime"));
            return now - ageNanos(stat, uptime);
        } catch (IOException | RuntimeException e) { // not Linux
            Instant start = ProcessHandle.current().info().startInstant().orElse(Instant.now());
            return now - Duration.between(start, Instant.now()).toNanos();
        }
    }

    /** Age of a process by its line of {@code stat}, whose second field may hold blanks and ends with the last bracket. */
    static long ageNanos(String stat, String uptime) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long start = Long.parseLong(fields[START_TICKS]) * TICK_NANOS;
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        return (long) (seconds * 1e9) - start;
    }
}
