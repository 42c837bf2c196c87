package cc.dmart.httptests;

import cc.dmart.httptests.listening.Meter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what listeners cost and how fast they are fed, over HTTP. Not a test: {@code java -Ddmart.dist=… -cp <test class path>
 * cc.dmart.httptests.ListenerBench FOLDER idle|hear|drain …}. What idle listeners cost is measured as processor time, and that
 * of the threads which feed them, since the whole server's varies by more; a FOLDER in memory ({@code /dev/shm}) leaves the disk out of the rates too.
 */
public final class ListenerBench {
    private static final PrintStream OUT = System.out;
    private static final String LISTENER = "cc.dmart.api.plugin.EntryListener";
    private static final int IDLE = 20;
    private static final int WARM = 8;
    private static final int PAIRS = 12;
    private static final int CREATES = 5000;
    private static final int CLIENTS = 4;
    private static final int EVENTS = 100_000;
    private static final int AT_ONCE = 500;
    private static final Duration SOON = Duration.ofMillis(20);
    private static final String DELIVERY = "dmart-journal-";

    private final Path folder;
    private final Server server;
    private final Http admin;
    private final AtomicInteger names = new AtomicInteger();

    private ListenerBench(Path folder) throws IOException {
        this.folder = folder;
        this.server = Server.in(folder)
                .with("DMART_LOG_LEVEL", "warn")
                .with("DMART_JAVA_OPTS", "")
                .start();
        this.admin = server.http().admin();
    }

    /** Runs the measurements that are named. */
    public static void main(String[] args) throws Exception {
        for (String name : Arrays.asList(args).subList(1, args.length)) {
            Path parent = Files.createDirectories(Path.of(args[0]));
            ListenerBench bench = new ListenerBench(Files.createTempDirectory(parent, name));
            try {
                bench.create("space", "/", List.of("shop"));
                bench.create("folder", "/", List.of("items"));
                switch (name) {
                    case "idle" -> bench.idles();
                    case "hear" -> bench.hears();
                    case "drain" -> bench.drains();
                    default -> throw new IllegalArgumentException(name);
                }
            } finally {
                bench.server.close();
            }
        }
    }

    private void create(String type, String subpath, List<String> shortnames) {
        List<Object> records = new ArrayList<>();
        for (String name : shortnames) {
            records.add(Map.of(
                    "resource_type",
                    type,
                    "subpath",
                    subpath,
                    "shortname",
                    name,
                    "attributes",
                    Map.of("is_active", true)));
        }
        admin.post("/managed/request", Map.of("space_name", "shop", "request_type", "create", "records", records))
                .expect(200);
    }

    private void active(String plugin, boolean wanted) throws IOException {
        PluginWatch watch = new PluginWatch(server, admin);
        server.await(plugin + " active: " + wanted, SOON, () -> watch.active(plugin) == wanted);
    }

    /** What happened while they were away is not what idle listeners cost. */
    private void caughtUp(String plugin) throws IOException {
        PluginWatch watch = new PluginWatch(server, admin);
        server.await(
                plugin + " has caught up",
                Duration.ofMillis(100),
                () -> watch.plugin(plugin).path("listeners").findValuesAsText("lag").stream()
                        .allMatch(lag -> lag.equals("0")));
    }

    /** Pairs in alternating order, so that what slows the machine down for a while hits both sides. */
    private void idles() throws Exception {
        PluginJar jar = new PluginJar("idle", "1.0.0");
        for (int i = 0; i < IDLE; i++) {
            jar.with("Idle" + i, Meter.class, LISTENER, meter("idle", Map.of("dmart.event.subpaths", "nowhere" + i)));
        }
        jar.drop(server);
        active("idle", true);
        for (int i = 0; i < WARM; i++) {
            side(i % 2 == 0);
        }
        double[] shares = new double[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            Cost first = side(i % 2 == 1);
            Cost second = side(i % 2 == 0);
            Cost with = i % 2 == 1 ? first : second;
            Cost without = i % 2 == 1 ? second : first;
            shares[i] = 100 * (with.delivery() - without.delivery()) / without.server();
            OUT.printf("a create without listeners: %s; with %d idle ones: %s%n", without, IDLE, with);
        }
        Arrays.sort(shares);
        OUT.printf(
                "what %d idle listeners add to a create: median of %d pairs %.2f %%, from %.2f to %.2f %%%n",
                IDLE, PAIRS, (shares[PAIRS / 2 - 1] + shares[PAIRS / 2]) / 2, shares[0], shares[PAIRS - 1]);
    }

