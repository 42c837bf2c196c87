package cc.dmart.auth.internal.password;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Passwords that are tried first by everybody who guesses ({@code security.md} 1.5). Those that satisfy the password rule are
 * nearly all made in one way: a common word, capitalised, letters exchanged for look-alikes, digits around it. So
 * instead of a list of such passwords, the resource holds the words, and the way is undone. Thread-safe.
 */
final class CommonPasswords {
    private static final int AROUND = 9;
    private static final String LOOK_ALIKES = "@4031!$57";
    private static final String MEANT = "aaoeiisst";

    private final Set<String> words;

    CommonPasswords() {
        words = load();
    }

    private static Set<String> load() {
        try (InputStream in = CommonPasswords.class.getResourceAsStream("common-words.txt")) {
            if (in == null) {
                throw new IllegalStateException("common-words.txt is missing from the bundle");
            }
            Set<String> out = new HashSet<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    out.add(line.strip());
                }
            }
            return Set.copyOf(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the password is a common word in a usual disguise, with at most nine digits before and behind it. */
    boolean contains(String password) {
        String lower = password.toLowerCase(Locale.ROOT);
        for (int head = 0; head <= digits(lower, 0, 1); head++) {
            for (int tail = 0; tail <= digits(lower, lower.length() - 1, -1); tail++) {
                if (head + tail < lower.length()) {
                    String middle = lower.substring(head, lower.length() - tail);
                    if (words.contains(middle) || words.contains(undisguised(middle))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static int digits(String text, int from, int step) {
        int count = 0;
        for (int i = from;
                count < AROUND && i >= 0 && i < text.length() && Character.isDigit(text.charAt(i));
                i += step) {
            count++;
        }
        return count;
    }

    private static String undisguised(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int at = LOOK_ALIKES.indexOf(text.charAt(i));
            out.append(at < 0 ? text.charAt(i) : MEANT.charAt(at));
        }
        return out.toString();
    }
}
