package cc.dmart.jq.internal;

import cc.dmart.jq.worker.Main;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One worker process and the talk with it. Used by one thread at a time; {@link #kill} by any. */
final class Worker {
    private static final Path NICE = Path.of("/usr/bin/nice");
    /** Time that a process may go on by itself when nobody ended it. */
    private static final long GRACE_MS = 500;

    /** What a filter came to. */
    record Answer(boolean done, byte[] text) {}

    private final Process process;
    private final DataOutputStream to;
    private final DataInputStream from;
    private boolean ready;
    private long usedAt = System.nanoTime();

    private Worker(Process process) {
        this.process = process;
        to = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        from = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    /** Starts a process; it gets ready by itself. */
    static Worker start(String classPath, int memoryMb, int maxBytes, int maxValues) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", "10"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memoryMb + "m",
                "-Xss8m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath,
                Main.class.getName(),
                Integer.toString(maxBytes),
                Integer.toString(maxValues)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear(); // secrets of the server
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new Worker(builder.start());
    }

    /** Waits until the process can take a filter. */
    void awaitReady() throws IOException {
        if (!ready) {
            if (from.readByte() != Main.READY) {
                throw new IOException("not a worker");
            }
            ready = true;
        }
    }

    /** Runs a filter. @throws IOException if the process ends meanwhile */
    Answer run(String filter, byte[] json, long millis) throws IOException {
        usedAt = System.nanoTime();
        byte[] program = filter.getBytes(StandardCharsets.UTF_8);
        to.writeLong(millis + GRACE_MS);
        to.writeInt(program.length);
        to.write(program);
        to.writeInt(json.length);
        to.write(json);
        to.flush();
        int state = from.readByte();
        if (state != Main.DONE && state != Main.FAILED) {
            throw new IOException("no answer"); // the last words of a virtual machine
        }
        byte[] text = new byte[from.readInt()];
        from.readFully(text);
        return new Answer(state == Main.DONE, text);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Nanoseconds since it was last used. */
    long idleNanos() {
        return System.nanoTime() - usedAt;
    }

    /** Ends the process at once; who reads from it gets an {@link IOException}. */
    void kill() {
        process.destroyForcibly();
    }
}
