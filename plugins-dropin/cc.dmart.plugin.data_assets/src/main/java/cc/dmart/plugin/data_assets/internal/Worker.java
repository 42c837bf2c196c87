package cc.dmart.plugin.data_assets.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import cc.dmart.plugin.data_assets.worker.Main;
import cc.dmart.plugin.data_assets.worker.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A worker process, for one request. Used by one thread; {@link #kill} by any. */
final class Worker implements AutoCloseable {
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final Path SHELL = Path.of("/bin/sh");
    /** Address space, in kilobytes; file size, in blocks of 512; where a system has no such limit the others remain. */
    private static final String LIMITS =
            "ulimit -c 0; ulimit -v $0 2>/dev/null; ulimit -f $1 2>/dev/null; shift; exec env -i \"$@\"";
    /** What the virtual machine and the code of the engine need before there is any data. */
    private static final int CODE_MB = 1536;

    private static final int MAX_FILE_MB = 1024;
    private static final long END_MILLIS = 2000;

    /** What a statement came to. */
    record Answer(boolean done, boolean cut, byte[] text) {}

    private final Process process;
    private final DataOutputStream to;
    private final DataInputStream from;

    private Worker(Process process) {
        this.process = process;
        to = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        from = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    /** Starts a process in a folder of its own, for files and everything temporary; it gets ready by itself. */
    static Worker start(WorkerFiles files, int memoryMb, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            command.addAll(List.of(SHELL.toString(), "-c", LIMITS));
            command.add(Integer.toString((CODE_MB + 2 * memoryMb) * 1024));
            command.add(Integer.toString(MAX_FILE_MB * 2048));
        }
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", "10"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:CompressedClassSpaceSize=64m",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Duser.timezone=UTC",
                "-Djava.io.tmpdir=" + folder,
                "-Djava.library.path=" + files.libraries(),
                "-cp",
                files.classPath(),
                Main.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear(); // secrets of the server
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new Worker(builder.start());
    }

    /** Waits until it can be asked. @throws IOException if it ends instead, or is not ready in time */
    void awaitReady(long millis) throws IOException {
        CompletableFuture<Boolean> over = killAfter(millis);
        int state = from.readByte();
        if (state != Main.READY) {
            throw new IOException(state == Main.FAILED ? new String(text(), UTF_8) : "not a worker");
        }
        over.complete(false);
    }

    /** Asks. @throws IOException if the process ends meanwhile, as it does when the time of the request is over */
    Answer ask(Request request) throws IOException {
        CompletableFuture<Boolean> over = killAfter(request.millis());
        request.write(to);
        int state = from.readByte();
        if (state != Main.DONE && state != Main.FAILED) {
            throw new IOException("no answer"); // the last words of a virtual machine
        }
        boolean cut = state == Main.DONE && from.readByte() == Main.CUT;
        byte[] text = text();
        over.complete(false);
        return new Answer(state == Main.DONE, cut, text);
    }

    private byte[] text() throws IOException {
        byte[] text = new byte[from.readInt()];
        from.readFully(text);
        return text;
    }

    private CompletableFuture<Boolean> killAfter(long millis) {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        CompletableFuture<Void> unused = over.completeOnTimeout(true, millis, TimeUnit.MILLISECONDS)
                .thenAccept(late -> {
                    if (late) {
                        kill();
                    }
                });
        return over;
    }

    /** Ends the process at once; who reads from it gets an {@link IOException}. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ends the process and waits until it has let go of its files. */
    @Override
    public void close() {
        kill();
        try {
            boolean unused = process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
