package cc.dmart.httptests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures hot deploy over HTTP. Not a test: {@code java -Ddmart.dist=… -cp <test class path> cc.dmart.httptests.PluginBench
 * JAR FOLDER drop|replace|redeploy …}, where JAR is that of the example plugin.
 */
public final class PluginBench {
    private static final PrintStream OUT = System.out;
    private static final Duration SOON = Duration.ofMillis(10);

    private final Path jar;
    private final Path folder;
    private final Server server;
    private final Http admin;

    private PluginBench(Path jar, Path folder) throws IOException {
        this.jar = jar;
        this.folder = Files.createDirectories(folder);
        this.server = Server.in(folder)
                .with("EXAMPLE_PLUGIN_OUT", folder.resolve("events.jsonl").toString())
                .with("DMART_LOG_LEVEL", "warn")
                .with("DMART_JAVA_OPTS", "")
                .start();
        this.admin = server.http().admin();
    }

    /** Runs the measurements that are named. */
    public static void main(String[] args) throws Exception {
        for (String name : Arrays.asList(args).subList(2, args.length)) {
            PluginBench bench = new PluginBench(Path.of(args[0]), Files.createTempDirectory(Path.of(args[1]), name));
            try {
                bench.seed();
                switch (name) {
                    case "drop" -> bench.drops(50);
                    case "replace" -> bench.replaces();
                    case "redeploy" -> bench.redeploys(500);
                    default -> throw new IllegalArgumentException(name);
                }
            } finally {
                bench.server.close();
            }
        }
    }

    private void seed() {
        change("create", "space", "/", "shop", Map.of("is_active", true));
        change("create", "folder", "/", "items", Map.of("is_active", true));
        for (int i = 0; i < 8; i++) {
            change("create", "content", "/items", "e" + i, Map.of("is_active", true));
        }
    }

    private void change(String kind, String type, String subpath, String name, Object attributes) {
        Object record = Map.of("resource_type", type, "subpath", subpath, "shortname", name, "attributes", attributes);
        admin.post("/managed/request", Map.of("space_name", "shop", "request_type", kind, "records", List.of(record)))
                .expect(200);
    }

    private void put(String version) throws IOException {
        ExampleJar.drop(jar, server, version);
    }

    private JsonNode plugin() {
        for (JsonNode record : admin.get("/info/plugins").expect(200).json().path("records")) {
            if (record.path("shortname").asText().equals("example")) {
                return record.path("attributes");
            }
        }
        return MissingNode.getInstance();
    }

    private void until(String version) throws IOException {
        server.await(
                "version " + version,
                Duration.ofMillis(5),
                () -> plugin().path("version").asText().equals(version)
                        && plugin().path("is_active").asBoolean());
    }

    /** Prints quantiles. @return the 99th percentile in milliseconds */
    private static double show(String what, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        double p99 = sorted.get(sorted.size() * 99 / 100);
        OUT.printf(
                "%s: n %d, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                what,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 95 / 100),
                p99,
                sorted.get(sorted.size() - 1));
        return p99;
    }

