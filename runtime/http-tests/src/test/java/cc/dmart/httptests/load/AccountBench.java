package cc.dmart.httptests.load;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Figures of accounts over HTTP: look-ups by address among few and among 100,000 accounts, and the 99th percentile of reads
 * beside 16 logins at a time, in turn with undisturbed ones. A main class with a folder as its argument.
 */
public final class AccountBench {
    private static final String META =
            "{\"uuid\":\"%s\",\"shortname\":\"%s\",\"is_active\":true,\"tags\":[],\"roles\":[],"
                    + "\"groups\":[],\"type\":\"web\",\"language\":\"english\",\"created_at\":\"2025-01-01T00:00:00.000000\","
                    + "\"updated_at\":\"2025-01-01T00:00:00.000000\",\"owner_shortname\":\"dmart\",\"email\":\"%s@b.io\","
                    + "\"is_email_verified\":true,\"is_msisdn_verified\":false,\"msisdn\":\"78%08d\"}";

    private static final int ROUNDS = 5;

    private AccountBench() {}

    /** {@code FOLDER [ACCOUNTS]}. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int accounts = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        for (int count : accounts > 100 ? new int[] {100, accounts} : new int[] {100}) {
            Server server = Server.in(folder.resolve("n" + count))
                    .with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0")
                    .with("DMART_MAX_FAILED_LOGIN_ATTEMPTS", "0")
                    .with("DMART_JAVA_OPTS", System.getProperty("java.opts", ""))
                    .withSpaces("spaces");
            write(server.spaces(), count);
            try (Server running = server.start()) {
                awaitIndex(running, count);
                lookUps(running, count);
                if (count == 100) {
                    readsBesideLogins(running);
                }
            }
        }
    }

    private static void write(Path spaces, int count) {
        IntStream.range(0, count).parallel().forEach(i -> {
            String name = "u" + i;
            Path holder = spaces.resolve("management/users/.dm").resolve(name);
            try {
                Files.createDirectories(holder);
                Files.writeString(
                        holder.resolve("meta.user.json"),
                        META.formatted("00000000-0000-4000-8000-" + String.format("%012d", i), name, name, i));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The index of what lies in the folder is built beside the traffic. */
    private static void awaitIndex(Server server, int count) {
        long begin = System.nanoTime();
        String last = "/user/check-existing?email=u" + (count - 1) + "@b.io";
        String first = "/user/check-existing?email=u0@b.io";
        while (!server.http().get(last).text().contains("false")
                || !server.http().get(first).text().contains("false")) {
            if (System.nanoTime() - begin > TimeUnit.MINUTES.toNanos(2)) {
                throw new IllegalStateException("not indexed");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        System.out.printf("%d accounts found %.1f s after readiness%n", count, (System.nanoTime() - begin) / 1e9);
    }

    private static void lookUps(Server server, int count) {
        Http http = server.http();
        long[] times = new long[2000];
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < times.length; i++) {
                int user = (int) (i * 7919L % count);
                String query = i % 2 == 0 ? "email=u" + user + "@b.io" : String.format("msisdn=78%08d", user);
                long begin = System.nanoTime();
                String text = http.get("/user/check-existing?" + query).text();
                times[i] = System.nanoTime() - begin;
                if (!text.contains("\"unique\":false")) {
                    throw new IllegalStateException(query + " " + text);
                }
            }
        }
        Arrays.sort(times);
        System.out.printf(
                "look-up among %d accounts p50 %.3f ms, p99 %.3f ms%n", count, times[1000] / 1e6, times[1980] / 1e6);
    }

