package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the bundles export and import of ours. */
class ManifestTest {
    private static final String OURS = "cc.dmart.";

    private static final String PLUGIN = OURS + "plugin.";

    static List<Path> bundles() {
        return Stream.concat(House.bundles().stream(), House.plugins().stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void theNameIsTheFolder(Path bundle) throws IOException {
        assertThat(header(bundle, "Bundle-SymbolicName"))
                .isEqualTo(bundle.getFileName().toString());
    }

    /** The client runs outside the server too and is no part of it. */
    @ParameterizedTest
    @MethodSource("bundles")
    void onlyTheApiExports(Path bundle) throws IOException {
        if (bundle.endsWith("cc.dmart.client")) {
            assertThat(header(bundle, "Export-Package"))
                    .startsWith("cc.dmart.client;")
                    .doesNotContain(",cc.dmart");
        } else if (!bundle.endsWith("cc.dmart.api")) {
            assertThat(header(bundle, "Export-Package")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsAreAllowed(Path bundle) throws IOException {
        if (!bundle.endsWith("cc.dmart.api")) {
            assertThat(imports(bundle)).isSubsetOf(allowed(bundle));
        }
    }

    static Set<String> allowed(Path bundle) throws IOException {
        Properties table = new Properties();
        try (InputStream in = ManifestTest.class.getResourceAsStream("allowed-imports.properties")) {
            table.load(in);
        }
        String folder = bundle.getFileName().toString();
        String name = folder.startsWith(PLUGIN) ? "plugin" : folder.substring(OURS.length());
        return Stream.of(table.getProperty(name, "").split(" "))
                .map(part -> OURS + "api." + part)
                .collect(Collectors.toSet());
    }

    private static Set<String> imports(Path bundle) throws IOException {
        return ours(header(bundle, "Import-Package"));
    }

    /** Our packages that a manifest imports; attributes are cut off, commas inside quotes are none. */
    static Set<String> ours(String header) {
        Set<String> imports = new TreeSet<>();
        String plain = header.replaceAll("\"[^\"]*\"", "");
        for (String clause : plain.split(",")) {
            String name = clause.replaceFirst(";.*", "").strip();
            if (name.startsWith(OURS)) {
                imports.add(name);
            }
        }
        return imports;
    }

    private static String header(Path bundle, String name) throws IOException {
        try (JarFile jar = House.jar(bundle)) {
            String value = jar.getManifest().getMainAttributes().getValue(name);
            return value == null ? "" : value;
        }
    }
}
