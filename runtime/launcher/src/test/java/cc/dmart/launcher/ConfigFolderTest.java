package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.apache.felix.cm.file.ConfigurationHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what Felix Config Admin reads, with its types. */
class ConfigFolderTest {
    @TempDir
    Path temporary;

    private Path root;
    private ConfigFolder folder;

    @BeforeEach
    void reset() throws IOException {
        root = temporary.resolve("config");
        folder = new ConfigFolder(root);
        folder.reset();
    }

    private Dictionary<?, ?> read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(root.resolve(file))) {
            return ConfigurationHandler.read(in);
        }
    }

    @Test
    void valuesKeepTheirTypes() throws IOException {
        String text = "a \"quoted\" \\ = é\n$x";
        folder.write(
                "cc.dmart.core",
                Map.of(
                        "text",
                        text,
                        "a_number",
                        5,
                        "a_long",
                        6L,
                        "on",
                        true,
                        "names",
                        List.of("a", "b c"),
                        "no",
                        List.of()));
        Dictionary<?, ?> properties = read("cc/dmart/core.config");
        assertThat(properties.get("text")).isEqualTo(text);
        assertThat(properties.get("a.number")).isEqualTo(5);
        assertThat(properties.get("a.long")).isEqualTo(6L);
        assertThat(properties.get("on")).isEqualTo(true);
        assertThat(properties.get("names")).isEqualTo(new String[] {"a", "b c"});
        assertThat(properties.get("no")).isEqualTo(new String[0]);
        assertThat(properties.get("service.pid")).isEqualTo("cc.dmart.core");
    }

    @Test
    void onlyTheOwnerReads() throws IOException {
        folder.write("cc.dmart.auth", Map.of("jwt_secret", "s"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("cc/dmart/auth.config"))))
                .isEqualTo("rw-------");
    }

    @Test
    void factoryInstancesAreTakenOver() throws IOException {
        Path file = temporary.resolve("Some.Factory~main.properties");
        Files.writeString(file, "jersey.context.path=/\n");
        folder.copy(file);
        Dictionary<?, ?> properties = read("Some/Factory%007emain.config");
        assertThat(properties.get("service.factoryPid")).isEqualTo("Some.Factory");
        assertThat(properties.get("service.pid")).isEqualTo("Some.Factory~main");
        assertThat(properties.get("jersey.context.path")).isEqualTo("/");
    }

    @Test
    void aStartForgetsTheLastOne() throws IOException {
        folder.write("cc.dmart.core", Map.of("a", 1));
        folder.reset();
        assertThat(root).isEmptyDirectory();
    }
}
