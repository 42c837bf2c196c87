package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the tables of {@code http-api.md} 3 to 7 is covered: {@code document.tsv} says by what. */
class DocumentRowsTest {
    private static final int ROWS = 177;
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));
    private static final Path DOCUMENT = CHECKOUT.resolve("../shared/spec/http-api.md");
    private static final Pattern HEADING = Pattern.compile("#{2,3} (\\d+(?:\\.\\d+)?)[. ].*");
    private static final Pattern RULE = Pattern.compile("\\|[-:| ]+\\|");

    private record Line(String section, String cell, List<String> covered) {}

    private static List<Line> lines() throws IOException {
        try (InputStream in = DocumentRowsTest.class.getResourceAsStream("document.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(cells -> new Line(cells[0], cells[1], List.of(cells[2].split(" "))))
                    .toList();
        }
    }

    @Test
    void everyRowIsCoveredByOutcomesOrTests() throws IOException {
        List<Line> lines = lines();
        assertThat(lines).hasSize(ROWS);
        List<String> unknown = new ArrayList<>();
        for (Line line : lines) {
            for (String word : line.covered) {
                boolean there = Character.isUpperCase(word.charAt(0))
                        ? isTest(word)
                        : Outcomes.all().containsKey(word);
                if (!there) {
                    unknown.add(line.section + " " + line.cell + ": " + word);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** Whether {@code Class.method} is a test of this project. */
    private static boolean isTest(String word) throws IOException {
        String[] name = word.split("\\.");
        for (String root : List.of("bundles", "runtime/http-tests/src")) {
            try (Stream<Path> files = Files.find(CHECKOUT.resolve(root), 20, (p, a) -> p.endsWith(name[0] + ".java"))) {
                for (Path file : files.toList()) {
                    if (Files.readString(file).contains("void " + name[1] + "(")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Where the document is at hand, the list is what stands in it. */
    @Test
    void theListIsTheDocuments() throws IOException {
        assumeTrue(Files.exists(DOCUMENT));
        assertThat(lines().stream().map(l -> l.section + " " + l.cell)).containsExactlyElementsOf(tables());
    }

    private static List<String> tables() throws IOException {
        List<String> out = new ArrayList<>();
        List<String> text = Files.readAllLines(DOCUMENT);
        String section = "";
        boolean inside = false;
        for (int i = 0; i < text.size(); i++) {
            Matcher heading = HEADING.matcher(text.get(i));
            if (heading.matches()) {
                section = heading.group(1);
            }
            inside &= text.get(i).startsWith("|");
            if (inside && section.matches("[3-7](\\..*)?")) {
                out.add(section + " " + text.get(i).split("(?<!\\\\)\\|")[1].strip());
            }
            inside |= RULE.matcher(text.get(i)).matches();
        }
        return out;
    }
}
