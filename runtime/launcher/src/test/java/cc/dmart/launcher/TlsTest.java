package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of keys and certificates that cannot work. */
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    @BeforeAll
    static void make() throws Exception {
        Files.createDirectories(folder.resolve("data/run"));
        pair("ec", "EC");
        pair("other", "EC");
        pair("rsa", "RSA");
        Files.writeString(folder.resolve("text.pem"), "nothing\n");
        KeyStore mixed = KeyStore.getInstance("PKCS12");
        mixed.load(null, null);
        Certificate[] chain = {store("other").getCertificate("own")};
        mixed.setKeyEntry("own", store("ec").getKey("own", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        try (OutputStream out = Files.newOutputStream(folder.resolve("mixed.p12"))) {
            mixed.store(out, PASSWORD.toCharArray());
        }
    }

    /** A key store, and the same as PEM files. */
    private static void pair(String name, String algorithm) throws Exception {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String command =
                "-genkeypair -alias own -keyalg %s -dname CN=localhost -storetype PKCS12 -keystore %s -storepass %s"
                        .formatted(algorithm, folder.resolve(name + ".p12"), PASSWORD);
        Process process = new ProcessBuilder((tool + " " + command).split(" "))
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Key key = store(name).getKey("own", PASSWORD.toCharArray());
        pem(name + ".key", "PRIVATE KEY", key.getEncoded());
        pem(name + ".pem", "CERTIFICATE", store(name).getCertificate("own").getEncoded());
    }

    private static KeyStore store(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void pem(String file, String what, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder().encodeToString(bytes);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private static Map<String, String> properties(String... variables) throws Exception {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put("DMART_TLS_" + variables[i], variables[i + 1]);
        }
        return Tls.properties(Settings.load(SettingsTable.load(), folder, environment));
    }

    @Test
    void keysOfTheirCertificatesAreTaken() throws Exception {
        for (String name : new String[] {"ec", "rsa"}) {
            assertThat(properties("CERTIFICATE", name + ".pem", "KEY", name + ".key"))
                    .containsEntry("org.apache.felix.https.enable", "true");
            assertThat(properties("KEYSTORE", name + ".p12", "KEYSTORE_PASSWORD", PASSWORD))
                    .containsEntry("org.apache.felix.https.enable", "true");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ec.pem | other.key | tls_key: F/other.key is not the key of the first certificate in F/ec.pem",
                "ec.pem | rsa.key | tls_key: F/rsa.key is not the key of the first certificate in F/ec.pem",
                "rsa.pem | ec.key | tls_key: F/ec.key is not the key of the first certificate in F/rsa.pem",
                "ec.pem | nope | tls_key: F/nope cannot be read: no such file",
                "nope | ec.key | tls_certificate: F/nope cannot be read: no such file",
                "text.pem | ec.key | tls_certificate: F/text.pem holds no certificate (BEGIN CERTIFICATE)",
                "ec.key | ec.key | tls_certificate: F/ec.key holds no certificate (BEGIN CERTIFICATE)",
                "ec.pem | text.pem | tls_key: F/text.pem holds no PKCS#8 key (BEGIN PRIVATE KEY); openssl pkcs8 -topk8 -nodes"
                        + " makes one of another key"
            })
    void whatCannotWorkIsRefused(String certificate, String key, String sentence) {
        assertThatThrownBy(() -> properties("CERTIFICATE", certificate, "KEY", key))
                .isInstanceOf(SettingsException.class)
                .hasMessage(sentence.replace("F/", folder + "/"));
    }

    @Test
    void aKeyStoreWithAnotherCertificateIsRefused() {
        assertThatThrownBy(() -> properties("KEYSTORE", "mixed.p12", "KEYSTORE_PASSWORD", PASSWORD))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "tls_keystore: the key in " + folder.resolve("mixed.p12") + " is not that of its certificate");
    }
}
