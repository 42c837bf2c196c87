package cc.dmart.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the server and waits until it is stopped. Exit codes: 0 stopped in order, also by SIGTERM; 1 failed while
 * running; 2 wrong settings or arguments: nothing was started, or nothing was served and all is stopped again, where only a
 * component can tell that one is wrong, or that the folder it names is damaged; 3 a bundle did not start.
 */
public final class Main {
    private static final Duration READY_LIMIT = Duration.ofMinutes(10);
    private static final Duration ONCE_LIMIT = Duration.ofSeconds(20);

    /** Time for components that become satisfied after the start; a log that keeps silence for longer hides the reason. */
    private static final Duration HELD_LIMIT = Duration.ofSeconds(10);

    private static volatile int exitCode;

    private Main() {}

    /**
     * {@code -Ddmart.home} names the distribution folder. With the argument {@code prepare} the settings are checked and
     * the folders made, but nothing is started; with {@code once} the server stops as soon as it is ready.
     */
    public static void main(String[] args) throws InterruptedException {
        long begin = ProcessClock.startNanos();
        Path home =
                Path.of(System.getProperty("dmart.home", ".")).toAbsolutePath().normalize();
        Command command;
        Settings settings;
        FileChannel lock;
        Map<String, String> tls;
        try {
            command = Command.of(args);
            settings = takePort(Settings.load(SettingsTable.load(), home, System.getenv()));
            configureProcess(settings);
            lock = Server.prepare(home, settings);
            tls = Tls.properties(settings);
        } catch (SettingsException | IOException e) {
            err().println("dmart: " + (e instanceof IOException ? e.toString() : e.getMessage()));
            System.exit(2);
            return;
        }
        if (command == Command.PREPARE) {
            settings.warnings().forEach(warning -> err().println("dmart: " + warning));
            return;
        }
        Logger log = LoggerFactory.getLogger(Main.class);
        settings.warnings().forEach(log::warn);
        Server server;
        try {
            server = Server.start(home, settings, tls, lock);
        } catch (SettingsException e) {
            err().println("dmart: " + e.getMessage());
            System.exit(2);
            return;
        } catch (IOException | BundleException e) {
            HeldLines.OF_START.release();
            log.error("The framework did not start", e);
            System.exit(3);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, log), "dmart-stop"));
        endIfRefused(server);
        List<String> inactive = server.inactive();
        if (!inactive.isEmpty()) {
            HeldLines.OF_START.release();
            log.error("Bundles that did not start: {}", String.join(", ", inactive));
            exit(3);
        }
        boolean once = command == Command.ONCE;
        boolean ready = announce(server, settings, begin, once ? ONCE_LIMIT : READY_LIMIT, log);
        if (once) {
            if (Boolean.getBoolean("dmart.archive")) {
                log.info("{} classes of bundles are linked", server.linkClasses());
            }
            exit(ready ? 0 : 1);
        }
        server.tidy();
        exit(server.awaitStop() ? 0 : 1);
    }

    /** Tries the port before anything starts. Port 0 is replaced here, so that every bundle is told the same number. */
    private static Settings takePort(Settings settings) {
        int port = settings.number("port");
        String host = settings.text("host");
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1);
            return settings.withPort(socket.getLocalPort());
        } catch (IOException e) {
            throw new SettingsException("port: " + port + " on " + host + " cannot be used: " + e.getMessage());
        }
    }

    private static void configureProcess(Settings settings) {
        TimeZone.setDefault(TimeZone.getTimeZone(settings.text("timezone")));
        System.setProperty(LogbackConfigurator.FORMAT, settings.text("log_format"));
        System.setProperty(LogbackConfigurator.LEVEL, settings.text("log_level"));
        System.setProperty(LogbackConfigurator.DIR, settings.text("log_dir"));
    }

    /** Ends the process with one sentence for each setting that a component refuses ({@code security.md} B1, B5). */
    private static void endIfRefused(Server server) {
        List<String> refusals = server.refusals();
        if (!refusals.isEmpty()) {
            refusals.forEach(sentence -> err().println("dmart: " + LogSecrets.oneLine(sentence)));
            exit(2);
        }
    }

    private static boolean announce(Server server, Settings settings, long begin, Duration limit, Logger log) {
        try {
            ReadyProbe probe = new ReadyProbe(settings.text("host"), settings.number("port"), Tls.isOn(settings));
            long patience = System.nanoTime() + HELD_LIMIT.toNanos();
            boolean ready = probe.await(limit, () -> {
                endIfRefused(server);
                if (System.nanoTime() > patience) {
                    HeldLines.OF_START.release();
                }
            });
            endIfRefused(server);
            HeldLines.OF_START.release();
            if (ready) {
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                log.info("Ready at {} ({}, {} ms after start)", probe.url(), settings.text("app_env"), millis);
            } else {
                log.error("Not ready after {} s", limit.toSeconds());
            }
            return ready;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void exit(int code) {
        exitCode = code;
        System.exit(code);
    }

    /** Runs as shutdown hook. It halts at the end because a JVM that got SIGTERM would not exit with 0 otherwise. */
    private static void stop(Server server, Logger log) {
        try {
            server.stop();
            log.info("Stopped");
        } catch (IllegalStateException e) {
            log.error("Stopped with an error", e);
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private static PrintStream err() {
        return System.err;
    }
}
