package cc.dmart.jq.worker;

import java.time.Year;
import java.util.List;
import java.util.Locale;

/** {@code strftime} as the GNU C library does it in the locale C: what it does not know stands there as it is. Not thread-safe. */
final class TimeWriter {
    static final List<String> DAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
    static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");
    static final int SHORT = 3;
    /** Longest text that jq takes of the C library. */
    private static final int MAX = 4096;

    private static final int DAYS_OF_YEAR = 365;
    private static final int FIRST_THURSDAY = 4;

    private final BrokenTime time;
    private final StringBuilder out = new StringBuilder();
    private char pad;
    private int width;
    private boolean upper;
    private boolean swapped;

    private TimeWriter(BrokenTime time) {
        this.time = time;
    }

    /** @throws IllegalArgumentException if the text gets too long */
    static String text(BrokenTime time, String format) {
        TimeWriter writer = new TimeWriter(time);
        writer.write(format);
        return writer.out.toString();
    }

    private void write(String format) {
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at);
            if (c == '%') {
                at = directive(format, at);
            } else {
                out.append(c);
                at++;
            }
            if (out.length() > MAX) {
                throw new IllegalArgumentException("too long");
            }
        }
    }

    /** @return index behind the directive */
    private int directive(String format, int from) {
        int at = flags(format, from + 1);
        width = 0;
        while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
            width = Math.min(MAX + 1, width * 10 + format.charAt(at++) - '0');
        }
        if (at < format.length() && (format.charAt(at) == 'E' || format.charAt(at) == 'O')) {
            at++;
        }
        int end = Math.min(format.length(), at + 1);
        if (at >= format.length() || !(number(format.charAt(at)) || text(format.charAt(at)))) {
            out.append(format, from, end);
        }
        return end;
    }

    private int flags(String format, int from) {
        pad = ' ';
        upper = false;
        swapped = false;
        int at = from;
        for (; at < format.length(); at++) {
            char c = format.charAt(at);
            switch (c) {
                case '_', '-', '0' -> pad = c;
                case '^' -> upper = true;
                case '#' -> swapped = true;
                default -> {
                    return at;
                }
            }
        }
        return at;
    }

    private boolean number(char directive) {
        switch (directive) {
            case 'C' -> number(Math.floorDiv(time.year(), 100), 1, '0');
            case 'd' -> number(time.day(), 2, '0');
            case 'e' -> number(time.day(), 2, '_');
            case 'G' -> number(isoYear(), 1, '0');
            case 'g' -> number(Math.floorMod(isoYear(), 100), 2, '0');
            case 'H' -> number(time.hour(), 2, '0');
            case 'I' -> number(hourOfHalf(), 2, '0');
            case 'j' -> number(time.yearDay() + 1L, 3, '0');
            case 'k' -> number(time.hour(), 2, '_');
            case 'l' -> number(hourOfHalf(), 2, '_');
            case 'M' -> number(time.minute(), 2, '0');
            case 'm' -> number(time.month() + 1L, 2, '0');
            case 'S' -> number((long) time.second(), 2, '0');
            case 's' -> number(time.seconds(), 1, '0');
            case 'U' -> number((time.yearDay() - time.weekDay() + 7) / 7, 2, '0');
            case 'u' -> number(Math.floorMod(time.weekDay() - 1, 7) + 1, 1, '0');
            case 'V' -> number(isoDays() / 7 + 1, 2, '0');
            case 'W' -> number((time.yearDay() - Math.floorMod(time.weekDay() - 1, 7) + 7) / 7, 2, '0');
            case 'w' -> number(time.weekDay(), 1, '0');
            case 'Y' -> number(time.year(), 1, '0');
            case 'y' -> number(Math.floorMod(time.year(), 100), 2, '0');
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean text(char directive) {
        switch (directive) {
            case 'a' -> name(name(DAYS, time.weekDay(), SHORT));
            case 'A' -> name(name(DAYS, time.weekDay(), Integer.MAX_VALUE));
            case 'b', 'h' -> name(name(MONTHS, time.month(), SHORT));
            case 'B' -> name(name(MONTHS, time.month(), Integer.MAX_VALUE));
            case 'c' -> parts("%a %b %e %H:%M:%S %Y");
            case 'D', 'x' -> parts("%m/%d/%y");
            case 'F' -> parts("%Y-%m-%d");
            case 'n' -> padded("\n");
            case 'P' -> padded(half().toLowerCase(Locale.ROOT));
            case 'p' -> padded(swapped ? half().toLowerCase(Locale.ROOT) : half());
            case 'R' -> parts("%H:%M");
            case 'r' -> parts("%I:%M:%S %p");
            case 'T', 'X' -> parts("%H:%M:%S");
            case 't' -> padded("\t");
            case 'Z' -> padded(swapped ? "utc" : "UTC");
            case 'z' -> padded("+0000");
            case '%' -> padded("%");
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @param usual what stands before a number that is too short, unless a flag says otherwise */
    private void number(long value, int digits, char usual) {
        String text = Long.toString(Math.abs(value));
        char with = pad == ' ' ? usual : pad;
        int missing = with == '-' ? 0 : Math.max(digits, width) - text.length() - (value < 0 ? 1 : 0);
        String before = (with == '_' ? " " : "0").repeat(Math.max(0, Math.min(MAX, missing)));
        String sign = value < 0 ? "-" : "";
        out.append(with == '_' ? before + sign : sign + before).append(text);
    }

    private void name(String name) {
        padded(upper || swapped ? name.toUpperCase(Locale.ROOT) : name);
    }

    private void padded(String text) {
        int missing = pad == '-' ? 0 : width - text.length();
        out.append((pad == '0' ? "0" : " ").repeat(Math.max(0, missing)))
                .append(upper ? text.toUpperCase(Locale.ROOT) : text);
    }

    private void parts(String format) {
        char padAll = pad;
        int widthAll = width;
        boolean upperAll = upper;
        String text = text(time, format);
        pad = padAll;
        width = widthAll;
        upper = upperAll;
        padded(text);
    }

    private static String name(List<String> names, int i, int length) {
        if (i < 0 || i >= names.size()) {
            return "?";
        }
        String name = names.get(i);
        return name.substring(0, Math.min(length, name.length()));
    }

    private String half() {
        return time.hour() > 11 ? "PM" : "AM";
    }

    private int hourOfHalf() {
        if (time.hour() > 12) {
            return time.hour() - 12;
        }
        return time.hour() == 0 ? 12 : time.hour();
    }

    private static int daysOf(long year) {
        return DAYS_OF_YEAR + (Year.isLeap(year) ? 1 : 0);
    }

    /** Days since the Monday of the first week of the year, that with the first Thursday. */
    private int isoDays(int yearDay) {
        return yearDay - Math.floorMod(yearDay - time.weekDay() + FIRST_THURSDAY, 7) + FIRST_THURSDAY - 1;
    }

    /** By how much the year of the week is another one than that of the day. */
    private int isoShift() {
        if (isoDays(time.yearDay()) < 0) {
            return -1;
        }
        return isoDays(time.yearDay() - daysOf(time.year())) >= 0 ? 1 : 0;
    }

    private int isoYear() {
        return time.year() + isoShift();
    }

    private int isoDays() {
        return switch (isoShift()) {
            case -1 -> isoDays(time.yearDay() + daysOf(time.year() - 1L));
            case 1 -> isoDays(time.yearDay() - daysOf(time.year()));
            default -> isoDays(time.yearDay());
        };
    }
}
