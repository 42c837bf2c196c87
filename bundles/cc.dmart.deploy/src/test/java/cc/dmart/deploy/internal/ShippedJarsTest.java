package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.DeliveryService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes with the server is trusted by its sum, wherever it lies; everything else by the rule for others. */
class ShippedJarsTest {
    @TempDir
    Path folder;

    private ShippedJars shipped;
    private StateFiles state;
    private Grants grants;

    @BeforeEach
    void ship() throws IOException {
        Files.createDirectories(folder.resolve("plugins/optional"));
        Files.write(folder.resolve("plugins/audit.jar"), jar("audit", "1.0.0"));
        Files.write(folder.resolve("plugins/notes.txt"), new byte[] {1});
        Files.write(folder.resolve("plugins/optional/git.jar"), jar("git", "1.0.0"));
        shipped = new ShippedJars(folder.resolve("plugins"));
        state = new StateFiles(folder.resolve("state"));
        grants = new Grants(state, shipped, Set.of("network"));
    }

    private static byte[] jar(String plugin, String version) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", "cc.dmart.plugin." + plugin);
        main.putValue("Bundle-Version", version);
        main.putValue("Dmart-Plugin", plugin);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("a.txt"));
        }
        return out.toByteArray();
    }

    @Test
    void onlyWhatLiesAtTheTopRunsByItself() {
        assertThat(shipped.running()).extracting(Jar::plugin).containsExactly("audit");
        assertThat(shipped.of("audit")).map(Jar::version).contains("1.0.0");
        assertThat(shipped.of("git")).isEmpty();
    }

    @Test
    void aCopyIsTrustedAndANamesakeIsNot() throws IOException {
        assertThat(shipped.running()).hasSize(1);
        assertThat(grants.of(Fakes.jar(jar("audit", "1.0.0")))).isEqualTo(DeliveryService.GRANTS);
        assertThat(grants.of(Fakes.jar(jar("git", "1.0.0")))).isEqualTo(DeliveryService.GRANTS);
        assertThat(grants.of(Fakes.jar(jar("audit", "6.6.6")))).containsExactly("network");
        assertThat(grants.of(Fakes.jar(jar("git", "6.6.6")))).containsExactly("network");
    }

    @Test
    void anAdministratorHasTheLastWord() throws IOException {
        state.grant("audit", Set.of());
        assertThat(grants.of(Fakes.jar(jar("audit", "1.0.0")))).isEmpty();
        assertThat(grants.of("webhook")).containsExactly("network");
    }

    @Test
    void withoutThatFolderThereIsNothing() {
        assertThat(new ShippedJars(folder.resolve("none")).running()).isEmpty();
    }
}
