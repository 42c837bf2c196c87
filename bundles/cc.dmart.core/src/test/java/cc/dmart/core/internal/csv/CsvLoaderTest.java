package cc.dmart.core.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.CsvImport;
import cc.dmart.api.service.CsvReport;
import cc.dmart.core.internal.entry.service.EntryWorld;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows as changes ({@code query.md} 8.3). */
class CsvLoaderTest {
    private final EntryWorld world = new EntryWorld();
    private final CsvLoader loader =
            new CsvLoader(world.store, world.service, (caller, space, type, record) -> {}, world.schemas);

    @AfterEach
    void close() {
        world.close();
    }

    private CsvReport load(ResourceType type, boolean update, String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return loader.load(
                EntryWorld.DMART,
                new CsvImport(
                        type,
                        EntryWorld.SHOP,
                        List.of(path.split("/")),
                        update,
                        false,
                        () -> new ByteArrayInputStream(bytes)));
    }

    @Test
    void rowsOfNothingAreSkipped() {
        CsvReport report =
                load(ResourceType.CONTENT, false, "pens/item", "shortname,price\n,\nred,1\n ,\" \"\n,,,\ngold,2\n,\n");
        assertThat(report.failures()).isEmpty();
        assertThat(report.successes()).isEqualTo(2);
    }

    @Test
    void anUpdateIsHeldAgainstTheVersionThatTheRowStates() {
        Locator red = Locator.of("shop", "pens", "red", ResourceType.CONTENT);
        String header = "shortname,last_checksum_history,price\n";
        assertThat(load(ResourceType.CONTENT, false, "pens/item", header + "red,whatever,1\n")
                        .failures())
                .isEmpty();
        CsvReport stale = load(ResourceType.CONTENT, true, "pens/item", header + "red,other,2\n");
        assertThat(stale.successes()).isZero();
        assertThat(stale.failures())
                .singleElement()
                .satisfies(row -> assertThat(row.status()).isEqualTo(409));
        String version = world.store
                .find(red)
                .orElseThrow()
                .entry()
                .meta()
                .string("last_checksum_history")
                .orElseThrow();
        assertThat(load(ResourceType.CONTENT, true, "pens/item", header + "red," + version + ",2\n")
                        .failures())
                .isEmpty();
    }

    /** {@code http-api.md} 1.7, 1.11. */
    @Test
    void attachmentsGoToAnEntryWithALongPath() {
        String folder = "f".repeat(63) + "/" + "g".repeat(64);
        String parent = folder + "/" + "n".repeat(64);
        world.put("shop", "/", "f".repeat(63), ResourceType.FOLDER, "{}");
        world.put("shop", "f".repeat(63), "g".repeat(64), ResourceType.FOLDER, "{}");
        world.put("shop", folder, "n".repeat(64), ResourceType.CONTENT, "{}");
        assertThat(load(ResourceType.JSON, false, parent, "shortname,a\none,1\n")
                        .failures())
                .isEmpty();
        assertThat(load(ResourceType.JSON, false, parent + "/item", "shortname,price\ntwo,1\n")
                        .failures())
                .isEmpty();
        for (String name : List.of("one", "two")) {
            assertThat(world.store.find(Locator.of("shop", parent, name, ResourceType.JSON)))
                    .isPresent();
        }
        assertThatThrownBy(() -> load(ResourceType.CONTENT, false, parent, "shortname,a\none,1\n"))
                .isInstanceOf(DmartException.Invalid.class);
    }

    @Test
    void theRootIsThereForWhatStandsInIt() {
        assertThat(load(ResourceType.CONTENT, false, "__root__", "shortname,a\ntop,1\n")
                        .failures())
                .isEmpty();
        assertThat(world.store.find(Locator.of("shop", "/", "top", ResourceType.CONTENT)))
                .isPresent();
        assertThatThrownBy(() -> load(ResourceType.JSON, false, "__root__", "shortname,a\ntop,1\n"))
                .isInstanceOf(DmartException.NotFound.class);
    }
}
