package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table and the file that is shipped say the same. */
class SettingsTableTest {
    private static final Path SHIPPED = Path.of("../dist/src/dist/conf/dmart.properties");
    private static final String HEAD = """
            # Settings of the server. Every line shows the default; take the # away to change it.
            # An environment variable goes before the file: the setting log_level is the variable DMART_LOG_LEVEL.
            # A key that stands in no line below stops the start. {home} is the folder of the distribution, {data} the
            # setting data; relative paths start at {home}. Sizes are bytes or take KiB, MiB, GiB; lists take commas.
            # A \\ in a value is written twice, as in any file of this kind.
            """;

    /** With {@code -Ddmart.write=true} the shipped file is written instead. */
    @Test
    void theShippedFileIsTheTable() throws IOException {
        String expected = SettingsTable.load().rows().stream()
                .map(SettingsTableTest::lines)
                .collect(Collectors.joining("\n", HEAD + "\n", ""));
        if (Boolean.getBoolean("dmart.write")) {
            Files.writeString(SHIPPED, expected);
        }
        assertThat(SHIPPED)
                .as("write it with: mvn -pl runtime/launcher test -Dtest=SettingsTableTest -Ddmart.write=true")
                .hasContent(expected);
    }

    private static String lines(Setting row) {
        String bounds = row.min() == null && row.max() == null ? "" : " " + row.min() + " to " + row.max() + ".";
        String choices = row.choices().isEmpty() ? "" : " One of " + String.join(", ", row.choices()) + ".";
        return "# " + row.comment() + bounds.replace("null", "any") + choices + "\n#" + row.key() + "="
                + row.defaultText() + "\n";
    }

    @Test
    void rowsAreWellFormed() {
        for (Setting row : SettingsTable.load().rows()) {
            assertThat(row.key()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
            assertThat(row.comment()).as(row.key()).endsWith(".");
            assertThat(row.pids()).as(row.key()).isNotEmpty();
            row.parse(row.defaultText(), row.key());
        }
    }
}
