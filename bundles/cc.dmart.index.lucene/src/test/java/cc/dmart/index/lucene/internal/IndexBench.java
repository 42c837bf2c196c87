package cc.dmart.index.lucene.internal;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the index alone with documents like those of {@code shared/bench}. Not a test: run its main class with a folder,
 * a number of documents and seconds per phase.
 */
public final class IndexBench {
    private static final String[] WORDS =
            ("alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike"
                            + " november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu amber basil cedar"
                            + " dahlia elder fennel ginger hazel iris jasmine kale lotus maple nettle olive poppy quince rose sage thyme"
                            + " umber violet willow yarrow zinnia")
                    .split(" ");
    private static final SpaceName SPACE = new SpaceName("bench");
    private static final int CLIENTS = 16;

    private final LuceneEntryIndex index;
    private final AtomicLong seq = new AtomicLong();
    private final int documents;
    private final int seconds;
    private String only = "";

    private IndexBench(LuceneEntryIndex index, int documents, int seconds) {
        this.index = index;
        this.documents = documents;
        this.seconds = seconds;
    }

    /** Runs all phases. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args[0]), "index");
        LuceneEntryIndex index = new LuceneEntryIndex(new TestConfig(folder.toString(), 48, 32, 10_000));
        try {
            new IndexBench(index, Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                    .run(args.length > 3 ? args[3] : "");
        } finally {
            index.close();
            Generations.delete(folder);
        }
    }

    private void run(String only) throws Exception {
        this.only = only;
        rebuild();
        rebuild();
        phase("category c7", i -> index.search(request(category())));
        phase("jasmine", i -> index.search(request(new IndexQuery.Word("jasmine"))));
        phase("all of folder", i -> index.search(request(new IndexQuery.All())));
        phase("by price", i -> index.search(byPrice(new IndexQuery.Word("jasmine"), 0)));
        phase("c7 by price", i -> index.search(byPrice(category(), 0)));
        phase("all by price", i -> index.search(byPrice(new IndexQuery.All(), 0)));
        phase("all by price, 10000", i -> index.search(byPrice(new IndexQuery.All(), 10_000)));
        phase("put", i -> put("made", "m" + i));
        phase("update", i -> put("items", "e" + new Random(i).nextInt(documents)));
        phase("update and c7, 1:1", i -> {
            put("items", "e" + new Random(i).nextInt(documents));
            index.await();
            index.search(request(category()));
        });
        Object one = new Object();
        phase("update and refresh", i -> {
            synchronized (one) {
                put("items", "e" + new Random(i).nextInt(documents));
                index.await();
            }
        });
        phase("category c7 after update and", i -> index.search(request(category())));
        phase("jasmine after", i -> index.search(request(new IndexQuery.Word("jasmine"))));
    }

    private void put(String folder, String name) {
        long number = seq.incrementAndGet();
        IndexDocument document = document(folder, name, (int) number);
        index.apply(new IndexBatch(number, List.of(), List.of(), List.of(document)));
    }

    private void rebuild() throws Exception {
        List<List<IndexDocument>> chunks = new ArrayList<>();
        for (int from = 0; from < documents; from += 1000) {
            List<IndexDocument> chunk = new ArrayList<>();
            for (int i = from; i < Math.min(documents, from + 1000); i++) {
                chunk.add(document("items", "e" + i, i));
            }
            chunks.add(chunk);
        }
        long start = System.nanoTime();
        long cpu = cpu();
        try (IndexGeneration next = index.begin(0)) {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            chunks.forEach(c -> pool.execute(() -> next.add(c)));
            pool.shutdown();
            pool.awaitTermination(1, TimeUnit.HOURS);
            next.publish(seq.get());
        }
        report("rebuild", documents, System.nanoTime() - start, cpu() - cpu);
    }

    private interface Step {
        void run(long i);
    }

    private void phase(String name, Step step) throws Exception {
        if (!name.contains(only)) {
            return;
        }
        timed(step, Math.max(2, seconds / 2));
        long start = System.nanoTime();
        long cpu = cpu();
        long count = timed(step, seconds);
        report(name, count, System.nanoTime() - start, cpu() - cpu);
    }

    private long timed(Step step, int forSeconds) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        AtomicLong count = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(forSeconds);
        for (int t = 0; t < CLIENTS; t++) {
            pool.execute(() -> {
                while (System.nanoTime() < end) {
                    step.run(count.incrementAndGet());
                }
            });
        }
        index.await();
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.HOURS);
        return count.get();
    }

    @SuppressWarnings("SystemOut") // a tool for the console
    private void report(String name, long count, long nanos, long cpu) {
        System.out.printf(
                Locale.ROOT,
                "%-22s %9.0f/s  %9.1f us of processor each, so %7.0f/s on two cores%n",
                name,
                count * 1e9 / nanos,
                cpu / 1e3 / count,
                count * 2e9 / cpu);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static IndexRequest request(IndexQuery query) {
        return new IndexRequest(
                SPACE,
                DocumentKind.ENTRY,
                new IndexQuery.And(List.of(
                        IndexQuery.Exact.of(ExactField.ANCESTOR, "/items"),
                        IndexQuery.Exact.of(ExactField.SCHEMA, "item"),
                        query)),
                ACCESS,
                List.of(new SortKey("updated_at", true)),
                0,
                10,
                true);
    }

    private static IndexRequest byPrice(IndexQuery query, int offset) {
        IndexRequest r = request(query);
        List<SortKey> sort = List.of(new SortKey("payload.body.price", false));
        return new IndexRequest(r.space(), r.kind(), r.query(), r.access(), sort, offset, 10, true);
    }

    private static final IndexQuery ACCESS = new IndexQuery.Or(List.of(
            new IndexQuery.Exact(ExactField.QPK, Set.of("/:content:true", "/:content:false")),
            IndexQuery.Exact.of(ExactField.OWNER, "dmart")));

    private static IndexQuery category() {
        return new IndexQuery.Field(
                "payload.body.category",
                new FieldTest.Equal("c7", List.of("c7"), OptionalDouble.empty(), Optional.empty(), Optional.empty()));
    }

    private static IndexDocument document(String folder, String name, int i) {
        Random r = new Random(i);
        List<Leaf> leaves = new ArrayList<>();
        Set<String> present =
                new HashSet<>(Set.of("tags", "payload", "payload.body", "is_active", "relationships", "acl"));
        long micros = 1_750_000_000_000_000L + i * 1000L;
        String title = "item " + i + " " + WORDS[r.nextInt(WORDS.length)];
        StringBuilder text = new StringBuilder();
        for (int w = 0; w < 30; w++) {
            text.append(w == 0 ? "" : " ").append(WORDS[r.nextInt(WORDS.length)]);
        }
        String uuid = new UUID(r.nextLong(), r.nextLong()).toString();
        for (String[] s : new String[][] {
            {"shortname", name},
            {"space_name", "bench"},
            {"resource_type", "content"},
            {"subpath", "/" + folder},
            {"uuid", uuid},
            {"owner_shortname", "dmart"},
            {"payload.content_type", "json"},
            {"payload.schema_shortname", "item"},
            {"payload.checksum", uuid + uuid},
            {"payload.body.title", title},
            {"payload.body.category", "c" + i % 100},
            {"payload.body.tags", WORDS[r.nextInt(WORDS.length)]},
            {"payload.body.tags", WORDS[r.nextInt(WORDS.length)]},
            {"payload.body.text", text.toString()},
        }) {
            leaves.add(Leaf.keyword(s[0], s[1], Leaf.NO_INSTANT));
        }
        leaves.add(Leaf.number("payload.body.price", JsonNumber.of(1 + r.nextInt(10000))));
        leaves.add(Leaf.bool("is_active", true));
        leaves.add(Leaf.date("created_at", "", micros));
        leaves.add(Leaf.date("updated_at", "", micros));
        leaves.forEach(l -> present.add(l.path()));
        Map<ExactField, Collection<String>> exact = new EnumMap<>(ExactField.class);
        exact.put(ExactField.TYPE, List.of("content"));
        exact.put(ExactField.SCHEMA, List.of("item"));
        exact.put(ExactField.SHORTNAME, List.of(name));
        exact.put(ExactField.UUID, List.of(uuid));
        exact.put(ExactField.OWNER, List.of("dmart"));
        exact.put(ExactField.SUBPATH, List.of("/" + folder));
        exact.put(ExactField.ANCESTOR, List.of("/", "/" + folder));
        exact.put(ExactField.QPK, List.of("/:content:true", folder + ":content:true", "__all_subpaths__:content:true"));
        exact.put(
                ExactField.QP,
                List.of("/:content:true:dmart", folder + ":content:true:dmart", "__all_subpaths__:content:true:dmart"));
        return new IndexDocument(
                Locator.of("bench", folder, name, ResourceType.CONTENT),
                DocumentKind.ENTRY,
                exact,
                leaves,
                present,
                List.of(
                        name,
                        title,
                        Integer.toString(1 + r.nextInt(10000)),
                        "c" + i % 100,
                        text.toString(),
                        "alpha",
                        "bravo"));
    }
}