    private long heard() throws IOException {
        Path file = folder.resolve("events.jsonl");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void drops(int times) throws IOException {
        List<Double> out = new ArrayList<>();
        AtomicInteger n = new AtomicInteger();
        for (int i = 0; i < times; i++) {
            long size = heard();
            long begin = System.nanoTime();
            put("1.0." + i);
            server.await("the first event", SOON, () -> {
                if (heard() > size) {
                    return true;
                }
                Object name = Map.of("en", "v" + n.incrementAndGet()); // somebody changes something all the time
                change("update", "content", "/items", "e0", Map.of("displayname", name));
                return false;
            });
            out.add((System.nanoTime() - begin) / 1e6);
            Files.delete(server.plugins().resolve("example.jar"));
            server.await("it is gone", SOON, () -> plugin().isEmpty());
        }
        show("drop to first event", out);
    }

    private void replaces() throws Exception {
        put("1.0.0");
        until("1.0.0");
        List<Double> warm = load(20, () -> {});
        List<Double> quiet = load(20, () -> {});
        List<Double> busy = load(20, () -> {
            for (int i = 1; i <= 5; i++) {
                put("1.0." + i);
                until("1.0." + i);
            }
        });
        double normal = show("200/s, nothing happens", quiet);
        double replaced = show("200/s, five replacements", busy);
        OUT.printf("p99 while replacing is %.2f times the normal one%n", replaced / normal);
        compare(warm.size() + quiet.size() + busy.size());
    }

    /** What was heard beside what was acknowledged. */
    private void compare(int acknowledged) throws IOException {
        long end = System.nanoTime() + 60_000_000_000L;
        Heard heard = Heard.of(folder.resolve("events.jsonl"));
        while (heard.distinct() < acknowledged && System.nanoTime() < end) {
            LockSupport.parkNanos(100_000_000);
            heard = Heard.of(folder.resolve("events.jsonl"));
        }
        OUT.printf(
                "acknowledged %d, heard %d, twice %d, out of order %d%n",
                acknowledged, heard.distinct(), heard.twice(), heard.misplaced());
    }

    /**
     * The lines of the example plugin.
     *
     * @param misplaced events that came, for the first time, after a later one of their entry
     */
    private record Heard(int distinct, int twice, int misplaced) {
        static Heard of(Path file) throws IOException {
            ObjectMapper json = new ObjectMapper();
            Set<String> ids = new HashSet<>();
            Map<String, Long> last = new HashMap<>();
            int lines = 0;
            int misplaced = 0;
            String text = Files.exists(file) ? Files.readString(file) : "";
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                JsonNode event = json.readTree(line);
                lines++;
                if (ids.add(event.path("event_id").asText())) {
                    long seq = event.path("seq").asLong();
                    Long before = last.put(event.path("shortname").asText(), seq);
                    misplaced += before != null && before > seq ? 1 : 0;
                }
            }
            return new Heard(ids.size(), lines - ids.size(), misplaced);
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    /** Eight clients, 25 updates a second each. */
    private List<Double> load(int seconds, Action meanwhile) throws Exception {
        ConcurrentLinkedQueue<Double> times = new ConcurrentLinkedQueue<>();
        AtomicBoolean end = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<Future<?>> running = new ArrayList<>();
        for (int c = 0; c < 8; c++) {
            String name = "e" + c;
            running.add(clients.submit(() -> {
                long due = System.nanoTime();
                for (int i = 0; !end.get(); i++) {
                    due += 40_000_000;
                    LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
                    long begin = System.nanoTime();
                    change("update", "content", "/items", name, Map.of("displayname", Map.of("en", "v" + begin + i)));
                    times.add((System.nanoTime() - begin) / 1e6);
                }
            }));
        }
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        meanwhile.run();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(50_000_000);
        }
        end.set(true);
        for (Future<?> client : running) {
            client.get(); // fails here if a request did
        }
        clients.shutdown();
        return List.copyOf(times);
    }

    private void redeploys(int times) throws Exception {
        for (int i = 0; i <= times; i++) {
            if (i % 100 == 0) {
                OUT.printf("after %d redeploys: %s%n", i, memory());
            }
            put("1.0." + i);
            until("1.0." + i);
        }
    }

    /** Heap and metaspace after a collection, and threads. */
    private String memory() throws Exception {
        String pid = Long.toString(server.pid());
        String script = "jcmd " + pid + " GC.run >/dev/null; jcmd " + pid + " GC.heap_info"
                + " | grep -iE 'used' | tr -s ' \\n' ' '; grep Threads /proc/" + pid + "/status";
        Process jcmd = new ProcessBuilder("bash", "-c", script).start();
        String out = new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        jcmd.waitFor();
        return out.strip();
    }
}
