package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every documented outcome has a row, and rows expect what is documented. */
class OutcomesTest {
    static final Path SUMMARY = Path.of("target", "contract-summary.tsv");
    private static final String SUITE = "ContractIT.class";

    /** The rows of all suites of this package. */
    static List<Row> rows() throws Exception {
        List<Row> out = new ArrayList<>();
        Path folder = Path.of(
                        OutcomesTest.class.getResource("OutcomesTest.class").toURI())
                .getParent();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUITE)) {
                    String type = OutcomesTest.class.getPackageName() + "." + name.replace(".class", "");
                    var constructor = Class.forName(type).getDeclaredConstructor();
                    out.addAll(((ContractSuite) constructor.newInstance()).rows());
                }
            }
        }
        return out;
    }

    @Test
    void everyDocumentedOutcomeHasARow() throws Exception {
        Set<String> missing = new HashSet<>(Outcomes.all().keySet());
        rows().forEach(row -> missing.remove(row.outcome));
        assertThat(missing).as("outcomes without a row").isEmpty();
    }

    @Test
    void rowsExpectWhatIsDocumented() throws Exception {
        Map<String, Outcomes.Outcome> outcomes = Outcomes.all();
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            Outcomes.Outcome outcome = outcomes.get(row.outcome);
            if (outcome == null) {
                wrong.add(row + " is no documented outcome");
            } else if (row.status != outcome.status()
                    || row.code != outcome.code()
                    || !row.type.equals(outcome.type())) {
                wrong.add(row + " expects " + row.status + " " + row.type + " " + row.code + ", not " + outcome);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void summary() throws Exception {
        Map<String, int[]> counts = new TreeMap<>();
        Map<String, Outcomes.Outcome> outcomes = Outcomes.all();
        outcomes.values().forEach(o -> counts.computeIfAbsent(o.section(), s -> new int[2])[0]++);
        for (Row row : rows()) {
            counts.get(outcomes.get(row.outcome).section())[1]++;
        }
        StringBuilder out = new StringBuilder("section\tdocumented\trows\n");
        counts.forEach((section, n) -> out.append(section + "\t" + n[0] + "\t" + n[1] + "\n"));
        write(SUMMARY, out.toString());
        assertThat(counts.values()).allSatisfy(n -> assertThat(n[1]).isGreaterThanOrEqualTo(n[0]));
    }

    private static void write(Path file, String text) throws IOException, URISyntaxException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
