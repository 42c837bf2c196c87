package cc.dmart.jq.worker;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code strptime} as the GNU C library does it in the locale C. Parts that are not given are those of the year 1900, its month 0
 * and its day 0, and midnight; the days of the week and of the year follow from the date, if they are not given. A zone is read
 * and has no effect. Not thread-safe.
 */
final class TimeReader {
    private static final int BASE = 1900;
    /** Two-digit years below are of this century. */
    private static final int PIVOT = 69;

    private enum Part {
        YEAR,
        SHORT_YEAR,
        CENTURY,
        MONTH,
        DAY,
        YEAR_DAY,
        WEEK_DAY,
        SUNDAY_WEEK,
        MONDAY_WEEK,
        HOUR,
        HALF_HOUR,
        HALF,
        MINUTE,
        SECOND,
        IGNORED
    }

    private final String in;
    private int at;
    private final Map<Part, Integer> parts = new EnumMap<>(Part.class);

    private TimeReader(String in) {
        this.in = in;
    }

    /** A time and what follows it, nothing or white space and more. */
    record Read(BrokenTime time, String rest) {}

    /** @throws IllegalArgumentException if the text is not of the format */
    static Read read(String in, String format) {
        TimeReader reader = new TimeReader(in);
        reader.follow(format);
        if (reader.at < in.length() && !isSpace(in.charAt(reader.at))) {
            throw reader.wrong();
        }
        return new Read(reader.time(), in.substring(reader.at));
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("does not match");
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private void skipSpace() {
        while (at < in.length() && isSpace(in.charAt(at))) {
            at++;
        }
    }

    private void follow(String format) {
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i++);
            if (c == '%') {
                while (i < format.length() && "-_0^#".indexOf(format.charAt(i)) >= 0) {
                    i++;
                }
                if (i < format.length() && (format.charAt(i) == 'E' || format.charAt(i) == 'O')) {
                    i++;
                }
                directive(i < format.length() ? format.charAt(i++) : ' ');
            } else if (isSpace(c)) {
                skipSpace();
            } else {
                literal(c);
            }
        }
    }

    private void literal(char c) {
        if (at >= in.length() || in.charAt(at) != c) {
            throw wrong();
        }
        at++;
    }

    private void directive(char directive) {
        switch (directive) {
            case 'a', 'A' -> parts.put(Part.WEEK_DAY, name(TimeWriter.DAYS));
            case 'b', 'B', 'h' -> parts.put(Part.MONTH, name(TimeWriter.MONTHS));
            case 'C' -> number(Part.CENTURY, 0, 99);
            case 'c' -> follow("%a %b %e %H:%M:%S %Y");
            case 'D', 'x' -> follow("%m/%d/%y");
            case 'd', 'e' -> number(Part.DAY, 1, 31);
            case 'F' -> follow("%Y-%m-%d");
            case 'G' -> number(Part.IGNORED, 0, 9999);
            case 'g' -> number(Part.IGNORED, 0, 99);
            case 'H', 'k' -> hour(Part.HOUR, Part.HALF_HOUR, 0, 23);
            case 'I', 'l' -> hour(Part.HALF_HOUR, Part.HOUR, 1, 12);
            case 'j' -> number(Part.YEAR_DAY, 1, 366);
            case 'M' -> number(Part.MINUTE, 0, 59);
            case 'm' -> month();
            case 'n', 't' -> skipSpace();
            case 'p', 'P' -> half();
            case 'R' -> follow("%H:%M");
            case 'r' -> follow("%I:%M:%S %p");
            case 'S' -> number(Part.SECOND, 0, 61);
            case 's' -> seconds();
            case 'T', 'X' -> follow("%H:%M:%S");
            case 'U' -> number(Part.SUNDAY_WEEK, 0, 53);
            case 'u' -> parts.put(Part.WEEK_DAY, number(1, 7) % 7);
            case 'V' -> number(Part.IGNORED, 0, 53);
            case 'W' -> number(Part.MONDAY_WEEK, 0, 53);
            case 'w' -> number(Part.WEEK_DAY, 0, 6);
            case 'Y' -> year();
            case 'y' -> shortYear();
            case 'Z' -> word();
            case 'z' -> offset();
            case '%' -> literal('%');
            default -> throw wrong();
        }
    }

    /** Reads digits while the number stays within its range. */
    private int number(int min, int max) {
        while (at < in.length() && in.charAt(at) == ' ') {
            at++;
        }
        int begin = at;
        int width = Integer.toString(max).length();
        int value = 0;
        while (at < in.length() && isDigit(in.charAt(at)) && value * 10 <= max && at - begin < width) {
            value = value * 10 + in.charAt(at++) - '0';
        }
        if (at == begin || value < min || value > max) {
            throw wrong();
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void number(Part part, int min, int max) {
        parts.put(part, number(min, max));
    }

    private void month() {
        parts.put(Part.MONTH, number(1, 12) - 1);
    }

    private void hour(Part part, Part other, int min, int max) {
        number(part, min, max);
        parts.remove(other);
    }

    private void year() {
        number(Part.YEAR, 0, 9999);
        parts.remove(Part.SHORT_YEAR);
        parts.remove(Part.CENTURY);
    }

    private void shortYear() {
        number(Part.SHORT_YEAR, 0, 99);
        parts.remove(Part.YEAR);
    }

    /** A name in full or its beginning, in any case. */
    private int name(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int length = in.regionMatches(true, at, name, 0, name.length()) ? name.length() : TimeWriter.SHORT;
            if (in.regionMatches(true, at, name, 0, length)) {
                at += length;
                return i;
            }
        }
        throw wrong();
    }

    private void half() {
        boolean after = in.regionMatches(true, at, "PM", 0, 2);
        if (!after && !in.regionMatches(true, at, "AM", 0, 2)) {
            throw wrong();
        }
        at += 2;
        parts.put(Part.HALF, after ? 1 : 0);
    }

    private void seconds() {
        int begin = at;
        while (at < in.length() && isDigit(in.charAt(at))) {
            at++;
        }
        BrokenTime time = BrokenTime.ofSeconds((double) Long.parseLong(in.substring(begin, at)));
        parts.clear();
        parts.put(Part.YEAR, time.year());
        parts.put(Part.MONTH, time.month());
        parts.put(Part.DAY, time.day());
        parts.put(Part.HOUR, time.hour());
        parts.put(Part.MINUTE, time.minute());
        parts.put(Part.SECOND, (int) time.second());
    }

    private void word() {
        skipSpace();
        while (at < in.length() && !isSpace(in.charAt(at))) {
            at++;
        }
    }

    /** {@code Z}, or two or four digits with a sign and maybe a colon between them. */
    private void offset() {
        skipSpace();
        if (in.startsWith("Z", at)) {
            at++;
            return;
        }
        if (at >= in.length() || "+-".indexOf(in.charAt(at)) < 0) {
            throw wrong();
        }
        at++;
        digits();
        boolean colon = in.startsWith(":", at);
        at += colon ? 1 : 0;
        if (colon || (at < in.length() && isDigit(in.charAt(at)))) {
            digits();
        }
    }

    private void digits() {
        for (int end = at + 2; at < end; at++) {
            if (at >= in.length() || !isDigit(in.charAt(at))) {
                throw wrong();
            }
        }
    }

    private int part(Part part, int otherwise) {
        return parts.getOrDefault(part, otherwise);
    }

    private int resultingYear() {
        if (!parts.containsKey(Part.CENTURY)) {
            int recent = part(Part.SHORT_YEAR, 0);
            return parts.containsKey(Part.SHORT_YEAR)
                    ? recent + (recent < PIVOT ? BASE + 100 : BASE)
                    : part(Part.YEAR, BASE);
        }
        int within = part(Part.SHORT_YEAR, Math.floorMod(part(Part.YEAR, 0), 100));
        return part(Part.CENTURY, 0) * 100 + within;
    }

    private int resultingHour() {
        int half = part(Part.HALF_HOUR, -1);
        if (half < 0) {
            return part(Part.HOUR, 0);
        }
        return half % 12 + 12 * part(Part.HALF, 0);
    }

    private BrokenTime time() {
        int year = resultingYear();
        boolean known =
                parts.containsKey(Part.YEAR) || parts.containsKey(Part.SHORT_YEAR) || parts.containsKey(Part.CENTURY);
        int yearDay = part(Part.YEAR_DAY, 0) - 1;
        if (yearDay < 0 && parts.containsKey(Part.WEEK_DAY)) {
            yearDay = dayOfWeek(year);
        }
        int month = part(Part.MONTH, 0);
        int day = part(Part.DAY, 0);
        if (yearDay >= 0 && known && !(parts.containsKey(Part.MONTH) && parts.containsKey(Part.DAY))) {
            LocalDate date = LocalDate.of(year, 1, 1).plusDays(yearDay);
            month = part(Part.MONTH, date.getMonthValue() - 1);
            day = part(Part.DAY, date.getDayOfMonth());
        }
        BrokenTime out = BrokenTime.of(year, month, day, resultingHour(), part(Part.MINUTE, 0), part(Part.SECOND, 0));
        return out.withDays(part(Part.WEEK_DAY, out.weekDay()), yearDay >= 0 ? yearDay : out.yearDay());
    }

    /** The day of the year by number of the week and day of the week; -1 if there is no number of a week. */
    private int dayOfWeek(int year) {
        boolean sunday = parts.containsKey(Part.SUNDAY_WEEK);
        if (!sunday && !parts.containsKey(Part.MONDAY_WEEK)) {
            return -1;
        }
        int first = sunday ? 0 : 1;
        int week = part(sunday ? Part.SUNDAY_WEEK : Part.MONDAY_WEEK, 0);
        int day = Math.floorMod(part(Part.WEEK_DAY, 0) - first, 7);
        return (7 - (BrokenTime.weekDay(year, 0, 1) - first)) % 7 + (week - 1) * 7 + day;
    }
}
