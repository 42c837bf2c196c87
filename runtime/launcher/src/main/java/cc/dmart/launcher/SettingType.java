package cc.dmart.launcher;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of {@code settings.tsv}, each with the Java value that Config Admin is given. Stateless. */
enum SettingType {
    STRING,
    INT,
    LONG,
    BOOL,
    ENUM,
    LIST,
    PATH,
    SIZE,
    SECRET,
    ZONE;

    private static final Pattern SIZE_TEXT = Pattern.compile("(\\d{1,18})\\s*([KMG]?)(i?B)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(,|$)");

    static SettingType of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** The value of a text; {@code path} is left as written. @throws IllegalArgumentException saying what is expected */
    Object parse(String text) {
        try {
            return switch (this) {
                case INT -> Integer.valueOf(text);
                case LONG -> Long.valueOf(text);
                case SIZE -> bytes(text);
                case BOOL -> bool(text);
                case LIST -> list(text);
                case ZONE -> ZoneId.of(text).getId();
                case STRING, ENUM, PATH, SECRET -> text;
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number is expected", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time zone such as UTC or Asia/Baghdad is expected", e);
        }
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException("true or false is expected");
        };
    }

    private static long bytes(String text) {
        Matcher m = SIZE_TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("a size such as 1048576 or 1 MiB is expected");
        }
        int shift = switch (m.group(2).toUpperCase(Locale.ROOT)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
        };
        return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift);
    }

    private static List<String> list(String text) {
        List<String> values = new ArrayList<>();
        if (!text.startsWith("[")) {
            for (String part : text.split(",", -1)) {
                if (!part.isBlank()) {
                    values.add(part.strip());
                }
            }
            return List.copyOf(values);
        }
        if (!text.endsWith("]")) {
            throw new IllegalArgumentException("a list such as a,b or [\"a\",\"b\"] is expected");
        }
        String rest = text.substring(1, text.length() - 1).strip();
        Matcher m = QUOTED.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!m.find(at) || m.start() != at) {
                throw new IllegalArgumentException("a list such as a,b or [\"a\",\"b\"] is expected");
            }
            values.add(m.group(1).replaceAll("\\\\(.)", "$1"));
            at = m.end();
        }
        return List.copyOf(values);
    }
}
