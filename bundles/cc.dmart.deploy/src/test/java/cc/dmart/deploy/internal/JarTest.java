package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars whose bytes stay in their file. */
class JarTest {
    @TempDir
    Path folder;

    private Path write(String version) throws IOException {
        return Files.write(folder.resolve("ex.jar"), PluginWorld.jar(version, List.of(), JarTest.class));
    }

    private static byte[] content(Jar jar) throws IOException {
        try (InputStream in = jar.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void itsSumIsThatOfTheWholeFile() throws IOException {
        Path file = write("1.0.0");
        Jar jar = Jar.read(file);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(jar.sha256()).isEqualTo(Jar.sha256(bytes)).isEqualTo(Jar.sha256(file));
        assertThat(jar.size()).isEqualTo(bytes.length);
        assertThat(content(jar)).isEqualTo(bytes);
        assertThat(jar.version()).isEqualTo("1.0.0");
        assertThat(jar.content()).contains(JarTest.class.getName());
    }

    /** Nobody gets what was not looked at. */
    @Test
    void aFileThatIsAnotherOneByNowIsNotGiven() throws IOException {
        Jar jar = Jar.read(write("1.0.0"));
        write("1.0.1");
        assertThatThrownBy(() -> content(jar)).hasMessage("ex.jar was changed while it was read");
        StateFiles state = new StateFiles(folder.resolve("state"));
        assertThatThrownBy(() -> state.keepGood("ex.jar", jar)).hasMessageContaining("ex.jar");
        assertThat(state.good("ex.jar")).isEmpty();
        state.keepGood("ex.jar", Jar.read(folder.resolve("ex.jar")));
        assertThat(state.good("ex.jar").orElseThrow().version()).isEqualTo("1.0.1");
        state.keepGood("ex.jar", state.good("ex.jar").orElseThrow());
        assertThat(content(state.good("ex.jar").orElseThrow())).isNotEmpty();
    }
}
