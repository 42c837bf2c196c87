package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that are legal by their type and are refused all the same. */
class SettingRulesTest {
    @TempDir
    Path home;

    private Settings load(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put("DMART_" + namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.load(SettingsTable.load(), home, environment);
    }

    /** Half of a pair never means plain HTTP. */
    @ParameterizedTest
    @CsvSource({
        "TLS_KEY,/nofile,tls_key: tls_certificate is expected with it",
        "TLS_CERTIFICATE,/nofile,tls_certificate: tls_key is expected with it",
        "TLS_KEYSTORE_PASSWORD,secret,tls_keystore_password: tls_keystore is expected with it"
    })
    void s5_15_m7_halfOfAPairIsRefused(String name, String value, String sentence) {
        assertThatThrownBy(() -> load(name, value))
                .isInstanceOf(SettingsException.class)
                .hasMessage(sentence);
    }

    @Test
    void wholePairsAndAKeyStoreWithoutPasswordAreNot() {
        assertThat(Tls.isOn(load("TLS_KEY", "/a", "TLS_CERTIFICATE", "/b"))).isTrue();
        assertThat(Tls.isOn(load("TLS_KEYSTORE", "/a", "TLS_KEYSTORE_PASSWORD", "b")))
                .isTrue();
        assertThat(Tls.isOn(load("TLS_KEYSTORE", "/a"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "MANAGEMENT_SPACE,a b,management_space: 'a b' is not valid: the name of a space is expected",
        "MANAGEMENT_SPACE,a123456789b123456789c123456789d12,'management_space: '",
        "DEFAULT_ACTIVE_PLUGINS,'x,a b',default_active_plugins: 'a b' is not valid: the name of a plugin is expected",
        "REGISTRATION_DEFAULT_ROLES,a b,registration_default_roles: 'a b' is not valid: the name of a role is expected",
        "ALLOWED_SUBMIT_MODELS,xyz,allowed_submit_models: 'xyz' is not valid: a form such as shop.order",
        "ALLOWED_SUBMIT_MODELS,'a.b,a.b.c',allowed_submit_models: 'a.b.c' is not valid",
        "ALLOWED_SUBMIT_MODELS,a.,allowed_submit_models: 'a.' is not valid"
    })
    void whatIsNoNameIsRefused(String name, String value, String sentence) {
        assertThatThrownBy(() -> load(name, value))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void legalNamesAreNot() {
        Settings settings = load(
                "MANAGEMENT_SPACE", "\u0627\u062F\u0627\u0631\u0629",
                "DEFAULT_ACTIVE_PLUGINS", "[\"a_1\",\"shop.plugin-b\"]",
                "REGISTRATION_DEFAULT_ROLES", "guest",
                "ALLOWED_SUBMIT_MODELS", "shop.order, shop.offer");
        assertThat(settings.texts("default_active_plugins")).containsExactly("a_1", "shop.plugin-b");
    }
}
