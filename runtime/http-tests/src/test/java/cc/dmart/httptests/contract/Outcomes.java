package cc.dmart.httptests.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The documented outcomes, {@code outcomes.tsv}. */
final class Outcomes {
    private static final String ANY = ".+";
    private static final Map<String, Outcome> ALL = read();

    private Outcomes() {}

    /**
     * An outcome.
     *
     * @param section  of {@code http-api.md}
     * @param name     word that rows call it by
     * @param endpoint method and path
     * @param status   HTTP status
     * @param type     type of the error; empty = success
     * @param code     number of the error; 0 = success
     * @param when     in words
     * @param message  expression that the message of the error matches
     */
    record Outcome(
            String section,
            String name,
            String endpoint,
            int status,
            String type,
            int code,
            String when,
            String message) {}

    /** All of them by name, in the order of the document. */
    static Map<String, Outcome> all() {
        return ALL;
    }

    private static Map<String, Outcome> read() {
        Map<String, Outcome> out = new LinkedHashMap<>();
        text().lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            Outcome outcome = parse(line);
            if (out.put(outcome.name, outcome) != null) {
                throw new IllegalStateException("twice: " + outcome.name);
            }
        });
        return Collections.unmodifiableMap(out);
    }

    /** What the message of an outcome matches; any text for one that is documented elsewhere. */
    static String message(String name) {
        Outcome outcome = ALL.get(name);
        return outcome == null ? ANY : outcome.message;
    }

    private static Outcome parse(String line) {
        String[] cells = line.split("\t");
        if (cells.length < 5 || cells.length > 6) {
            throw new IllegalStateException("5 or 6 columns expected: " + line);
        }
        String[] result = cells[3].split(" ");
        boolean error = result.length == 3;
        return new Outcome(
                cells[0],
                cells[1],
                cells[2],
                Integer.parseInt(result[0]),
                error ? result[1] : "",
                error ? Integer.parseInt(result[2]) : 0,
                cells[4],
                cells.length == 6 ? cells[5] : ANY);
    }

    private static String text() {
        try (InputStream in = Outcomes.class.getResourceAsStream("outcomes.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
