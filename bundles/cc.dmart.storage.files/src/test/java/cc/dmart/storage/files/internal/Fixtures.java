package cc.dmart.storage.files.internal;

import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.commit.StoreSettings;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.journal.JournalSettings;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;

/** Settings, stores and places for tests. */
final class Fixtures {
    private Fixtures() {}

    static StoreSettings settings(Path folder) {
        return settings(folder, j -> j);
    }

    static StoreSettings settings(Path folder, UnaryOperator<JournalSettings> change) {
        JournalSettings journal = new JournalSettings(true, 50, 64 << 10, 16 << 20, 3600, 24);
        return new StoreSettings(
                folder.resolve("spaces"),
                folder.resolve("data"),
                change.apply(journal),
                16 << 20,
                64 << 20,
                ZoneOffset.UTC);
    }

    static Store open(Disk disk, Path folder) throws IOException {
        return Store.open(disk, settings(folder), new StorageThreads());
    }

    /** The folder with the data shared by the projects, found from the module's folder upward. */
    static Path sampleSpaces() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("bndrun"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("the root of the repository was not found");
        }
        Path sample = at.resolve("../shared/data/sample-spaces").normalize();
        if (!Files.isDirectory(sample)) {
            throw new IllegalStateException("the sample spaces are missing: " + sample);
        }
        return sample;
    }
}
