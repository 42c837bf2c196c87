package cc.dmart.auth.internal.password;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Passwords that are tried first by everybody who guesses ({@code security.md} 1.5), as an exact list in a resource: a rule
 * that guesses at disguises would refuse passwords which existing clients use. Thread-safe.
 */
final class CommonPasswords {
    private final Set<String> list = load();

    private static Set<String> load() {
        try (InputStream in = CommonPasswords.class.getResourceAsStream("common-passwords.txt")) {
            if (in == null) {
                throw new IllegalStateException("common-passwords.txt is missing from the bundle");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.strip().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the password is one of them, whatever the case of its letters. */
    boolean contains(String password) {
        return list.contains(password.toLowerCase(Locale.ROOT));
    }
}
