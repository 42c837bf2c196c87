package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each start begins without bundles of the last one, and does not wait for their removal. */
class BundleCacheTest {
    @TempDir
    Path data;

    private long entries() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("run"))) {
            return files.count();
        }
    }

    @Test
    void whatIsThereIsSetAsideAndRemovedLater() throws IOException {
        BundleCache cache = new BundleCache(data);
        for (int start = 0; start < 2; start++) {
            Files.createDirectories(cache.folder().resolve("bundle1/version0.0"));
            Files.writeString(cache.folder().resolve("bundle1/bundle.info"), "1");
            cache.setAside();
            assertThat(cache.folder()).doesNotExist();
        }
        assertThat(entries()).as("set aside, not removed").isEqualTo(2);
        Path config = Files.createDirectory(data.resolve("run/config"));
        cache.sweep();
        assertThat(entries()).isEqualTo(1);
        assertThat(config).exists();
    }

    @Test
    void aFirstStartHasNothingToSetAside() throws IOException {
        Files.createDirectory(data.resolve("run"));
        BundleCache cache = new BundleCache(data);
        cache.setAside();
        cache.sweep();
        assertThat(entries()).isZero();
    }
}
