package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages of ours say what they say: none looks as if the name of a secret and its value stood in it. */
class OwnMessagesTest {
    private static final Pattern LOGGED = Pattern.compile(
            "\\b(?:LOG|START|log)\\s*\\.(?:info|warn|error)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");

    @Test
    void noneIsHiddenInTheLog() throws IOException {
        List<String> hidden = new ArrayList<>();
        int seen = 0;
        for (String folder : List.of("../../bundles", "src/main")) {
            for (Path source : sources(Path.of(folder))) {
                for (MatchResult found :
                        LOGGED.matcher(Files.readString(source)).results().toList()) {
                    String text = found.group(1).replaceAll("\"\\s*\\+\\s*\"", "");
                    seen++;
                    if (!LogSecrets.mask(text).equals(text)) {
                        hidden.add(source.getFileName() + ": " + text);
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(50);
        assertThat(hidden).isEmpty();
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(
                            f -> f.toString().endsWith(".java") && f.toString().contains("src/main"))
                    .toList();
        }
    }
}
