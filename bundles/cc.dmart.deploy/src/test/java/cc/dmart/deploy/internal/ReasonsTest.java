package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a jar says of itself, and why it does not start, in one sentence. */
class ReasonsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Unable to resolve x [9](R 9.0): missing requirement [x [9](R 9.0)] osgi.wiring.package;"
                        + " (&(osgi.wiring.package=org.foo)(version>=1.2.0)(!(version>=2.0.0))) Unresolved requirements:"
                        + " [..] | it needs the package org.foo from version 1.2.0 on, which nobody here exports",
                "missing requirement osgi.wiring.package; (osgi.wiring.package=org.foo)"
                        + " | it needs the package org.foo, which nobody here exports",
                "missing requirement osgi.ee; (&(osgi.ee=JavaSE)(version=99)) | it needs Java 99",
                "missing requirement osgi.wiring.bundle; (&(osgi.wiring.bundle=cc.other)(x=1)) | it needs the bundle"
                        + " cc.other",
                "Activator start error | IllegalStateException: Activator start error",
            })
    void sentences(String message, String expected) {
        assertThat(Reasons.of(new IllegalStateException(message))).isEqualTo(expected);
    }

    @Test
    void theLastCauseCounts() {
        Exception thrown = new IllegalStateException("outer", new IOException("no file\nsecond line"));
        assertThat(Reasons.of(thrown)).isEqualTo("IOException: no file");
    }

    private static byte[] jar(Map<String, String> headers, String config) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            out.putNextEntry(new JarEntry("config.json"));
            out.write(config.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aJarTellsItsNameVersionAndSpi() throws IOException {
        Jar jar = Fakes.jar(jar(
                Map.of(
                        "Bundle-SymbolicName",
                        "com.example.x;singleton:=true",
                        "Bundle-Version",
                        "1.2.3",
                        "Dmart-Plugin",
                        "stock",
                        "Import-Package",
                        "cc.dmart.api.model;version=\"[1.0,2)\",cc.dmart.api.plugin;version=\"[1.1,2)\""),
                "{\"ordinal\":3}"));
        assertThat(jar.plugin()).isEqualTo("stock");
        assertThat(jar.version()).isEqualTo("1.2.3");
        assertThat(jar.spi()).isEqualTo("[1.1,2)");
        assertThat(jar.config().orElseThrow().number("ordinal").orElseThrow().longValue())
                .isEqualTo(3);
        assertThat(Fakes.jar(jar(Map.of("Bundle-SymbolicName", "com.example.x;singleton:=true"), "{}"))
                        .plugin())
                .isEqualTo("com.example.x");
    }

    @Test
    void whatIsNoPluginSaysWhy() throws IOException {
        assertThatThrownBy(() -> Fakes.jar(new byte[] {1, 2, 3})).hasMessageContaining("Bundle-SymbolicName");
        byte[] nameless = jar(Map.of("X", "y"), "{}");
        assertThatThrownBy(() -> Fakes.jar(nameless)).hasMessageContaining("Bundle-SymbolicName");
        byte[] odd = jar(Map.of("Bundle-SymbolicName", "x", "Dmart-Plugin", "../x"), "{}");
        assertThatThrownBy(() -> Fakes.jar(odd)).hasMessageContaining("not usable");
        byte[] broken = jar(Map.of("Bundle-SymbolicName", "x"), "{");
        assertThatThrownBy(() -> Fakes.jar(broken)).hasMessageContaining("config.json");
    }
}
