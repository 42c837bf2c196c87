package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexGeneration;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StorageFinding.Kind;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rebuild says of files that it leaves out. */
class UnreadableFilesTest extends IndexFeedFixture {
    private final List<String> told = new ArrayList<>();
    private final IndexGeneration target = (IndexGeneration) Proxy.newProxyInstance(
            IndexGeneration.class.getClassLoader(),
            new Class<?>[] {IndexGeneration.class},
            (proxy, method, args) -> method.getName().equals("has") ? true : null);
    private final RebuildScan scan = new RebuildScan(
            documents(),
            target,
            0,
            new ReindexMeter(),
            () -> false,
            new Pace(() -> 0L, () -> {}),
            new UnreadableFiles(told::add));

    private static StorageFinding unreadable(String path) {
        return new StorageFinding(Kind.UNREADABLE, path, "cannot be read: permission denied");
    }

    @Test
    void whatCannotBeReadIsTold() {
        scan.finding(unreadable("shop/pens"));
        scan.finding(new StorageFinding(Kind.MISSING_META, "shop/inks", "no meta of an entry"));
        scan.finish();
        assertThat(told).containsExactly("Passed over for the index: shop/pens: cannot be read: permission denied");
    }

    @Test
    void manyAreCounted() {
        for (int i = 0; i < 500; i++) {
            scan.finding(unreadable("shop/p" + i));
        }
        scan.finish();
        assertThat(told).hasSize(21);
        assertThat(told.get(19)).startsWith("Passed over for the index: shop/p19: ");
        assertThat(told.get(20))
                .isEqualTo("Passed over for the index: 500 files or folders in all; the health check names them");
    }
}
