package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first requests of the README, run by a shell as they stand there; only the password and the port are put in. */
class ReadmeIT {
    private static final Path README = Path.of(System.getProperty("dmart.checkout", "../.."), "README.md");

    @TempDir
    Path folder;

    @Test
    void theFirstFiveMinutes() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        try (Server server =
                Server.in(folder.resolve("server")).withSpaces("spaces").start()) {
            Files.createSymbolicLink(home.resolve("run"), folder.resolve("server"));
            String port = String.valueOf(server.port());
            String script = commands()
                    .replace("the one that was printed", Server.ADMIN_PASSWORD)
                    .replace("localhost:8282", "127.0.0.1:" + port);
            String shown = run(home, script);

            assertThat(shown)
                    .as("the demo space is found in English and Arabic")
                    .contains("\"shortname\":\"night_train\"")
                    .contains("\"shortname\":\"قصائد_المطر\"");
            assertThat(shown)
                    .as("the new entry is found at once, with its payload")
                    .contains("\"attributes\":{\"total\":1,\"returned\":1}")
                    .contains("\"colour\":\"blue\"");
            assertThat(shown).as("the files").contains("run/spaces/shop/pens/.dm/blue/meta.content.json");
            assertThat(shown).doesNotContain("\"failed\"");
            assertThat(Files.readAllBytes(home.resolve("cover.png")))
                    .startsWith(0x89, 'P', 'N', 'G')
                    .hasSizeGreaterThan(100);
        }
    }

    private static String commands() throws IOException {
        String text = Files.readString(README);
        String section = text.substring(text.indexOf("## The first requests"), text.indexOf("## A built server"));
        Matcher block = Pattern.compile("(?s)```\\R(.*?)```").matcher(section);
        StringBuilder out = new StringBuilder("set -eu\n");
        while (block.find()) {
            out.append(block.group(1)).append('\n');
        }
        return out.toString();
    }

    private static String run(Path home, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(home.resolve("script.sh"), script);
        Process shell = new ProcessBuilder("bash", file.toString())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        String shown = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).as(shown).isZero();
        return shown;
    }
}
