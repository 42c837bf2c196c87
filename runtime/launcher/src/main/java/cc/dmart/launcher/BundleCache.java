package cc.dmart.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the framework keeps the bundles of one run. Each start begins with none, so that nothing of the last run haunts it; the
 * thousand files of that are set aside first and removed when the server is ready, as nobody should wait for it. Used by one
 * thread, under the lock of the data folder.
 */
final class BundleCache {
    private static final Logger LOG = LoggerFactory.getLogger(BundleCache.class);
    private static final String NAME = "bundles";
    private static final String ASIDE = NAME + ".old";

    private final Path run;

    /** @param data the data folder */
    BundleCache(Path data) {
        run = data.resolve("run");
    }

    /** The folder for the framework. */
    Path folder() {
        return run.resolve(NAME);
    }

    /** Takes what is there out of the way. */
    void setAside() throws IOException {
        if (Files.isDirectory(folder())) {
            Path aside = Files.createTempDirectory(run, ASIDE);
            Files.move(folder(), aside.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Removes what was set aside, by this start and by those that ended before they came so far. */
    void sweep() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(run, ASIDE + "*")) {
            for (Path aside : left) {
                remove(aside);
            }
        } catch (IOException | UncheckedIOException e) { // the next start tries again
            LOG.warn("An old cache of bundles cannot be removed", e);
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
