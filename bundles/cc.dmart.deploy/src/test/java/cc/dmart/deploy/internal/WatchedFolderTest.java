package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is uploaded is there as a whole or not at all, and nothing of it stays behind. */
class WatchedFolderTest {
    @TempDir
    Path folder;

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** The file that was checked: it is not written twice. */
    @Test
    void anUploadTakesThePlaceOfTheFile() throws IOException {
        WatchedFolder watched = new WatchedFolder(folder.toString());
        watched.put("ex.json", stream("{\"ordinal\":1}"));
        Object[] spooled = new Object[1];
        watched.put("ex.json", new FilterInputStream(stream("{\"ordinal\":2}")) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int count = super.read(to, offset, length);
                if (count < 0) {
                    spooled[0] = key(names().get(0));
                }
                return count;
            }
        });
        assertThat(names()).containsExactly("ex.json");
        assertThat(folder.resolve("ex.json")).hasContent("{\"ordinal\":2}");
        assertThat(spooled[0]).isNotNull().isEqualTo(key("ex.json"));
    }

    private Object key(String name) throws IOException {
        return Files.readAttributes(folder.resolve(name), BasicFileAttributes.class)
                .fileKey();
    }

    /** Others may read it as what is dropped by hand. */
    @Test
    void itsPermissionsAreThoseOfAnyNewFile() throws IOException {
        new WatchedFolder(folder.toString()).put("ex.json", stream("{}"));
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        assertThat(Files.getPosixFilePermissions(folder.resolve("ex.json")))
                .isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void whatIsRefusedOrBreaksOffLeavesNothing() throws IOException {
        WatchedFolder watched = new WatchedFolder(folder.toString());
        watched.put("ex.json", stream("{}"));
        assertThatThrownBy(() -> watched.put("ex.json", stream("{'"))).isInstanceOf(DmartException.Invalid.class);
        assertThatThrownBy(() -> watched.put("ex.jar", stream("none"))).isInstanceOf(DmartException.Invalid.class);
        assertThatThrownBy(() -> watched.put("ex.json", new FilterInputStream(stream("{}")) {
                    @Override
                    public int read(byte[] to, int offset, int length) {
                        throw new IllegalStateException("gone");
                    }
                }))
                .hasMessage("gone");
        assertThat(names()).containsExactly("ex.json");
        assertThat(folder.resolve("ex.json")).hasContent("{}");
    }

    @Test
    void aNameThatIsTakenByAFolderLeavesNothing() throws IOException {
        Files.createDirectories(folder.resolve("ex.json/in"));
        WatchedFolder watched = new WatchedFolder(folder.toString());
        assertThatThrownBy(() -> watched.put("ex.json", stream("{}"))).isInstanceOf(DmartException.Unavailable.class);
        assertThat(names()).containsExactly("ex.json");
    }

    @Test
    void whatACrashLeftOfAnUploadGoes() throws IOException {
        Files.createFile(folder.resolve(".upload123.part"));
        Files.createFile(folder.resolve(".uploads"));
        Files.createFile(folder.resolve("ex.json"));
        WatchedFolder watched = new WatchedFolder(folder.toString());
        assertThat(watched).hasToString(folder.toString());
        assertThat(names()).containsExactly(".uploads", "ex.json");
        assertThat(new WatchedFolder(folder.resolve("none").toString()).files()).isEmpty();
    }
}
