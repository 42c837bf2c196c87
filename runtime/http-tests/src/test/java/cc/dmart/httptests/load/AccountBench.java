package cc.dmart.httptests.load;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Figures of accounts over HTTP: look-ups by address among few and among 100,000 accounts, and the 99th percentile of reads
 * beside 16 logins at a time. A main class with a folder as its argument.
 */
public final class AccountBench {
    private static final String META =
            "{\"uuid\":\"%s\",\"shortname\":\"%s\",\"is_active\":true,\"tags\":[],\"roles\":[],"
                    + "\"groups\":[],\"type\":\"web\",\"language\":\"english\",\"created_at\":\"2025-01-01T00:00:00.000000\","
                    + "\"updated_at\":\"2025-01-01T00:00:00.000000\",\"owner_shortname\":\"dmart\",\"email\":\"%s@b.io\","
                    + "\"is_email_verified\":true,\"is_msisdn_verified\":false,\"msisdn\":\"78%08d\"}";

    private AccountBench() {}

    /** {@code FOLDER [ACCOUNTS]}. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int accounts = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        for (int count : new int[] {100, accounts}) {
            Server server = Server.in(folder.resolve("n" + count))
                    .with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0")
                    .with("DMART_JAVA_OPTS", "")
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
            reads(admin, "warm-up");
        }
        double alone = reads(admin, "get alone");
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger logins = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(16);
        for (int i = 0; i < 16; i++) {
            pool.execute(() -> {
                while (going.get()) {
                    server.http().post("/user/login", Map.of("shortname", "busy", "password", "Good4Enough"));
                    logins.incrementAndGet();
                }
            });
        }
        double beside = reads(admin, "get beside 16 logins");
        going.set(false);
        pool.shutdown();
        System.out.printf("p99 ratio %.2f, %d logins%n", beside / alone, logins.get());
    }

    private static double reads(Http http, String what) {
        long[] times = new long[20_000];
        for (int i = 0; i < times.length; i++) {
            long begin = System.nanoTime();
            http.get("/managed/entry/user/management/users/u" + i % 100).expect(200);
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(times);
        double p99 = times[19_800] / 1e6;
        System.out.printf("%s p50 %.3f ms, p99 %.3f ms%n", what, times[10_000] / 1e6, p99);
        return p99;
    }
}
