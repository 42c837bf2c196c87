package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code runtime/run.sh} in a checkout that has nothing but what the script looks at. */
class RunScriptIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));
    private static final Path DIST = Path.of(System.getProperty("dmart.dist", "../dist/target/dmart"));
    private static final Pattern PASSWORD = Pattern.compile("Password of dmart \\(shown once\\): (\\S+)");
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path folder;

    private Path home;
    private Path output;

    @BeforeEach
    void checkOut() throws IOException {
        home = folder.resolve("checkout");
        output = folder.resolve("output.log");
        copy("runtime/run.sh");
        copy("runtime/prerequisites.sh");
        copy("plugins-dropin/.keep");
        try (Stream<Path> files = Files.walk(CHECKOUT.resolve("spaces"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(CHECKOUT.relativize(file).toString());
            }
        }
    }

    private void copy(String file) throws IOException {
        Path target = home.resolve(file);
        Files.createDirectories(target.getParent());
        Files.copy(CHECKOUT.resolve(file), target);
    }

    /** The distribution, as if the script had built it. */
    private void build() throws IOException {
        Path dist = Files.createDirectories(home.resolve("runtime/dist/target/dmart"));
        try (Stream<Path> parts = Files.list(DIST.toAbsolutePath())) {
            for (Path part : parts.toList()) {
                if (Files.isDirectory(part)) {
                    Files.createSymbolicLink(dist.resolve(part.getFileName()), part);
                }
            }
        }
        Files.createFile(dist.resolve(".built"));
    }

    private Process run(Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/bash", home.resolve("runtime/run.sh").toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("DMART_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return builder.start();
    }

    /** Starts, does something when the server is ready, and ends it. */
    private void start(Runnable whenReady, int port) throws Exception {
        Process process = run(Map.of(
                "DMART_HOST",
                "127.0.0.1",
                "DMART_PORT",
                String.valueOf(port),
                "DMART_DATA",
                folder.resolve("data").toString(),
                "DMART_JAVA_OPTS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
        try {
            long end = System.nanoTime() + LIMIT;
            while (http(port).statusOf("/health/ready") != 200) {
                assertThat(process.isAlive() && System.nanoTime() < end)
                        .as(Files.readString(output))
                        .isTrue();
                LockSupport.parkNanos(20_000_000);
            }
            whenReady.run();
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Http http(int port) {
        return new Http(URI.create("http://127.0.0.1:" + port), Map.of());
    }

    private List<String> passwords() {
        List<String> out = new ArrayList<>();
        try {
            Matcher matcher = PASSWORD.matcher(Files.readString(output));
            while (matcher.find()) {
                out.add(matcher.group(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    /** The files that git knows of in a real checkout, and when each was changed. */
    private List<String> checkedIn() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            List<String> out = new ArrayList<>();
            for (Path file : files.filter(f -> !f.startsWith(home.resolve("run")))
                    .sorted()
                    .toList()) {
                out.add(home.relativize(file) + (Files.isDirectory(file) ? "" : " " + Files.getLastModifiedTime(file)));
            }
            return out;
        }
    }

    @Test
    void thePasswordIsShownOnceAndTheCheckoutStaysAsItIs() throws Exception {
        build();
        List<String> before = checkedIn();
        int port = Server.freePort();
        List<String> shown = new ArrayList<>();
        start(
                () -> {
                    shown.addAll(passwords());
                    assertThat(shown).hasSize(1);
                    http(port).login("dmart", shown.get(0)).get("/user/profile").expect(200);
                },
                port);
        start(() -> http(port).login("dmart", shown.get(0)), port);
        assertThat(passwords()).as("at the second start").isEmpty();
        assertThat(home.resolve("run/spaces/management")).isDirectory();
        assertThat(home.resolve("run/data")).doesNotExist();
        assertThat(checkedIn()).isEqualTo(before);
    }

    @Test
    void withoutMavenItSaysHowToInstallIt() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "dirname", "find", "sed", "sort", "head")) {
            Path real = Stream.of("/usr/bin", "/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(tools.resolve(tool), real);
        }
        Process process = run(Map.of("PATH", tools.toString(), "JAVA_HOME", System.getProperty("java.home")));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output).strip())
                .isEqualTo("missing: Maven 3.8 or newer (found: none):  apt-get install -y maven");
    }
}
