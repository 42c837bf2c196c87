package cc.dmart.api.model;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Date-times as they stand on disk and on the wire: {@code YYYY-MM-DDTHH:MM:SS.ffffff}, always six digits, never a zone,
 * in the zone of the setting {@code timezone} ({@code storage.md} 2.10). Thread-safe.
 */
public final class Timestamps {
    private static final DateTimeFormatter OUT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

    private static final String SHAPE = "0000-00-00T00:00:00.000000";

    private Timestamps() {}

    /** Text of an instant. */
    public static String format(Instant instant, ZoneId zone) {
        return OUT.format(LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), zone));
    }

    /** The text in the one form that is written; as it is if it stands so already or is no date-time. */
    public static String normal(String text, ZoneId zone) {
        return isNormal(text)
                ? text
                : parse(text, zone).map(at -> format(at, zone)).orElse(text);
    }

    private static boolean isNormal(String text) {
        if (text.length() != SHAPE.length()) {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char c = text.charAt(i);
            boolean fits = SHAPE.charAt(i) == '0' ? c >= '0' && c <= '9' : c == SHAPE.charAt(i);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a date-time: no fraction or 1..9 digits, {@code Z} or an offset, a blank instead of {@code T}, or a bare date.
     * Naive text is in the given zone. Empty if the text is none of these.
     */
    public static Optional<Instant> parse(String text, ZoneId zone) {
        if (text.length() < 10 || text.length() > 35 || text.charAt(4) != '-') {
            return Optional.empty();
        }
        String iso = text.length() == 10 ? text + "T00:00:00" : text.substring(0, 10) + "T" + text.substring(11);
        try {
            int zoneAt = Math.max(iso.indexOf('+', 11), Math.max(iso.indexOf('-', 11), iso.indexOf('Z', 11)));
            if (zoneAt > 0) {
                return Optional.of(OffsetDateTime.parse(iso).toInstant());
            }
            return Optional.of(LocalDateTime.parse(iso).atZone(zone).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
