package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.MOVE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.BatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Races on one entry and around one folder (storage.md 8.2, security.md M3). */
class ConcurrencyTest {
    private static final int THREADS = 16;
    private final EntryWorld world = new EntryWorld();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void close() {
        threads.shutdownNow();
        world.close();
    }

    private List<Integer> together(List<Callable<BatchResult>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<Future<BatchResult>> futures = new ArrayList<>();
        for (Callable<BatchResult> call : calls) {
            futures.add(threads.submit(() -> {
                start.await();
                return call.call();
            }));
        }
        List<Integer> codes = new ArrayList<>();
        for (Future<BatchResult> future : futures) {
            codes.add(EntryWorld.code(future.get()));
        }
        return codes;
    }

    @Test
    void s5_15_m3_noUpdateIsLost() throws Exception {
        for (int round = 0; round < 10; round++) {
            int r = round;
            List<Integer> codes = together(IntStream.range(0, THREADS)
                    .<Callable<BatchResult>>mapToObj(i -> () -> world.run(
                            UPDATE, CONTENT, "pens", "blue", "{'payload':{'body':{'k" + r + "_" + i + "':1}}}"))
                    .toList());
            assertThat(codes).containsOnly(0);
        }
        assertThat(world.body(CONTENT, "pens", "blue").names()).hasSize(3 + 10 * THREADS);
        assertThat(world.store.history(world.stored(CONTENT, "pens", "blue").at(), 0, 1000))
                .hasSize(10 * THREADS);
    }

    @RepeatedTest(10)
    void s5_15_m3_oneOfManyWithTheSamePreconditionWins() throws Exception {
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['a']}");
        JsonObject meta = world.stored(CONTENT, "pens", "blue").entry().meta();
        String token = meta.string("last_checksum_history").orElseThrow();
        List<Integer> codes = together(IntStream.range(0, THREADS)
                .<Callable<BatchResult>>mapToObj(i -> () -> world.run(
                        UPDATE,
                        CONTENT,
                        "pens",
                        "blue",
                        "{'tags':['t" + i + "'],'last_checksum_history':'" + token + "'}"))
                .toList());
        assertThat(codes.stream().filter(c -> c == 0)).hasSize(1);
        assertThat(codes.stream().filter(c -> c == 409)).hasSize(THREADS - 1);
    }

    @RepeatedTest(10)
    void oneOfManyCreatesWins() throws Exception {
        List<Integer> codes = together(IntStream.range(0, THREADS)
                .<Callable<BatchResult>>mapToObj(i -> () ->
                        world.run(CREATE, i % 2 == 0 ? CONTENT : FOLDER, "pens", "race", "{'tags':['" + i + "']}"))
                .toList());
        assertThat(codes.stream().filter(c -> c == 0)).hasSize(1);
        assertThat(codes.stream().filter(c -> c == 400)).hasSize(THREADS - 1);
    }

    @RepeatedTest(10)
    void s1_3_oneOfManyWithTheSameUniqueValueWins() throws Exception {
        world.putJson("shop", "/", "pens", FOLDER, "{'unique_fields':[['payload.body.code']]}", "");
        List<Integer> codes = together(IntStream.range(0, THREADS)
                .<Callable<BatchResult>>mapToObj(i -> () -> world.run(
                        CREATE,
                        CONTENT,
                        "pens",
                        "u" + i,
                        "{'payload':{'content_type':'json','schema_shortname':'item','body':{'code':'same'}}}"))
                .toList());
        assertThat(codes.stream().filter(c -> c == 0)).hasSize(1);
        assertThat(codes.stream().filter(c -> c == 415)).hasSize(THREADS - 1);
    }

    @RepeatedTest(20)
    void anAttachmentNeverOutlivesItsParent() throws Exception {
        List<Callable<BatchResult>> calls = new ArrayList<>();
        calls.add(() -> world.run(DELETE, CONTENT, "pens", "blue", "{}"));
        for (int i = 0; i < THREADS - 1; i++) {
            String name = "c" + i;
            calls.add(() ->
                    world.run(CREATE, COMMENT, "pens/blue", name, "{'payload':{'content_type':'text','body':'x'}}"));
        }
        List<Integer> codes = together(calls);
        assertThat(codes.get(0)).isZero();
        assertThat(codes).containsAnyOf(0, 220);
        for (int i = 0; i < THREADS - 1; i++) {
            assertThat(world.find(COMMENT, "pens/blue", "c" + i)).isEmpty();
        }
    }

    @RepeatedTest(20)
    void aMovedFolderTakesEveryAcknowledgedUpdateAlong() throws Exception {
        List<Callable<BatchResult>> calls = new ArrayList<>();
        calls.add(() -> world.run(MOVE, FOLDER, "/", "pens", "{'dest_subpath':'/','dest_shortname':'quills'}"));
        for (int i = 0; i < THREADS - 1; i++) {
            String key = "k" + i;
            calls.add(() -> world.run(UPDATE, CONTENT, "pens", "blue", "{'payload':{'body':{'" + key + "':1}}}"));
        }
        List<Integer> codes = together(calls);
        assertThat(codes.get(0)).isZero();
        assertThat(world.find(CONTENT, "pens", "blue")).isEmpty();
        JsonObject body = world.body(CONTENT, "quills", "blue");
        for (int i = 1; i < THREADS; i++) {
            assertThat(body.has("k" + (i - 1))).isEqualTo(codes.get(i) == 0);
            assertThat(codes.get(i)).isIn(0, 220);
        }
    }

    @RepeatedTest(20)
    void opposedMovesLoseNothing() throws Exception {
        List<Integer> codes = together(List.of(
                () -> world.run(MOVE, FOLDER, "/", "pens", "{'dest_subpath':'inks','dest_shortname':'pens'}"),
                () -> world.run(MOVE, FOLDER, "/", "inks", "{'dest_subpath':'pens','dest_shortname':'inks'}")));
        assertThat(codes).contains(0);
        assertThat(List.of("pens", "inks/pens", "pens/inks/pens").stream()
                        .filter(folder -> world.find(CONTENT, folder, "blue").isPresent()))
                .hasSize(1);
    }
}
