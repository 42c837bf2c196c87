package cc.dmart.rest.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where uploads wait when others can write there too. */
class WaitingFolderTest {
    @TempDir
    Path temporary;

    private WaitingFolder shared() {
        return new WaitingFolder(temporary.resolve("uploads"), true);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        Path file = shared().newFile();
        assertThat(mode(shared().path())).isEqualTo("rwx------");
        assertThat(mode(file)).isEqualTo("rw-r-----");
        Files.delete(file);
        shared().check();
        assertThat(shared().path()).isEmptyDirectory();
    }

    @Test
    void oneThatOthersCanEnterIsRefused() throws IOException {
        Files.createDirectory(shared().path());
        Files.setPosixFilePermissions(shared().path(), PosixFilePermissions.fromString("rwxrwxrwx"));
        isRefused();
        assertThat(shared().path()).isEmptyDirectory();
        Path file = new WaitingFolder(shared().path(), false).newFile();
        assertThat(file).as("below the data folder it is the operator's").exists();
    }

    @Test
    void aLinkToSomewhereElseIsRefused() throws IOException {
        Path target = Files.createDirectory(
                temporary.resolve("target"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(shared().path(), target);
        isRefused();
        assertThat(target).isEmptyDirectory();
    }

    private void isRefused() {
        assertThatThrownBy(() -> shared().check())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Not a folder of this server alone");
        assertThatThrownBy(() -> new Spool(shared(), Long.MAX_VALUE).write(new byte[300_000], 300_000))
                .isInstanceOf(IOException.class);
    }

    @Test
    void withoutADataFolderItIsOneOfTheAccount() {
        WaitingFolder folder = WaitingFolder.of("");
        assertThat(folder.isShared()).isTrue();
        assertThat(folder.path().getParent()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(WaitingFolder.of("/var/dmart"))
                .isEqualTo(new WaitingFolder(Path.of("/var/dmart/run/uploads"), false));
    }
}
