package cc.dmart.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * When the JVM began, in terms of {@link System#nanoTime}, exact to 10 ms on Linux. That is when its first thread did: the process
 * may be older, as the shell that became it, and have built the distribution before. What the JDK tells is up to a second off
 * there, because the kernel gives the time of its own start in whole seconds. Thread-safe.
 */
final class ProcessClock {
    private static final long TICK_NANOS = 10_000_000;
    private static final int START_TICKS = 19;

    private ProcessClock() {}

    /** The moment, as {@code System.nanoTime()} would have given it; for the thread that runs {@code main}. */
    static long startNanos() {
        long now = System.nanoTime();
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            String uptime = Files.readString(Path.of("/proc/uptime"));
            return now - ageNanos(stat, uptime);
        } catch (IOException | RuntimeException e) { // not Linux
            Instant start = ProcessHandle.current().info().startInstant().orElse(Instant.now());
            return now - Duration.between(start, Instant.now()).toNanos();
        }
    }

    /** Age of a thread by its line of {@code stat}, whose second field may hold blanks and ends with the last bracket. */
    static long ageNanos(String stat, String uptime) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long start = Long.parseLong(fields[START_TICKS]) * TICK_NANOS;
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        return (long) (seconds * 1e9) - start;
    }
}
