package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The keys that the components read are the rows of the launcher's table, in both directions. */
class SettingsTest {
    private static final Path TABLE =
            House.CHECKOUT.resolve("runtime/launcher/src/main/resources/cc/dmart/launcher/settings.tsv");

    @Test
    void componentsReadWhatTheTableGivesThem() throws Exception {
        Map<String, Set<String>> read = new TreeMap<>();
        for (Path bundle : House.bundles()) {
            collect(bundle, read);
        }
        Map<String, Set<String>> given = table();
        given.keySet().retainAll(names());
        given.get("cc.dmart.core").add("settings_json"); // made by the launcher of all the others
        assertThat(pairs(read)).containsExactlyInAnyOrderElementsOf(pairs(given));
    }

    private static List<String> pairs(Map<String, Set<String>> keys) {
        return keys.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(key -> e.getKey() + " " + key))
                .toList();
    }

    /** Rows for a bundle that is not there are waiting for it. */
    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        House.bundles().forEach(bundle -> names.add(bundle.getFileName().toString()));
        return names;
    }

    private static Map<String, Set<String>> table() throws IOException {
        Map<String, Set<String>> keys = new TreeMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] cells = line.split("\t", -1);
                for (String pid : cells[5].split(",")) {
                    keys.computeIfAbsent(pid, p -> new TreeSet<>()).add(cells[0]);
                }
            }
        }
        return keys;
    }

    private static void collect(Path bundle, Map<String, Set<String>> read) throws Exception {
        try (JarFile jar = House.jar(bundle)) {
            for (JarEntry entry : jar.stream()
                    .filter(e -> e.getName().matches("OSGI-INF/metatype/.*\\.xml"))
                    .toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    collect(in, read);
                }
            }
        }
    }

    private static void collect(InputStream in, Map<String, Set<String>> read)
            throws IOException, ParserConfigurationException, SAXException {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        NodeList designates = document.getElementsByTagName("Designate");
        NodeList attributes = document.getElementsByTagName("AD");
        for (int d = 0; d < designates.getLength(); d++) {
            Set<String> keys =
                    read.computeIfAbsent(((Element) designates.item(d)).getAttribute("pid"), p -> new TreeSet<>());
            for (int a = 0; a < attributes.getLength(); a++) {
                keys.add(((Element) attributes.item(a)).getAttribute("id").replace('.', '_'));
            }
        }
    }
}
