package cc.dmart.auth.internal.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.auth.internal.TestConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of stolen passwords ({@code security.md} 1.5, ASVS 6.2.12), and new passwords without a mixture (6.2.5). */
class BreachedPasswordsTest {
    @TempDir
    Path folder;

    private static String line(String password, int count) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(hash) + (count % 7 == 0 ? "" : ":" + count * count);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path file(int lines, String end) throws IOException {
        Path path = folder.resolve("stolen.txt");
        Files.writeString(
                path,
                IntStream.range(0, lines)
                        .mapToObj(i -> line("Stolen-" + i, i))
                        .sorted()
                        .collect(Collectors.joining(end, "", end)));
        return path;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 2000})
    void s1_5_everyLineOfTheFileIsFoundAndNothingElse(int lines) throws IOException {
        for (String end : List.of("\n", "\r\n")) {
            try (BreachedPasswords stolen = new BreachedPasswords(file(lines, end))) {
                for (int i = 0; i < lines; i++) {
                    assertThat(stolen.contains("Stolen-" + i))
                            .as("%d of %d", i, lines)
                            .isTrue();
                    assertThat(stolen.contains("stolen-" + i)).isFalse();
                }
            }
        }
    }

    @Test
    void s1_5_anInterruptedThreadLeavesTheFileOpen() throws IOException {
        try (BreachedPasswords stolen = new BreachedPasswords(file(100, "\n"))) {
            Thread.currentThread().interrupt();
            assertThat(stolen.contains("Stolen-5")).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(stolen.contains("Stolen-6")).isTrue();
        }
    }

    @Test
    void s1_5_stolenPasswordsCannotBeSet() throws IOException {
        Argon2Passwords passwords = new Argon2Passwords(
                TestConfig.of(folder, "breached_passwords", file(20, "\n").toString()));
        assertThat(passwords.isAcceptable("Stolen-7", List.of())).isFalse();
        assertThat(passwords.isAcceptable("Stolen-77", List.of())).isTrue();
        passwords.close();
    }

    @Test
    void s1_5_anotherFileStopsTheStart() throws IOException {
        Path wrong = Files.writeString(folder.resolve("words.txt"), "password\n");
        for (Path path : List.of(wrong, folder.resolve("missing"))) {
            assertThatThrownBy(() -> new BreachedPasswords(path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("breached_passwords");
        }
    }

    @Test
    void s1_2_withoutAMixtureAnyCharactersWillDo() {
        Argon2Passwords free = new Argon2Passwords(TestConfig.of(folder, "password_composition", false));
        for (String good :
                List.of("correct horse", "ünïcödé wörds", "😀😀😀😀😀😀😀😀", "x".repeat(64), "بدون أرقام")) {
            assertThat(free.isAcceptable(good, List.of())).as(good).isTrue();
        }
        for (String bad : List.of("short", "x".repeat(65), "control\u0007here", "half\ud800pairs", "password1")) {
            assertThat(free.isAcceptable(bad, List.of())).as(bad).isFalse();
        }
        assertThat(free.isAcceptable("keeper of words", List.of("Keeper of words")))
                .isFalse();
    }
}
