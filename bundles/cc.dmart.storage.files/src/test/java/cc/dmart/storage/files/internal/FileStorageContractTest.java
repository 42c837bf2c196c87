package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.SpooledFile;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.api.storage.testing.EntryStoreContract;
import cc.dmart.storage.files.internal.disk.NioDisk;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

    /** A second copy would cost an upload of some size half of its time. */
    @Test
    void aFileOfTheSameDiskIsRenamed(@TempDir Path other) throws IOException {
        byte[] bytes = {1, 2, 3};
        Path file = Files.write(other.resolve("upload.part"), bytes);
        Object before = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        StagedUpload upload = open.get(0).adopt(Scenarios.SHOP, new SpooledFile(file, 3, "sum", bytes), 3);
        assertThat(file).doesNotExist();
        Path staged = new Layout(folder.resolve("spaces"))
                .staging(Scenarios.SHOP)
                .resolve(upload.token().substring(5));
        assertThat(staged).hasBinaryContent(bytes);
        assertThat(Files.readAttributes(staged, BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
        open.get(0).discard(upload);
        assertThat(staged).doesNotExist();
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