    private static void readsBesideLogins(Server server) throws Exception {
        Http admin = server.http().admin();
        admin.post(
                        "/managed/request",
                        Map.of(
                                "space_name",
                                "management",
                                "request_type",
                                "create",
                                "records",
                                List.of(Map.of(
                                        "resource_type",
                                        "user",
                                        "subpath",
                                        "users",
                                        "shortname",
                                        "busy",
                                        "attributes",
                                        Map.of("password", "Good4Enough")))))
                .expect(200);
        for (int i = 0; i < 3; i++) {
            reads(admin);
            besideLogins(server, admin);
        }
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Reads alone = reads(admin);
            Reads beside = besideLogins(server, admin);
            ratios[i] = beside.p99 / alone.p99;
            System.out.printf(
                    "get alone %s, beside 16 logins at a time %s, p99 ratio %.2f%n", alone, beside, ratios[i]);
        }
        Arrays.sort(ratios);
        System.out.printf("p99 ratio, median of %d rounds: %.2f%n", ROUNDS, ratios[ROUNDS / 2]);
        logins(server);
        loginsBesideReads(server, admin);
        timing(server, "/user/login", 60, i -> Map.of("shortname", "busy", "password", "Wrong4ever"));
        timing(server, "/user/otp-request-login", 100, i -> Map.of("email", "u" + i + "@b.io"));
        timing(server, "/user/password-reset-request", 100, i -> Map.of("email", "u" + i + "@b.io"));
    }

    /** What a login takes while 16 others read as fast as they can. */
    private static void loginsBesideReads(Server server, Http admin) throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        ExecutorService pool = Executors.newFixedThreadPool(16);
        for (int i = 0; i < 16; i++) {
            int user = i;
            pool.execute(() -> {
                while (going.get()) {
                    admin.get("/managed/entry/user/management/users/u" + user).expect(200);
                }
            });
        }
        long[] times = new long[11];
        for (int i = 0; i < times.length; i++) {
            long begin = System.nanoTime();
            login(server.http());
            times[i] = System.nanoTime() - begin;
        }
        going.set(false);
        pool.shutdown();
        if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("reads do not end");
        }
        Arrays.sort(times);
        System.out.printf("login beside 16 readers p50 %.1f ms, longest %.1f ms%n", times[5] / 1e6, times[10] / 1e6);
    }

    /** How long a request takes that names somebody, and one that names nobody: {@code security.md} 5.2 allows 10 %. */
    private static void timing(Server server, String path, int calls, IntFunction<Map<String, String>> known) {
        Http http = server.http();
        double[] somebody = new double[calls];
        double[] nobody = new double[calls];
        for (int i = 0; i < calls; i++) {
            Map<String, String> unknown = new HashMap<>(known.apply(i));
            unknown.computeIfPresent("shortname", (k, v) -> "x" + v);
            unknown.computeIfPresent("email", (k, v) -> "x" + v);
            somebody[i] = millis(http, path, known.apply(i));
            nobody[i] = millis(http, path, unknown);
        }
        Arrays.sort(somebody);
        Arrays.sort(nobody);
        double median = somebody[calls / 2];
        double other = nobody[calls / 2];
        System.out.printf(
                "%s p50 of somebody %.3f ms, of nobody %.3f ms, ratio %.3f%n", path, median, other, other / median);
    }

    private static double millis(Http http, String path, Map<String, String> body) {
        long begin = System.nanoTime();
        http.post(path, body);
        return (System.nanoTime() - begin) / 1e6;
    }

    private static Reads besideLogins(Server server, Http admin) throws InterruptedException {
        AtomicBoolean going = new AtomicBoolean(true);
        ExecutorService pool = Executors.newFixedThreadPool(16);
        for (int i = 0; i < 16; i++) {
            pool.execute(() -> {
                while (going.get()) {
                    login(server.http());
                }
            });
        }
        Reads beside = reads(admin);
        going.set(false);
        pool.shutdown();
        if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("logins do not end");
        }
        return beside;
    }

    private static void login(Http http) {
        http.post("/user/login", Map.of("shortname", "busy", "password", "Good4Enough"))
                .expect(200);
    }

    /** What a login costs when nothing else is done: one at a time, and 16. */
    private static void logins(Server server) throws Exception {
        long[] times = new long[40];
        for (int i = 0; i < times.length; i++) {
            long begin = System.nanoTime();
            login(server.http());
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(times);
        ExecutorService pool = Executors.newFixedThreadPool(16);
        long begin = System.nanoTime();
        for (int i = 0; i < 64; i++) {
            pool.execute(() -> login(server.http()));
        }
        pool.shutdown();
        if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("logins do not end");
        }
        System.out.printf(
                "login p50 %.1f ms, 16 at a time %.1f/s%n", times[20] / 1e6, 64 / ((System.nanoTime() - begin) / 1e9));
    }

    private record Reads(double p50, double p99, double longest) {
        @Override
        public String toString() {
            return String.format("p50 %.3f p99 %.3f max %.1f ms", p50, p99, longest);
        }
    }

    private static Reads reads(Http http) {
        long[] times = new long[6000];
        for (int i = 0; i < times.length; i++) {
            long begin = System.nanoTime();
            http.get("/managed/entry/user/management/users/u" + i % 100).expect(200);
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(times);
        return new Reads(times[3000] / 1e6, times[5940] / 1e6, times[5999] / 1e6);
    }
}
