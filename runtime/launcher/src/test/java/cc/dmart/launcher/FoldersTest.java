package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of settings that cannot be used end the start before anything is written elsewhere. */
class FoldersTest {
    @TempDir
    Path home;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        Files.createDirectories(home.resolve("etc"));
        file = Files.writeString(home.resolve("file"), "text");
    }

    private void prepare(String variable, String value) throws IOException {
        Server.prepare(home, Settings.load(SettingsTable.load(), home, Map.of(variable, value)))
                .close();
    }

    @ParameterizedTest
    @CsvSource({"spaces,''", "spaces,/below", "data,''", "data,/below/it", "plugins,''", "log_dir,''", "log_dir,/below"
    })
    void whatIsNoFolderIsNamed(String key, String below) {
        assertThatThrownBy(() -> prepare("DMART_" + key.toUpperCase(Locale.ROOT), file + below))
                .isInstanceOf(SettingsException.class)
                .hasMessage(key + ": " + file + " is no folder");
    }

    @ParameterizedTest
    @CsvSource({"dmart.log", "audit.jsonl"})
    void aLogThatCannotBeWrittenIsNamed(String name) throws IOException {
        Path taken = Files.createDirectories(home.resolve("logs").resolve(name));
        assertThatThrownBy(() -> prepare("DMART_LOG_DIR", "logs"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("log_dir: " + taken + " cannot be written");
    }

    @Test
    void missingOnesAreMade() throws IOException {
        prepare("DMART_LOG_DIR", "far/away");
        assertThat(home.resolve("far/away")).isDirectory();
        assertThat(home.resolve("plugins-dropin")).isDirectory();
        assertThat(home.resolve("data/run/lock")).exists();
        assertThat(home.resolve("spaces")).as("which the storage makes").doesNotExist();
    }

    @Test
    void aReasonDoesNotRepeatThePath() {
        assertThat(Folders.reason(new AccessDeniedException("/x"))).isEqualTo("permission denied");
        assertThat(Folders.reason(new FileSystemException("/x", null, "Read-only file system")))
                .isEqualTo("Read-only file system");
        assertThat(Folders.reason(new IOException("no space"))).isEqualTo("java.io.IOException: no space");
    }
}
