package cc.dmart.launcher;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code settings.tsv}: a setting, its type, default, bounds and receivers ({@code design.md} 6.1). Immutable.
 *
 * @param key name in the file, lower snake case
 * @param type how the text is read
 * @param choices values of an enumeration, else empty
 * @param defaultText default as written in the table; empty means none
 * @param min least value of a number, null for none
 * @param max greatest value of a number, null for none
 * @param pids configuration PIDs that are given the value; {@code launcher} is the launcher itself
 * @param comment one sentence for the operator
 */
record Setting(
        String key,
        SettingType type,
        List<String> choices,
        String defaultText,
        @Nullable Long min,
        @Nullable Long max,
        List<String> pids,
        String comment) {

    /** Reads one line of the table. @throws IllegalArgumentException if it is no row */
    static Setting of(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 7) {
            throw new IllegalArgumentException(cells.length + " columns instead of 7: " + line);
        }
        String[] type = cells[1].split(":", 2);
        List<String> choices = type.length == 1 ? List.of() : List.of(type[1].split("\\|"));
        List<String> pids = cells[5].isEmpty() ? List.of() : List.of(cells[5].split(","));
        SettingType kind = SettingType.of(type[0]);
        return new Setting(
                cells[0], kind, choices, cells[2], bound(kind, cells[3]), bound(kind, cells[4]), pids, cells[6]);
    }

    private static @Nullable Long bound(SettingType kind, String text) {
        if (text.isEmpty()) {
            return null;
        }
        return kind == SettingType.SIZE ? (Long) kind.parse(text) : Long.valueOf(text);
    }

    /** The environment variable of this setting. */
    String variable() {
        return "DMART_" + key.toUpperCase(Locale.ROOT);
    }

    /** The checked value of a text. An empty text is an empty value where the type has one. @throws SettingsException */
    Object parse(String text, String source) {
        String shown = type == SettingType.SECRET ? "the value" : "'" + text + "'";
        try {
            if (text.isEmpty() && type != SettingType.LIST && type != SettingType.ENUM && isTextual()) {
                return "";
            }
            Object value = type.parse(text);
            if (!choices.isEmpty() && !choices.contains(text)) {
                throw new IllegalArgumentException("one of " + String.join(", ", choices) + " is expected");
            }
            if (value instanceof Number number) {
                checkBounds(number.longValue());
            }
            return value;
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new SettingsException(source + ": " + shown + " is not valid: " + e.getMessage());
        }
    }

    private boolean isTextual() {
        return switch (type) {
            case STRING, SECRET, PATH, ENUM, LIST -> true;
            case INT, LONG, BOOL, SIZE, ZONE -> false;
        };
    }

    private void checkBounds(long value) {
        if (min != null && value < min) {
            throw new IllegalArgumentException("at least " + min + " is expected");
        }
        if (max != null && value > max) {
            throw new IllegalArgumentException("at most " + max + " is expected");
        }
    }
}
