package cc.dmart.httptests.power;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pulls the plug {@value #DEFAULT_ROUNDS} times: concurrent clients create, update, move, delete, upload and send requests of
 * several records, the process is killed after a random number of answers, and after each start every acknowledged change
 * must be there, whole and once, and nothing half done, and the index must equal one rebuilt from the files: beside traffic
 * after each start, and at the end without the old one.
 */
@Order(1) // the longest first
class PowerIT {
    private static final int DEFAULT_ROUNDS = 50;
    private static final int LANES = 2;
    private static final int CLIENTS = 6;
    private static final int ROUNDS = Integer.getInteger("dmart.power.rounds", DEFAULT_ROUNDS);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("dmart.power.seed", 20260101L);

    @TempDir
    Path folder;

    /** Two servers side by side: while one starts, which is most of a round, the other one works. */
    @Test
    void acknowledgedChangesSurviveKill9() throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                Path own = Files.createDirectory(folder.resolve("lane" + lane));
                long seed = SEED + lane;
                int rounds = (ROUNDS + lane) / LANES;
                running.add(lanes.submit(() -> {
                    lane(own, seed, rounds);
                    return own;
                }));
            }
            for (Future<?> lane : running) {
                lane.get();
            }
        } finally {
            lanes.shutdownNow();
        }
    }

    private static void lane(Path folder, long seed, int rounds) throws Exception {
        Random random = new Random(seed);
        List<Client> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new Client("/w" + i, random.nextLong()))
                .toList();
        Server server = Server.in(folder);
        try {
            server.start();
            Http admin = server.http().admin(); // a session outlives the process as any other acknowledged change
            setUp(admin, clients);
            long changes = 0;
            for (int round = 0; round < rounds; round++) {
                changes += loadAndKill(server, admin, clients, random);
                server.start();
                String when = "round " + round + " of seed " + seed;
                verify(server, admin, clients, when);
                equalsARebuild(admin, when);
            }
            assertThat(changes).as("changes acknowledged in all rounds").isGreaterThan(rounds * 20L);
            compareWithRebuild(server, admin, clients);
        } finally {
            server.close();
        }
    }

    private static void setUp(Http http, List<Client> clients) {
        http.post(
                        "/managed/request",
                        Map.of(
                                "space_name",
                                "power",
                                "request_type",
                                "create",
                                "records",
                                List.of(Map.of(
                                        "resource_type",
                                        "space",
                                        "subpath",
                                        "/",
                                        "shortname",
                                        "power",
                                        "attributes",
                                        Map.of()))))
                .expect(200);
        List<Map<String, Object>> folders = new ArrayList<>();
        clients.forEach(c -> folders.add(Map.of(
                "resource_type",
                "folder",
                "subpath",
                "/",
                "shortname",
                c.folder().substring(1),
                "attributes",
                Map.of())));
        http.post("/managed/request", Map.of("space_name", "power", "request_type", "create", "records", folders))
                .expect(200);
    }

    private static int loadAndKill(Server server, Http http, List<Client> clients, Random random)
            throws InterruptedException {
        Semaphore acknowledged = new Semaphore(0);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        int until = 30 + random.nextInt(200);
        for (Client client : clients) {
            client.begin(http, acknowledged);
            threads.execute(client);
        }
        boolean reached = acknowledged.tryAcquire(until, 60, TimeUnit.SECONDS);
        server.kill9();
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        for (Client client : clients) {
            if (client.refused() != null) {
                throw client.refused();
            }
        }
        assertThat(reached).as("clients made progress").isTrue();
        return until + acknowledged.availablePermits();
    }

    private static void verify(Server server, Http http, List<Client> clients, String when) {
        Set<String> keys = new HashSet<>();
        for (Client client : clients) {
            World found = Observer.byQuery(http, client.folder());
            assertThat(client.possible())
                    .as(when + ": states that may be stored")
                    .contains(found);
            Observer.byPath(http, found);
            client.settle(found);
            keys.addAll(found.things().keySet());
        }
        Observer.byFiles(server.spaces().resolve("power"), keys);
    }

    private static void equalsARebuild(Http http, String when) {
        List<String> recovered = Observer.byIndex(http);
        http.post("/admin/reindex", Map.of()).expect(200);
        String state = "running";
        for (long end = System.nanoTime() + LIMIT.toNanos(); state.equals("running") && System.nanoTime() < end; ) {
            LockSupport.parkNanos(20_000_000);
            state = http.get("/admin/reindex")
                    .expect(200)
                    .json()
                    .at("/attributes/state")
                    .asText();
        }
        assertThat(state).as(when).isEqualTo("done");
        assertThat(recovered).as(when + ": the index beside one rebuilt").isEqualTo(Observer.byIndex(http));
    }

    private static void compareWithRebuild(Server server, Http http, List<Client> clients) throws IOException {
        assertThat(server.stop()).isZero();
        deleteTree(server.data().resolve("index"));
        server.start();
        long end = System.nanoTime() + LIMIT.toNanos();
        for (Client client : clients) {
            World rebuilt = Observer.byQuery(http, client.folder());
            while (!client.possible().contains(rebuilt) && System.nanoTime() < end) {
                Thread.onSpinWait();
                rebuilt = Observer.byQuery(http, client.folder());
            }
            assertThat(client.possible()).as("index rebuilt from the files").contains(rebuilt);
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
