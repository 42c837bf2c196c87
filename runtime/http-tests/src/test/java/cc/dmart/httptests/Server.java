package cc.dmart.httptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A started copy of the assembled distribution with its own port, spaces, data and plugins below one folder. Usual life:
 *
 * <pre>{@code
 * try (Server server = Server.in(folder).with("DMART_LOG_LEVEL", "debug").start()) {
 *     server.http().get("/health/live").expect(200);
 * }
 * }</pre>
 *
 * <p>The folders and the port outlive {@link #stop()} and {@link #kill9()}, so that {@link #start()} continues with them.
 * Not thread-safe, but {@link #http()} is.
 */
public final class Server implements AutoCloseable {
    /** The password of the user {@code dmart}. */
    public static final String ADMIN_PASSWORD = "Keeper_of_9_keys";

    private static final Path DIST = Path.of(System.getProperty("dmart.dist", "../dist/target/dmart"));
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));
    private static final int FIRST_PORT = 12_000;
    private static final int PORTS = 20_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(PORTS));
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration WAIT_LIMIT = Duration.ofMinutes(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private final int port = freePort();
    private final Map<String, String> environment = new HashMap<>();
    private Process process;

    private Server(Path folder) {
        this.folder = folder;
        environment.put("DMART_HOST", "127.0.0.1");
        environment.put("DMART_PORT", String.valueOf(port));
        environment.put("DMART_SPACES", spaces().toString());
        environment.put("DMART_DATA", data().toString());
        environment.put("DMART_PLUGINS", plugins().toString());
        environment.put("DMART_ADMIN_PASSWORD", ADMIN_PASSWORD);
        environment.put("DMART_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    }

    /** A server that keeps everything below {@code folder}; nothing is started yet. */
    public static Server in(Path folder) {
        Server server = new Server(folder.toAbsolutePath());
        try {
            Files.createDirectories(server.spaces());
            Files.createDirectories(server.plugins());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return server;
    }

    /** Sets an environment variable of the next start. */
    public Server with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** The environment variable of the next start; empty, as one that is not there, if it is not set. */
    String setting(String variable) {
        return environment.getOrDefault(variable, "");
    }

    /** Copies a folder of the checkout, for example {@code spaces}, over the spaces. */
    public Server withSpaces(String pathInCheckout) {
        copyTree(CHECKOUT.resolve(pathInCheckout), spaces());
        return this;
    }

    /** Starts and waits for {@code GET /health/ready}. @throws IllegalStateException with the log if it fails */
    public Server start() {
        launch();
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                String state = process.isAlive() ? "not ready" : "exit code " + process.exitValue();
                kill9();
                throw new IllegalStateException(state + "\n" + log());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return this;
    }

    /** Starts and waits until the process ends by itself. Returns the exit code. */
    public int startAndAwaitExit(String... arguments) {
        launch(arguments);
        return awaitExit();
    }

    /** Starts without waiting. */
    void launch(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(DIST.resolve("bin/dmart").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("DMART_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the distribution is not built: " + DIST, e);
        }
        Process started = process;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    }

    private boolean isReady() {
        return http().statusOf("/health/ready") == 200;
    }

    /** Ends it with SIGTERM, as a service manager does. Returns the exit code. */
    public int stop() {
        terminate();
        return awaitExit();
    }

    /** A look at something that may not be so yet. */
    interface Look {
        /** Whether it is so. */
        boolean isDone() throws IOException;
    }

    /** Waits for something, at most five minutes. @throws IllegalStateException with the log if it is not so then */
    void await(String what, Duration pause, Look look) throws IOException {
        long end = System.nanoTime() + WAIT_LIMIT.toNanos();
        while (!look.isDone()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not in " + WAIT_LIMIT + ": " + what + "\n" + log());
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** Sends SIGTERM and does not wait. */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has ended. Returns the exit code. */
    int awaitExit() {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("did not end in " + STOP_LIMIT + "\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process.exitValue();
    }

    /** Ends it with SIGKILL: nothing can be saved any more. */
    public void kill9() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Stops and starts again. */
    public Server restart() {
        stop();
        return start();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
    }

    /** A client of this server without a login. */
    public Http http() {
        return new Http(URI.create("http://127.0.0.1:" + port), Map.of());
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public Path spaces() {
        return folder.resolve("spaces");
    }

    public Path data() {
        return folder.resolve("data");
    }

    public Path plugins() {
        return folder.resolve("plugins");
    }

    private Path logFile() {
        return folder.resolve("output.log");
    }

    /** All that the server printed so far, over all starts. */
    public String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A port that nobody listens on now: not one that the system gives to whoever connects, since the server takes it a moment
     * later only.
     */
    static int freePort() {
        BindException taken = null;
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                taken = e; // somebody else's: the next one
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no port is free", taken);
    }

    private static void copyTree(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
