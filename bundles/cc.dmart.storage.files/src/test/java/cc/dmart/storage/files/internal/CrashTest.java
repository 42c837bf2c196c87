package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import cc.dmart.storage.files.internal.FaultyDisk.Fault;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every call to the file system fails once, in every kind of change ({@code storage.md} 8.5 point 5): after a restart there is
 * the old state or the new one, whole, without a stray file, and what was acknowledged is there.
 */
final class CrashTest {
    private static final Set<String> LOOKS = Set.of("stat", "read", "list", "size", "pread", "openRead");

    private Path temp = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        temp = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "dmart-crash")
                : Files.createTempDirectory("dmart-crash");
    }

    @AfterEach
    void removeFolder() throws IOException {
        Trees.remove(temp);
    }

    private Path template() {
        return temp.resolve("template");
    }

    static Stream<Arguments> changes() {
        return Scenarios.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void everyCallFailsOnceInEveryWay(String name, Consumer<Store> change) throws IOException {
        try (Store store = Fixtures.open(new FaultyDisk(), template())) {
            Scenarios.build(store);
        }
        SortedMap<String, String> before = Trees.snapshot(template().resolve("spaces"));
        Path good = temp.resolve("good");
        Trees.copy(template(), good);
        FaultyDisk counting = new FaultyDisk();
        try (Store store = Fixtures.open(counting, good)) {
            counting.arm(-1, Fault.ERROR, false);
            change.accept(store);
        }
        int calls = counting.calls().size();
        SortedMap<String, String> after = Trees.snapshot(good.resolve("spaces"));
        after.keySet().removeIf(path -> path.endsWith(".staging/"));
        assertThat(after).isNotEqualTo(before);
        for (int n = 0; n < calls; n++) {
            boolean look = LOOKS.contains(counting.calls().get(n).split(" ")[0]);
            for (Fault fault : look ? new Fault[] {Fault.ERROR} : Fault.values()) {
                for (boolean death : new boolean[] {true, false}) {
                    String where = name + ", call " + n + " ("
                            + counting.calls().get(n) + "), " + fault + (death ? ", then death" : "");
                    fail(where, change, n, fault, death, before, after);
                }
            }
        }
    }

    private void fail(
            String where,
            Consumer<Store> change,
            int n,
            Fault fault,
            boolean death,
            SortedMap<String, String> before,
            SortedMap<String, String> after)
            throws IOException {
        Path work = temp.resolve("work");
        Trees.remove(work);
        Trees.copy(template(), work);
        FaultyDisk disk = new FaultyDisk();
        StorageThreads threads = new StorageThreads();
        Store store = Store.open(disk, Fixtures.settings(work), threads);
        disk.arm(n, fault, death);
        boolean acknowledged = true;
        try {
            change.accept(store);
        } catch (DmartException e) {
            acknowledged = false;
        }
        disk.kill();
        threads.close();

        int recoveryFails = (n * 31 + (fault == Fault.TORN ? 1 : 0)) % 40;
        FaultyDisk dying = new FaultyDisk(n % 2 == 0);
        dying.arm(recoveryFails, Fault.TORN, true);
        try (StorageThreads unused = new StorageThreads()) {
            Store.open(dying, Fixtures.settings(work), unused).close();
        } catch (IOException e) {
            assertThat(e).as(where).hasMessageNotContaining("damaged");
        } finally {
            dying.kill();
        }

        Fixtures.open(new FaultyDisk(), work).close();
        SortedMap<String, String> now = Trees.snapshot(work.resolve("spaces"));
        if (acknowledged) {
            assertThat(now).as(where + ", acknowledged").isEqualTo(after);
        } else {
            assertThat(now.equals(before) || now.equals(after))
                    .as(() -> where + ", refused: neither old nor new: " + now.keySet())
                    .isTrue();
        }
    }

    @Test
    void templateIsStable() throws IOException {
        try (Store store = Fixtures.open(new FaultyDisk(), template())) {
            Scenarios.build(store);
        }
        SortedMap<String, String> before = Trees.snapshot(template().resolve("spaces"));
        Fixtures.open(new FaultyDisk(), template()).close();

        assertThat(Trees.snapshot(template().resolve("spaces"))).isEqualTo(before);
    }
}
