package cc.dmart.httptests.contract;

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

/**
 * A line of {@code http-api.md} and what covers it.
 *
 * @param first   the first cell of our list: a section, or clients
 * @param cell    the first cell of the document's line
 * @param covered outcomes of {@code outcomes.tsv}; with a capital {@code Class.method} of a test elsewhere
 */
record CoveredLine(String first, String cell, List<String> covered) {
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));
    private static final Path DOCUMENT = CHECKOUT.resolve("../shared/spec/http-api.md");
    private static final Pattern HEADING = Pattern.compile("#{2,3} (\\d+(?:\\.\\d+)?)[. ].*");
    private static final Pattern RULE = Pattern.compile("\\|[-:| ]+\\|");

    /** The lines of a list beside this class. */
    static List<CoveredLine> read(String list) throws IOException {
        try (InputStream in = CoveredLine.class.getResourceAsStream(list)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(cells -> new CoveredLine(cells[0], cells[1], List.of(cells[2].split(" "))))
                    .toList();
        }
    }

    /** Words of lines that are neither an outcome nor a test. */
    static List<String> uncovered(List<CoveredLine> lines) throws IOException {
        List<String> out = new ArrayList<>();
        for (CoveredLine line : lines) {
            for (String word : line.covered) {
                boolean there = Character.isUpperCase(word.charAt(0))
                        ? isTest(word)
                        : Outcomes.all().containsKey(word);
                if (!there) {
                    out.add(line.first + " " + line.cell + ": " + word);
                }
            }
        }
        return out;
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

    /**
     * The rows of all tables of the document in the sections that match, the section before their cells. Whoever asks is skipped
     * where the document is not at hand: it is no part of the project, and the lists are checked against the outcomes all the same.
     */
    static List<List<String>> tables(String sections) throws IOException {
        assumeTrue(Files.exists(DOCUMENT), () -> "no " + DOCUMENT);
        List<List<String>> out = new ArrayList<>();
        String section = "";
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
            }
            inside &= line.startsWith("|");
            if (inside && section.matches(sections)) {
                List<String> cells = new ArrayList<>(List.of(section));
                Stream.of(line.substring(1).split("(?<!\\\\)\\|"))
                        .map(String::strip)
                        .forEach(cells::add);
                out.add(cells);
            }
            inside |= RULE.matcher(line).matches();
        }
        return out;
    }
}
