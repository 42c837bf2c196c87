package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path home;

    private Path file;

    @BeforeEach
    void makeConf() throws IOException {
        file = Files.createDirectories(home.resolve("conf")).resolve("dmart.properties");
    }

    private Settings load(Map<String, String> environment) {
        return Settings.load(SettingsTable.load(), home, environment);
    }

    @Test
    void defaultsNeedNoFile() {
        Settings settings = load(Map.of());
        assertThat(settings.text("host")).isEqualTo("127.0.0.1");
        assertThat(settings.number("port")).isEqualTo(8282);
        assertThat(settings.path("spaces")).isEqualTo(home.resolve("spaces"));
        assertThat(settings.path("log_dir")).isEqualTo(home.resolve("data/log"));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void theFileIsOverriddenByTheEnvironment() throws IOException {
        Files.writeString(file, "port = 1000\nhost = 0.0.0.0\ndata = elsewhere\n");
        Settings settings = load(Map.of("DMART_PORT", "2000"));
        assertThat(settings.number("port")).isEqualTo(2000);
        assertThat(settings.text("host")).isEqualTo("0.0.0.0");
        assertThat(settings.path("log_dir")).isEqualTo(home.resolve("elsewhere/log"));
    }

    @ParameterizedTest
    @CsvSource({
        "auto,127.0.0.1,dev",
        "auto,localhost,dev",
        "auto,0.0.0.0,production",
        "production,127.0.0.1,production",
        "test,0.0.0.0,test"
    })
    void theEnvironmentNameFollowsTheAddress(String named, String host, String expected) {
        assertThat(load(Map.of("DMART_APP_ENV", named, "DMART_HOST", host)).text("app_env"))
                .isEqualTo(expected);
    }

    @Test
    void anUnknownKeyOfTheFileIsNamed() throws IOException {
        Files.writeString(file, "prot=1\n");
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + ": 'prot' is not a setting");
    }

    @Test
    void anUnknownVariableIsOnlyAWarning() {
        Settings settings = load(Map.of("DMART_PROT", "1", "DMART_JAVA_OPTS", "-Xmx1g", "HOME", "/root"));
        assertThat(settings.warnings()).singleElement().asString().contains("DMART_PROT");
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,x,a whole number",
        "PORT,65536,at most 65535",
        "PORT,-1,at least 0",
        "LOG_FORMAT,xml,'text, json'",
        "TIMEZONE,Mars/Base,a time zone"
    })
    void aWrongValueNamesItsSource(String name, String value, String expected) {
        assertThatThrownBy(() -> load(Map.of("DMART_" + name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("DMART_" + name + ": '" + value + "' is not valid")
                .hasMessageContaining(expected);
    }

    @Test
    void theCoreIsToldAllButTheSecrets() {
        Map<String, Object> core = load(Map.of("DMART_ADMIN_PASSWORD", "Hidden12", "DMART_LOG_DIR", "/a \"b\""))
                .byPid()
                .get("cc.dmart.core");
        assertThat(core).containsEntry("admin_password", "Hidden12");
        assertThat(core.get("settings_json").toString())
                .contains("\"port\":8282", "\"admin_password\":\"******\"", "\"log_dir\":\"/a \\\"b\\\"\"")
                .doesNotContain("Hidden12");
    }
}
