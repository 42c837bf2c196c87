package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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

    @Test
    void s5_13_i1_aFlagIsNoSecretWhateverItsName() {
        String json = String.valueOf(load(Map.of("DMART_JWT_SECRET", "x".repeat(40)))
                .byPid()
                .get("cc.dmart.core")
                .get("settings_json"));
        assertThat(json)
                .contains("\"generate_admin_password\":false")
                .contains("\"address_change_needs_password\":false")
                .contains("\"reset_disables_password\":false")
                .contains("\"jwt_secret\":\"******\"");
    }

    @ParameterizedTest
    @CsvSource({
        "auto,127.0.0.1,'',dev",
        "auto,localhost,'',dev",
        "auto,127.0.0.1,127.0.0.1,production",
        "auto,0.0.0.0,'',production",
        "production,127.0.0.1,'',production",
        "dev,127.0.0.1,127.0.0.1,dev",
        "test,0.0.0.0,'',test"
    })
    void theEnvironmentNameFollowsTheAddress(String named, String host, String proxies, String expected) {
        assertThat(load(Map.of("DMART_APP_ENV", named, "DMART_HOST", host, "DMART_TRUSTED_PROXIES", proxies))
                        .text("app_env"))
                .isEqualTo(expected);
    }

    /** Else all that is written in it would not count, and nobody would know. */
    @Test
    void aFileThatCannotBeReadEndsTheStart() throws IOException {
        Files.createDirectory(file);
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(file + " cannot be read: ")
                .hasMessageEndingWith("Is a directory");
        Files.delete(file);
        Files.write(file, new byte[] {'l', 'o', 'g', '=', (byte) 0xE9, '\n'});
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + " cannot be read: it is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,'','',false,''",
        "0.0.0.0,'','',false,answered to this machine only",
        "0.0.0.0,10.0.0.1,'',false,''",
        "0.0.0.0,'',/etc/k.p12,false,''",
        "0.0.0.0,'','',true,can be read on their way"
    })
    void s5_15_m7_whoListensElsewhereIsWarned(
            String host, String proxies, String store, boolean anywhere, String warning) {
        List<String> warnings = load(Map.of(
                        "DMART_HOST", host,
                        "DMART_TRUSTED_PROXIES", proxies,
                        "DMART_TLS_KEYSTORE", store,
                        "DMART_PLAIN_HTTP_ANYWHERE", String.valueOf(anywhere)))
                .warnings();
        assertThat(String.join(" ", warnings)).contains(warning);
        assertThat(warnings.isEmpty()).isEqualTo(warning.isEmpty());
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

    @ParameterizedTest
    @CsvSource({
        "rw-r--r--,jwt_secret=x,true",
        "rw-rw----,mail_password=x,true",
        "rw-r-----,jwt_secret=x,false",
        "rw-------,jwt_secret=x,false",
        "rw-r--r--,port=8283,false",
        "rw-r--r--,#jwt_secret=x,false",
        "rw-r--r--,jwt_secret=,false"
    })
    void s5_14_b7_aFileWithSecretsThatOthersReadIsWarnedAbout(String mode, String line, boolean warned)
            throws IOException {
        Files.writeString(file, line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        List<String> warnings = load(Map.of()).warnings();
        assertThat(warnings).hasSize(warned ? 1 : 0).allMatch(w -> w.contains(mode) && !w.contains("x "));
    }

    /** The defaults of {@code security.md} 6, as the file would state them. */
    @ParameterizedTest
    @CsvSource({
        "app_env,auto",
        "jwt_secret,AUTOGEN",
        "jwt_secret_previous,''",
        "jwt_algorithm,HS256",
        "jwt_access_expires,2592000",
        "session_inactivity_ttl,0",
        "session_max_lifetime,0",
        "max_sessions_per_user,5",
        "logout_on_pwd_change,true",
        "cookie_secure,auto",
        "max_failed_login_attempts,5",
        "lockout_mode,timed",
        "lockout_seconds,900",
        "auth_rate_limit_per_minute,10",
        "trusted_proxies,''",
        "is_registrable,true",
        "is_otp_for_create_required,true",
        "registration_default_roles,''",
        "otp_token_ttl,300",
        "allow_otp_resend_after,60",
        "otp_strict_purpose,true",
        "mock_smtp_api,false",
        "mock_smpp_api,false",
        "mock_otp_code,123456",
        "invitation_ttl,172800",
        "url_shorter_expires,3600",
        "invitation_link,''",
        "social_login_allowed,true",
        "google_client_id,''",
        "facebook_client_id,''",
        "apple_client_id,''",
        "user_profile_payload_protected_fields,''",
        "allowed_submit_models,''",
        "allowed_cors_origins,''",
        "group_roles_enabled,true",
        "management_space,management",
        "max_query_limit,10000",
        "request_timeout,35",
        "jq_timeout,2",
        "max_upload_size,50MiB",
        "max_files_per_user,0",
        "max_bytes_per_space,0",
        "zip_max_entries,20000",
        "zip_max_bytes,1GiB",
        "lock_period,300",
        "enable_channel_auth,false",
        "channels,''",
        "data_assets_enabled,false",
        "docs_enabled,true",
        "is_sha_required,false"
    })
    void s6_defaults(String key, String expected) {
        assertThat(SettingsTable.load().find(key).orElseThrow().defaultText()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"all_spaces_mw", "all_subpaths_mw", "current_user_mw", "current_user_owner_mw", "root_subpath_mw"})
    void s6_magicWordsAreFixed(String key) throws IOException {
        Files.writeString(file, key + "=x\n");
        assertThatThrownBy(() -> load(Map.of())).hasMessageContaining(key);
    }
}
