package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.SpooledFile;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a file of an upload becomes a staged one where the disk does not do what it should. */
class StagingAdoptTest {
    private static final byte[] BYTES = {1, 2, 3};
    private static final String SUM = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";

    @TempDir
    Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private Store store;
    private Path source;

    @BeforeEach
    void open() throws IOException {
        store = Fixtures.open(disk, folder);
        Scenarios.build(store);
        source = Files.write(folder.resolve("upload.part"), BYTES);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private StagedUpload adopt(SpaceName space, long size, long max) {
        return store.staging().adopt(space, new SpooledFile(source, size, SUM, BYTES), max);
    }

    private int refused(SpaceName space, long size, long max) {
        return catchThrowableOfType(DmartException.class, () -> adopt(space, size, max))
                .status();
    }

    private List<Path> staged() throws IOException {
        Path place = new Layout(folder.resolve("spaces")).staging(Scenarios.SHOP);
        if (!Files.exists(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.toList();
        }
    }

    @Test
    void whatCannotBeRenamedIsCopied() throws IOException {
        for (IOException cause : List.of(
                new AtomicMoveNotSupportedException("a", "b", "Invalid cross-device link"),
                new FileSystemException("a", "b", "Invalid cross-device link"),
                new AccessDeniedException("a"))) {
            disk.failNext("rename", cause);
            StagedUpload upload = adopt(Scenarios.SHOP, 3, 3);
            assertThat(upload.sha256()).isEqualTo(SUM);
            assertThat(upload.size()).isEqualTo(3);
            assertThat(staged()).hasSize(1);
            assertThat(staged().get(0)).hasBinaryContent(BYTES);
            assertThat(source).as("it belongs to whoever made it").hasBinaryContent(BYTES);
            store.staging().discard(upload.token());
            assertThat(staged()).isEmpty();
        }
    }

    @Test
    void aDiskThatFailsIsNotTriedAgain() throws IOException {
        disk.failNext("rename", new IOException("Input/output error"));
        assertThat(refused(Scenarios.SHOP, 3, 3)).isEqualTo(503);
        assertThat(staged()).isEmpty();
    }

    @Test
    void aRenameThatWasDoneAndReportedAsFailedLeavesNothing() throws IOException {
        disk.failNext("rename", 1);
        assertThat(refused(Scenarios.SHOP, 3, 3)).isEqualTo(503);
        assertThat(source).doesNotExist();
        assertThat(staged()).isEmpty();
    }

    @Test
    void aFileThatIsGoneIsAFailureOfTheServer() throws IOException {
        Files.delete(source);
        assertThat(refused(Scenarios.SHOP, 3, 3)).isEqualTo(503);
        assertThat(staged()).isEmpty();
    }

    @Test
    void aFileThatIsAnotherNowIsNotTaken() throws IOException {
        assertThat(refused(Scenarios.SHOP, 2, 3)).as("another size").isEqualTo(503);
        Path other = Files.move(source, folder.resolve("other"));
        Files.createSymbolicLink(source, other);
        assertThat(refused(Scenarios.SHOP, 3, 3)).as("a link").isEqualTo(503);
        assertThat(other).hasBinaryContent(BYTES);
        assertThat(staged()).isEmpty();
    }

    @Test
    void whatIsTakenAndNotDurableIsRemoved() throws IOException {
        disk.failNext("force", 1);
        assertThat(refused(Scenarios.SHOP, 3, 3)).isEqualTo(503);
        assertThat(staged()).isEmpty();
        Files.write(source, BYTES);
        disk.failNext("force", new IllegalStateException("closed"));
        assertThatThrownBy(() -> adopt(Scenarios.SHOP, 3, 3)).isInstanceOf(IllegalStateException.class);
        assertThat(staged()).isEmpty();
    }

    @Test
    void whatIsRefusedStaysWhereItIs() throws IOException {
        assertThat(refused(new SpaceName("nowhere"), 3, 3)).isEqualTo(404);
        assertThat(refused(Scenarios.SHOP, 3, 2)).isEqualTo(413);
        assertThat(source).hasBinaryContent(BYTES);
        assertThat(staged()).isEmpty();
    }
}
