package cc.dmart.storage.files.internal;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures the store by itself. Arguments: a folder, then what: {@code creates}, {@code gets}, {@code folder}, {@code open}. */
@SuppressWarnings("SystemOut")
final class StorageBench {
    private static final byte[] BODY = Scenarios.bytes("{\"text\":\"" + "lorem ipsum ".repeat(60) + "\",\"n\":1}");

    private StorageBench() {}

    /** Runs the parts named by the arguments. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        for (String what : List.of(args).subList(1, args.length)) {
            Trees.remove(folder);
            Files.createDirectories(folder);
            switch (what) {
                case "creates" -> creates(folder);
                case "gets" -> gets(folder);
                case "folder" -> folder(folder);
                case "open" -> open(folder);
                default -> throw new IllegalArgumentException(what);
            }
        }
        Trees.remove(folder);
    }

    private static Store open(Path folder, long segment) throws IOException {
        return Store.open(
                new NioDisk(),
                Fixtures.settings(
                        folder,
                        j -> new cc.dmart.storage.files.internal.journal.JournalSettings(
                                true, 50, segment, 64 << 20, 60, 24)),
                new cc.dmart.storage.files.internal.threads.StorageThreads());
    }

    private static void build(Store store) {
        Scenarios.commit(store, Scenarios.put(Scenarios.SPACE, true, 0, new PayloadChange.Keep()));
        Scenarios.commit(store, Scenarios.put(Scenarios.FOLDER, true, 0, new PayloadChange.Keep()));
    }

    private static Locator at(String name) {
        return new Locator(Scenarios.SHOP, new Subpath("catalog"), new Shortname(name), ResourceType.CONTENT);
    }

    private static ChangeOp put(Locator at, boolean created) {
        String file = at.shortname() + ".json";
        JsonObject meta = Scenarios.meta(at, 1)
                .with(
                        "uuid",
                        new cc.dmart.api.model.JsonString(UUID.randomUUID().toString()));
        return new ChangeOp.PutEntry(at, meta, new PayloadChange.Bytes(file, BODY, Optional.empty()), created);
    }

    private interface Work {
        void run(int n) throws Exception;
    }

    /** Runs work n times on some threads. @return nanoseconds */
    private static long run(int threads, int n, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        long start = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            all.add(pool.submit(() -> {
                for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
                    work.run(i);
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        long nanos = System.nanoTime() - start;
        pool.shutdown();
        return nanos;
    }

    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static void creates(Path folder) throws Exception {
        try (Store store = open(folder, 64 << 20)) {
            build(store);
            run(8, 5000, i -> Scenarios.commit(store, put(at("w" + i), true)));
            for (int round = 0; round < 2; round++) {
                for (int threads : new int[] {1, 16, 64}) {
                    int n = threads == 1 ? 5000 : 30_000;
                    long forces = store.journal().forces();
                    String name = "r" + round + "t" + threads + "n";
                    long cpu = cpu();
                    long nanos = run(threads, n, i -> Scenarios.commit(store, put(at(name + i), true)));
                    System.out.printf(
                            "create  %2d writers: %6.0f/s, %.3f forces and %.0f us of processor per create%n",
                            threads,
                            n * 1e9 / nanos,
                            (store.journal().forces() - forces) / (double) n,
                            (cpu() - cpu) / 1000.0 / n);
                    nanos = run(threads, n, i -> {
                        Locator at = at(name + i);
                        store.commit(new Change(
                                List.of(put(at, false), new ChangeOp.AppendHistory(at, Scenarios.line("h" + i))),
                                List.of(),
                                false));
                    });
                    System.out.printf("update  %2d writers: %6.0f/s%n", threads, n * 1e9 / nanos);
                }
            }
        }
    }

    private static void gets(Path folder) throws Exception {
        try (Store store = open(folder, 64 << 20)) {
            build(store);
            int entries = 2000;
            for (int i = 0; i < entries; i++) {
                Scenarios.commit(store, put(at("g" + i), true));
            }
            for (int round = 0; round < 4; round++) {
                int n = 500_000;
                long nanos = run(1, n, i -> store.finder().find(at("g" + i % entries)));
                System.out.printf("get hit, 1 reader: %.2f us%n", nanos / 1000.0 / n);
                nanos = run(2, n, i -> store.finder().find(at("g" + i % entries)));
                System.out.printf("get hit, 2 readers: %.0f/s%n", n * 1e9 / nanos);
            }
        }
        try (Store store = open(folder, 64 << 20)) {
            long nanos = run(1, 2000, i -> store.finder().find(at("g" + i)));
            System.out.printf("get miss: %.1f us%n", nanos / 1000.0 / 2000);
        }
    }

    private static void folder(Path folder) throws Exception {
        try (Store store = open(folder, 64 << 20)) {
            build(store);
            run(16, 5000, i -> Scenarios.commit(store, put(at("w" + i), true)));
            int total = 0;
            for (int target : new int[] {1000, 300_000}) {
                int from = total;
                run(16, target - total, i -> Scenarios.commit(store, put(at("f" + (from + i)), true)));
                total = target;
                int n = 3000;
                String name = "x" + target + "n";
                long create = run(16, n, i -> Scenarios.commit(store, put(at(name + i), true)));
                long get = run(
                        1,
                        n,
                        i -> store.finder()
                                .find(at("f" + ThreadLocalRandom.current().nextInt(target))));
                long taken = run(
                        1,
                        n,
                        i -> store.listings().isTaken(Scenarios.SHOP, new Subpath("catalog"), new Shortname("no" + i)));
                System.out.printf(
                        "%d entries in the folder: create %.1f us, random get %.1f us, name check %.1f us%n",
                        target, create / 1000.0 / n, get / 1000.0 / n, taken / 1000.0 / n);
            }
        }
    }

    private static void open(Path folder) throws Exception {
        for (int target : new int[] {1000, 200_000}) {
            try (Store store = open(folder, 64 << 20)) {
                if (target == 1000) {
                    build(store);
                }
                run(16, target, i -> Scenarios.commit(store, put(at("o" + target + "n" + i), true)));
            }
            long start = System.nanoTime();
            try (Store store = open(folder, 64 << 20)) {
                System.out.printf(
                        "open with %d entries: %.0f ms, redone %d%n",
                        target, (System.nanoTime() - start) / 1e6, store.redone());
            }
        }
    }
}
