package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the level of the log decides, and what not. */
class LogbackConfiguratorTest {
    @TempDir
    Path folder;

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void settings() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        System.setProperty(LogbackConfigurator.FORMAT, "text");
        System.setProperty(LogbackConfigurator.DIR, folder.toString());
    }

    @AfterEach
    void clear() {
        context.stop();
        System.clearProperty(LogbackConfigurator.FORMAT);
        System.clearProperty(LogbackConfigurator.LEVEL);
        System.clearProperty(LogbackConfigurator.DIR);
    }

    private void configure(String level) {
        System.setProperty(LogbackConfigurator.LEVEL, level);
        new LogbackConfigurator().configure(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "debug", "info", "warn", "error"})
    void s5_13_i6_theAuditLogDoesNotDependOnTheLevel(String level) throws Exception {
        configure(level);
        context.getLogger("dmart.audit").info("{}", "{\"event\":\"login\"}");
        assertThat(Files.readString(folder.resolve("audit.jsonl"))).isEqualTo("{\"event\":\"login\"}\n");
        assertThat(Files.readString(folder.resolve("dmart.log"))).doesNotContain("login");
    }

    @Test
    void s5_13_i6_withoutAFolderTheAuditLogIsStandardOutput() {
        System.setProperty(LogbackConfigurator.DIR, "");
        configure("error");
        assertThat(context.getLogger("dmart.audit").isInfoEnabled()).isTrue();
        assertThat(context.getLogger("dmart.audit").isAdditive()).isTrue();
        assertThat(context.getLogger("cc.dmart.x").isWarnEnabled()).isFalse();
    }

    @Test
    void otherLoggersObeyTheLevel() throws Exception {
        configure("warn");
        context.getLogger("cc.dmart.x").info("life");
        context.getLogger("cc.dmart.x").warn("trouble");
        assertThat(Files.readString(folder.resolve("dmart.log")))
                .contains("trouble")
                .doesNotContain("life");
    }
}
