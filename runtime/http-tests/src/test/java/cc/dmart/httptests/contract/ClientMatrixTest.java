package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Client by client: whatever one of them calls, and whatever would break it ({@code http-api.md} 11), is covered; {@code
 * clients.tsv} says by what.
 */
class ClientMatrixTest {
    private static final List<String> CLIENTS = List.of("TS", "Py", "Da", "Net", "CLI", "CXB", "Cat");
    private static final int ENDPOINTS = 30;
    private static final int BREAKAGES = 24;

    private static List<CoveredLine> lines() throws IOException {
        return CoveredLine.read("clients.tsv");
    }

    @Test
    void everyLineIsCoveredByOutcomesOrTests() throws IOException {
        assertThat(lines()).hasSize(ENDPOINTS + BREAKAGES);
        assertThat(CoveredLine.uncovered(lines())).isEmpty();
    }

    /** What is checked for each client; written down for whoever wants to read it. */
    @Test
    void everyClientIsChecked() throws IOException {
        Map<String, Set<String>> checked = new TreeMap<>();
        for (CoveredLine line : lines().subList(0, ENDPOINTS)) {
            clients(line)
                    .forEach(c ->
                            checked.computeIfAbsent(c, k -> new TreeSet<>()).addAll(line.covered()));
        }
        StringBuilder out = new StringBuilder("client\tchecks\n");
        checked.forEach((client, words) -> out.append(client + "\t" + String.join(" ", words) + "\n"));
        Files.createDirectories(OutcomesTest.SUMMARY.getParent());
        Files.writeString(OutcomesTest.SUMMARY.resolveSibling("client-summary.tsv"), out.toString());
        assertThat(checked).containsOnlyKeys(CLIENTS);
        for (CoveredLine line : lines().subList(ENDPOINTS, ENDPOINTS + BREAKAGES)) {
            assertThat(clients(line)).as(line.cell()).isNotEmpty();
        }
    }

    private static List<String> clients(CoveredLine line) {
        return line.first().equals("-") ? List.of() : List.of(line.first().split(" "));
    }

    /** Where the document is at hand, the list is what stands in it, the marks of each client included. */
    @Test
    void theListIsTheDocuments() throws IOException {
        List<String> wanted = new ArrayList<>();
        for (List<String> cells : CoveredLine.tables("11")) {
            wanted.add(cells.size() > CLIENTS.size() ? marks(cells) + " " + cells.get(1) : cells.get(1));
        }
        List<CoveredLine> lines = lines();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            found.add(
                    i < ENDPOINTS
                            ? lines.get(i).first() + " " + lines.get(i).cell()
                            : lines.get(i).cell());
        }
        assertThat(found).containsExactlyElementsOf(wanted);
    }

    private static String marks(List<String> cells) {
        List<String> out = Stream.iterate(0, i -> i < CLIENTS.size(), i -> i + 1)
                .filter(i -> !cells.get(i + 2).isEmpty())
                .map(CLIENTS::get)
                .toList();
        return out.isEmpty() ? "-" : String.join(" ", out);
    }
}
