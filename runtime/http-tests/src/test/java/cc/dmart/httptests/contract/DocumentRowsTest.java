package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every row of the tables of {@code http-api.md} 3 to 7 is covered: {@code document.tsv} says by what. */
class DocumentRowsTest {
    private static final int ROWS = 177;

    @Test
    void everyRowIsCoveredByOutcomesOrTests() throws IOException {
        List<CoveredLine> lines = CoveredLine.read("document.tsv");
        assertThat(lines).hasSize(ROWS);
        assertThat(CoveredLine.uncovered(lines)).isEmpty();
    }

    /** Where the document is at hand, the list is what stands in it. */
    @Test
    void theListIsTheDocuments() throws IOException {
        assertThat(CoveredLine.read("document.tsv").stream().map(l -> l.first() + " " + l.cell()))
                .containsExactlyElementsOf(CoveredLine.tables("[3-7](\\..*)?").stream()
                        .map(cells -> cells.get(0) + " " + cells.get(1))
                        .toList());
    }
}
