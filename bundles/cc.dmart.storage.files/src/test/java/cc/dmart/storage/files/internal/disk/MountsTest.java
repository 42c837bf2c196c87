package cc.dmart.storage.files.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which file systems lie in a directory. */
final class MountsTest {
    private static final String TABLE = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            23 22 0:21 / /proc rw - proc proc rw
            30 22 8:2 / /srv rw,relatime - ext4 /dev/sda2 rw
            31 30 8:3 / /srv/spaces/shop rw,relatime - xfs /dev/sdb rw
            32 30 8:2 /other /srv/spaces/bound rw,relatime - ext4 /dev/sda2 rw
            33 30 8:3 /in /srv/spaces/again rw,relatime - xfs /dev/sdb rw
            34 30 0:44 / /srv/spaces/big\\040one/m\\134n rw - nfs4 host:/x rw
            35 30 0:45 / /srv/spaces/\u0627\u0628 rw - tmpfs tmpfs rw
            36 30 0:46 / /srv/spaces2 rw - tmpfs tmpfs rw
            a line of another kind
            """;

    @Test
    void oneDirectoryOfEachOtherFileSystemBelow() {
        assertThat(Mounts.below(TABLE, Path.of("/srv/spaces")))
                .containsExactlyInAnyOrder(
                        Path.of("/srv/spaces/shop"),
                        Path.of("/srv/spaces/big one/m\\n"),
                        Path.of("/srv/spaces/\u0627\u0628"));
        assertThat(Mounts.below(TABLE, Path.of("/srv/spaces/shop"))).isEmpty();
        assertThat(Mounts.below(TABLE, Path.of("/home"))).isEmpty();
    }

    /** What is mounted over a place counts there, and what lay below it is behind it. */
    @Test
    void theFolderMayBeAMountPointItself() {
        String over = TABLE + "37 30 8:3 / /srv/spaces rw - xfs /dev/sdb rw\n";
        assertThat(Mounts.below(over, Path.of("/srv/spaces")))
                .contains(Path.of("/srv/spaces/bound"))
                .doesNotContain(Path.of("/srv/spaces/shop"), Path.of("/srv/spaces/again"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theSystemIsAsked() {
        List<Path> all = new NioDisk().fileSystems(Path.of("/"));
        assertThat(all).first().isEqualTo(Path.of("/"));
        assertThat(all).anyMatch(path -> path.startsWith("/proc"));
        assertThat(all).filteredOn(path -> path.equals(Path.of("/"))).hasSize(1);
        assertThat(Files.isDirectory(all.get(0))).isTrue();
    }
}