    /**
     * Processor time of a create in microseconds.
     *
     * @param server   of the whole server, with compiler and collector, which others on the machine make vary
     * @param delivery of the threads that read the journal and feed listeners: all that listeners cost
     * @param rate     creates per second
     */
    private record Cost(double server, double delivery, double rate) {
        @Override
        public String toString() {
            return String.format("%.0f us, of it delivery %.2f us, %.0f/s", server, delivery, rate);
        }
    }

    private Cost side(boolean listening) throws Exception {
        admin.post("/admin/plugins/idle/" + (listening ? "enable" : "disable"), Map.of())
                .expect(200);
        active("idle", listening);
        caughtUp("idle");
        double server = processor("");
        double delivery = processor(DELIVERY);
        long begin = System.nanoTime();
        creates();
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Cost(
                (processor("") - server) / CREATES, (processor(DELIVERY) - delivery) / CREATES, CREATES / seconds);
    }

    /** Microseconds of processor time of the threads of the server whose names begin so. */
    private double processor(String beginning) throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + server.pid() + "/task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).startsWith(beginning)) {
                    nanos += Long.parseLong(
                            Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                }
            }
        }
        return nanos / 1e3;
    }

    private void creates() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        for (int c = 0; c < CLIENTS; c++) {
            running.add(clients.submit(() -> {
                for (int i = 0; i < CREATES / CLIENTS; i++) {
                    create("content", "/items", List.of("e" + names.incrementAndGet()));
                }
            }));
        }
        for (Future<?> client : running) {
            client.get();
        }
        clients.shutdown();
    }

    private Map<String, Object> meter(String name, Map<String, Object> more) {
        Map<String, Object> out = new HashMap<>(more);
        out.put("dmart.plugin", name);
        out.put("out", folder.resolve(name).toString());
        out.putIfAbsent("every", 1000L);
        return out;
    }

    private String awaitLine(String name, String beginning) throws IOException {
        server.await(
                "line " + beginning + " of " + name,
                SOON,
                () -> line(name, beginning).isPresent());
        return line(name, beginning).orElseThrow();
    }

    private Optional<String> line(String name, String beginning) throws IOException {
        Path file = folder.resolve(name);
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.stream().filter(line -> line.startsWith(beginning)).findFirst();
    }

    /** How old an event is when its listener is called, counted from when the change was worked out, before it is journalled. */
    private void hears() throws Exception {
        new PluginJar("hear", "1.0.0")
                .with("Meter", Meter.class, LISTENER, meter("hear", Map.of("dmart.event.subpaths", "items")))
                .drop(server);
        active("hear", true);
        creates(); // warm
        String warm = awaitLine("hear", CREATES + " ");
        OUT.println("under load: " + ages(warm));
        for (int i = 0; i < 3000; i++) {
            create("content", "/items", List.of("e" + names.incrementAndGet()));
            LockSupport.parkNanos(5_000_000);
        }
        OUT.println("one after the other: " + ages(awaitLine("hear", CREATES + 3000 + " ")));
    }

    private static String ages(String line) {
        String[] fields = line.split(" ");
        return "p50 " + fields[2] + " us, p99 " + fields[3] + " us";
    }

    /** A listener that begins with the oldest event. */
    private void drains() throws Exception {
        for (int i = 0; i < EVENTS / AT_ONCE; i++) {
            List<String> many = new ArrayList<>();
            for (int n = 0; n < AT_ONCE; n++) {
                many.add("e" + names.incrementAndGet());
            }
            create("content", "/items", many);
        }
        for (int i = 1; i <= 5; i++) {
            String name = "drain" + i;
            Map<String, Object> all =
                    Map.of("dmart.event.subpaths", "items", "dmart.replay.beginning", true, "every", 10_000L);
            new PluginJar(name, "1.0.0")
                    .with("Meter", Meter.class, LISTENER, meter(name, all))
                    .drop(server);
            String last = awaitLine(name, EVENTS + " ");
            OUT.printf("one listener is fed %.0f events/s%n", EVENTS / (Long.parseLong(last.split(" ")[1]) / 1e9));
            Files.delete(server.plugins().resolve(name + ".jar"));
        }
    }
}
