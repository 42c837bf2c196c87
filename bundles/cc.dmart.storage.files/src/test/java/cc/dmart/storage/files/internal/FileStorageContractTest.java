package cc.dmart.storage.files.internal;

import cc.dmart.api.storage.testing.EntryStoreContract;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The file storage keeps the contract, also across a restart. */
final class FileStorageContractTest extends EntryStoreContract {
    @TempDir
    Path folder;

    private final List<FileStorage> open = new ArrayList<>();

    @Override
    protected Stores open() {
        try {
            FileStorage storage = new FileStorage(Fixtures.open(new NioDisk(), folder));
            open.add(storage);
            return new Stores(storage, storage, storage);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Stores reopen(Stores before) {
        close();
        return open();
    }

    @AfterEach
    void close() {
        for (FileStorage storage : open) {
            try {
                storage.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        open.clear();
    }
}
