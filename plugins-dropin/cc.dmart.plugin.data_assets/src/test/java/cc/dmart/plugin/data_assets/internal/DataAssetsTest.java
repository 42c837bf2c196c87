package cc.dmart.plugin.data_assets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.DataAssetEngine.Asset;
import cc.dmart.api.plugin.DataAssetEngine.Limits;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.plugin.data_assets.worker.AssetFiles;
import cc.dmart.plugin.data_assets.worker.Main;
import java.io.File;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The processes: what they may cost, what they see, and that nothing is left of them ({@code query.md} 7). */
class DataAssetsTest {
    private static final Limits LIMITS = new Limits(60_000, 1000);
    private static final String ENDLESS = "SELECT count(*) AS n FROM range(1000000000000) a, range(1000000) b";

    @TempDir
    static Path folder;

    private static DataAssets engine;

    @BeforeAll
    static void start() throws IOException {
        engine = new DataAssets(new DataAssets.Settings(128, 1), folder.resolve("own"), DataAssetsTest::lay);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("own/running"))) {
            assertThat(all).isEmpty();
        }
        assertThat(workers()).isEmpty();
    }

    private static WorkerFiles lay() throws IOException {
        Path duckdb = Path.of(DuckDBDriver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        List<String> others = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> !part.equals(duckdb.toString()))
                .toList();
        return WorkerFiles.lay(
                () -> Files.newInputStream(duckdb), others, Files.createDirectories(folder.resolve("worker")));
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .filter(p -> p.info().commandLine().orElse("").contains(Main.class.getName()))
                .toList();
    }

    private static Asset asset(ResourceType type) {
        try {
            Path file = folder.resolve(type.wire());
            return of(Files.exists(file) ? file : AssetFiles.make(type.wire(), file));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Asset of(Path file) {
        return new Asset("t", new PayloadFile() {
            @Override
            public String name() {
                return "t";
            }

            @Override
            public long size() {
                return file.toFile().length();
            }

            @Override
            public Instant modified() {
                return Instant.EPOCH;
            }

            @Override
            public SeekableByteChannel open() throws IOException {
                return Files.newByteChannel(file);
            }
        });
    }

    private static DataAssetResult ask(ResourceType type, String sql, Limits limits) {
        return engine.run(type, List.of(asset(type)), sql, limits);
    }

    private static String refusal(ResourceType type, String sql, Limits limits) {
        DmartException.Invalid refused =
                catchThrowableOfType(DmartException.Invalid.class, () -> ask(type, sql, limits));
        assertThat(refused).isNotNull();
        assertThat(List.of(refused.status(), refused.code())).containsExactly(400, 402);
        return refused.getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv     | SELECT sum(n) AS s FROM t | {\"s\":3}",
                "duckdb  | SELECT id, total FROM orders | {\"id\":1,\"total\":2.50}",
                "sqlite  | SELECT name, born FROM people WHERE id = 1 | {\"name\":\"Ana\",\"born\":\"1990-05-06\"}",
            })
    void tablesAndDatabasesAreAsked(String type, String sql, String row) {
        ResourceType asked = ResourceType.of(type).orElseThrow();
        assertThat(engine.opens(asked)).isTrue();
        assertThat(ask(asked, sql, LIMITS))
                .isEqualTo(new DataAssetResult(List.of((JsonObject) JsonCodec.parse(row)), false));
    }

    @Test
    void moreRowsOrBytesThanAllowedAreCut() {
        Limits three = new Limits(60_000, 3);
        DataAssetResult cut = ask(ResourceType.CSV, "SELECT i FROM range(1000000000000) r(i)", three);
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.rows())
                .extracting(row -> row.get("i").orElseThrow())
                .containsExactly(JsonNumber.of(0), JsonNumber.of(1), JsonNumber.of(2));
        cut = ask(ResourceType.CSV, "SELECT repeat('x', 100000) AS x FROM range(300)", LIMITS);
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.rows()).hasSize(104);
        assertThat(refusal(ResourceType.CSV, "SELECT repeat('x', 11000000)", LIMITS))
                .isEqualTo("A row of the result is too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT string_agg(repeat('x', 1000000), '') FROM range(1000000)",
                "WITH RECURSIVE r AS (SELECT [1] AS l UNION ALL SELECT l || l FROM r) SELECT max(len(l)) FROM r",
            })
    void s5_12_memoryIsBounded(String sql) {
        assertThat(refusal(ResourceType.CSV, sql, LIMITS)).containsPattern("(?i)memory|too long|too large");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        String deep = "SELECT " + "(".repeat(8000) + "1" + ")".repeat(8000);
        assertThat(refusal(ResourceType.CSV, deep, LIMITS)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ENDLESS,
                "WITH RECURSIVE r AS (SELECT 1 AS i UNION SELECT (i + 1) % 1000000007 FROM r) SELECT count(*) FROM r",
            })
    void s5_12_timeIsBounded(String sql) {
        assertThat(refusal(ResourceType.CSV, sql, new Limits(300, 1000))).isEqualTo("The statement takes too long");
    }

    @Test
    void s5_12_whileOneRunsItSeesNothingAndTheNextWaitsForItsPlace() throws IOException {
        CompletableFuture<String> first =
                CompletableFuture.supplyAsync(() -> refusal(ResourceType.CSV, ENDLESS, new Limits(1500, 1000)));
        ProcessHandle worker = await();
        Path environment = Path.of("/proc", worker.pid() + "", "environ");
        if (Files.exists(environment)) {
            // the shell that sets the limits tells its folder to what it begins, which drops it
            assertThat(Files.readString(environment))
                    .as("no secrets of the server")
                    .matches("(PWD=[^\0=]*\0)?");
            assertThat(Files.readString(Path.of("/proc", worker.pid() + "", "limits")))
                    .containsPattern("Max address space +\\d+")
                    .containsPattern("Max core file size +0");
        }
        DmartException.Unavailable busy = catchThrowableOfType(
                DmartException.Unavailable.class, () -> ask(ResourceType.CSV, "SELECT 1", new Limits(1, 10)));
        assertThat(busy.status()).isEqualTo(503);
        assertThat(first.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("The statement takes too long");
    }

    private static ProcessHandle await() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (Optional<ProcessHandle> found = Optional.empty();
                ;
                found = workers().stream().findFirst()) {
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void aMessageSaysWhatIsWrong() {
        assertThat(refusal(ResourceType.CSV, "SELECT region::BIGINT AS n FROM t", LIMITS))
                .startsWith("Conversion Error: ")
                .contains("'north'")
                .doesNotContain("SELECT");
    }

    @Test
    void aMessageNamesNoFolder() throws IOException {
        Path junk = AssetFiles.text(folder.resolve("junk"), "this is no database ".repeat(100));
        DmartException.Invalid refused = catchThrowableOfType(
                DmartException.Invalid.class,
                () -> engine.run(ResourceType.DUCKDB, List.of(of(junk)), "SELECT 1", LIMITS));
        assertThat(refused.getMessage()).contains("\"asset0\"").doesNotContain(folder.toString());
    }

    @Test
    void aNumberOfTheEnvironmentIsAText() {
        TestApi api = new TestApi().with("memory_mb", new JsonString("64")).with("processes", JsonNumber.of(3));
        assertThat(DataAssets.Settings.of(api)).isEqualTo(new DataAssets.Settings(64, 3));
    }

    @Test
    void settingsHaveBounds() {
        TestApi api = new TestApi().with("memory_mb", JsonNumber.of(31));
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> DataAssets.Settings.of(api)))
                .hasMessage("data_assets needs memory_mb from 32 to 16384");
        assertThat(DataAssets.Settings.of(new TestApi())).isEqualTo(new DataAssets.Settings(256, 2));
    }
}
