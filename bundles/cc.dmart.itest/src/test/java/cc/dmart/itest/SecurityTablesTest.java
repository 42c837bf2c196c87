package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables that say which test shows a statement about security name tests that exist. */
class SecurityTablesTest {
    private static final Pattern METHOD = Pattern.compile("^    .*?\\b(\\w+)\\(.*", Pattern.MULTILINE);
    private static final Pattern ROW_NUMBER = Pattern.compile("\"(\\d+) \\| ");
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern REQUIREMENT =
            Pattern.compile("^\\| (\\d+\\.\\d+\\.\\d+) \\| ([12]) \\|", Pattern.MULTILINE);

    /** Requirements of levels 1 and 2 in each section of the chapters 6 to 9 of ASVS 5.0, and those of 10 for a client. */
    private static final Map<String, Integer> SECTIONS = Map.ofEntries(
            Map.entry("6.1", 3),
            Map.entry("6.2", 12),
            Map.entry("6.3", 4),
            Map.entry("6.4", 4),
            Map.entry("6.5", 5),
            Map.entry("6.6", 3),
            Map.entry("6.8", 4),
            Map.entry("7.1", 3),
            Map.entry("7.2", 4),
            Map.entry("7.3", 2),
            Map.entry("7.4", 5),
            Map.entry("7.5", 2),
            Map.entry("7.6", 2),
            Map.entry("8.1", 2),
            Map.entry("8.2", 3),
            Map.entry("8.3", 1),
            Map.entry("8.4", 1),
            Map.entry("9.1", 3),
            Map.entry("9.2", 4),
            Map.entry("10.1", 2),
            Map.entry("10.2", 2),
            Map.entry("10.5", 5));

    private static final Map<String, Set<String>> TESTS = new HashMap<>();

    private record Statement(String number, List<String> tests) {
        String prefix() {
            return "s" + number.toLowerCase(Locale.ROOT).replace('.', '_').replace(' ', '_') + "_";
        }
    }

    @BeforeAll
    static void readTests() throws IOException {
        for (Path root : List.of(
                House.CHECKOUT.resolve("bundles"),
                House.CHECKOUT.resolve("plugins-dropin"),
                House.CHECKOUT.resolve("runtime"))) {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) {
                    String name = folder.getFileName().toString();
                    return name.equals("target") || name.equals("main")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                    String name = file.getFileName().toString();
                    if (name.endsWith("Test.java") || name.endsWith("IT.java")) {
                        METHOD.matcher(Files.readString(file))
                                .results()
                                .forEach(m -> TESTS.computeIfAbsent(name.replace(".java", ""), n -> new TreeSet<>())
                                        .add(m.group(1)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    private static List<Statement> statements() throws IOException {
        return rows("security-statements.tsv");
    }

    private static List<Statement> rows(String table) throws IOException {
        try (InputStream in = SecurityTablesTest.class.getResourceAsStream(table)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("number\t"))
                    .map(line -> line.split("\t"))
                    .map(cells -> new Statement(cells[0], List.of(cells[2].split(", "))))
                    .toList();
        }
    }

    private static boolean exists(String test) {
        String[] parts = test.split("#");
        return parts.length == 2 && TESTS.getOrDefault(parts[0], Set.of()).contains(parts[1]);
    }

    @Test
    void everyStatementHasATestNamedAfterIt() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Statement statement : statements()) {
            boolean named = statement.tests().stream().anyMatch(t -> t.contains("#" + statement.prefix()));
            if (!named) {
                wrong.add(statement.number() + " has no test that begins with " + statement.prefix());
            }
            statement.tests().stream()
                    .filter(t -> !exists(t))
                    .forEach(t -> wrong.add(statement.number() + ": no test " + t));
        }
        assertThat(wrong).isEmpty();
    }

    /** What went wrong elsewhere is tried here. */
    @Test
    void everyHoleHasATestThatTriesIt() throws IOException {
        List<Statement> holes = rows("security-holes.tsv");
        assertThat(holes).hasSizeGreaterThan(80);
        assertThat(holes.stream()
                        .flatMap(hole -> hole.tests().stream()
                                .filter(test -> !exists(test))
                                .map(test -> hole.number() + ": no test " + test)))
                .isEmpty();
    }

    /** The decision table of 3.11 has 72 rows, numbered as there, and so has its test. */
    @Test
    void s3_11_noRowOfTheDecisionTableIsMissing() throws IOException {
        String table = Files.readString(House.CHECKOUT.resolve(
                "bundles/cc.dmart.core/src/test/java/cc/dmart/core/internal/access/DecisionTableTest.java"));
        assertThat(ROW_NUMBER.matcher(table).results().map(m -> Integer.parseInt(m.group(1))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 72).boxed().toList());
    }

    /** Sections and the rows that the specification numbers inside them. */
    @Test
    void noNumberIsMissing() throws IOException {
        List<String> expected = new ArrayList<>();
        add(expected, "1.", 11);
        add(expected, "2.", 7);
        add(expected, "4.", 3);
        add(expected, "5.7 C", 6);
        add(expected, "5.9 P", 4);
        add(expected, "5.10 U", 7);
        add(expected, "5.13 I", 7);
        add(expected, "5.14 B", 7);
        add(expected, "5.15 M", 6);
        add(expected, "3.12 X", 3);
        add(expected, "5.", 6);
        add(expected, "4.1 V", 3);
        add(expected, "4.1 P", 3);
        add(expected, "3.6 O", 2);
        expected.addAll(List.of(
                "0", "0 R0", "3.9 G1", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11",
                "5.8", "5.11", "5.12", "6"));
        assertThat(statements())
                .extracting(Statement::number)
                .containsAll(expected)
                .doesNotHaveDuplicates();
    }

    private static void add(List<String> out, String prefix, int count) {
        IntStream.rangeClosed(1, count).forEach(i -> out.add(prefix + i));
    }

    @Test
    void everyRequirementOfTheStandardIsAnswered() throws IOException {
        String document = Files.readString(House.CHECKOUT.resolve("docs/security.md"));
        Map<String, Integer> found = new HashMap<>();
        Matcher rows = REQUIREMENT.matcher(document);
        while (rows.find()) {
            String number = rows.group(1);
            found.merge(number.substring(0, number.lastIndexOf('.')), 1, Integer::sum);
        }
        assertThat(found).containsAllEntriesOf(SECTIONS);
        List<String> missing = REFERENCE
                .matcher(document)
                .results()
                .map(m -> m.group(1) + "#" + m.group(2))
                .filter(t -> !exists(t))
                .toList();
        assertThat(missing).isEmpty();
    }
}
