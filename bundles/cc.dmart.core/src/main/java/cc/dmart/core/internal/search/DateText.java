package cc.dmart.core.internal.search;

import cc.dmart.api.index.FieldTest.Span;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * ISO dates with their unit ({@code query.md} 2.4): {@code YYYY-MM-DD}, then {@code THH}, {@code :MM}, {@code :SS}, a
 * fraction, {@code Z} or an offset; for date fields also {@code YYYY}, {@code YYYY-MM} and epoch numbers. Naive text is in
 * the zone given. Hand-written because every string of every indexed payload passes through. Thread-safe.
 */
public final class DateText {
    private static final long MICROS = 1_000_000L;
    private static final double BEYOND_LONG = 0x1p63;
    private static final int[] POWERS = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

    private final String text;
    private final ZoneId zone;
    private int at;

    private DateText(String text, ZoneId zone) {
        this.text = text;
        this.zone = zone;
    }

    /** The unit interval of a text in a payload, in microseconds since the epoch; empty if it is no date. */
    public static Optional<Span> parse(String text, ZoneId zone) {
        return mayBeDate(text) ? new DateText(text, zone).read(false) : Optional.empty();
    }

    /** The same for a date field, which admits years, months and epoch numbers too. */
    public static Optional<Span> parseForDateField(String text, ZoneId zone) {
        if (NumberText.isNumber(text) && text.length() != 4) {
            return epoch(text);
        }
        return text.length() >= 4 && isDigit(text.charAt(0)) ? new DateText(text, zone).read(true) : Optional.empty();
    }

    private static boolean mayBeDate(String text) {
        int n = text.length();
        return n >= 10
                && n <= 40
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && isDigit(text.charAt(0))
                && isDigit(text.charAt(9));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Optional<Span> epoch(String text) {
        String digits = text.startsWith("-") ? text.substring(1) : text;
        int point = digits.indexOf('.');
        if ((point < 0 ? digits.length() : point) < 5 || digits.length() > 18) {
            return Optional.empty();
        }
        double value = Double.parseDouble(text);
        long unit = Math.abs(value) < 1e11 ? MICROS : 1000L;
        if (Math.abs(value) * unit >= BEYOND_LONG) {
            return Optional.empty();
        }
        try {
            long from = point < 0 ? Math.multiplyExact(Long.parseLong(text), unit) : Math.round(value * unit);
            return Optional.of(new Span(from, Math.addExact(from, point < 0 ? unit : 1)));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private Optional<Span> read(boolean dateField) {
        int year = number(4);
        if (year < 0) {
            return Optional.empty();
        }
        try {
            if (atEnd()) {
                return dateField ? span(LocalDateTime.of(year, 1, 1, 0, 0), ChronoUnit.YEARS) : Optional.empty();
            }
            int month = accept('-') ? number(2) : -1;
            if (atEnd() && month > 0) {
                return dateField ? span(LocalDateTime.of(year, month, 1, 0, 0), ChronoUnit.MONTHS) : Optional.empty();
            }
            int day = accept('-') ? number(2) : -1;
            if (month < 0 || day < 0) {
                return Optional.empty();
            }
            LocalDateTime date = LocalDateTime.of(year, month, day, 0, 0);
            return atEnd() ? span(date, ChronoUnit.DAYS) : time(date);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private Optional<Span> time(LocalDateTime date) {
        int hour = accept('T') || accept('t') || accept(' ') ? number(2) : -1;
        if (hour < 0) {
            return Optional.empty();
        }
        if (!accept(':')) {
            return zoned(date.withHour(hour), 3600 * MICROS);
        }
        int minute = number(2);
        if (minute < 0) {
            return Optional.empty();
        }
        LocalDateTime time = date.withHour(hour).withMinute(minute);
        if (!accept(':')) {
            return zoned(time, 60 * MICROS);
        }
        int second = number(2);
        if (second < 0) {
            return Optional.empty();
        }
        time = time.withSecond(second);
        return accept('.') ? fraction(time) : zoned(time, MICROS);
    }

    private Optional<Span> fraction(LocalDateTime time) {
        int digits = 0;
        int nanos = 0;
        while (!atEnd() && isDigit(text.charAt(at))) {
            if (digits < 9) {
                nanos = nanos * 10 + (text.charAt(at) - '0');
                digits++;
            }
            at++;
        }
        for (int i = digits; i < 9; i++) {
            nanos *= 10;
        }
        return digits == 0 ? Optional.empty() : zoned(time.withNano(nanos), POWERS[Math.min(6, digits)]);
    }

    private Optional<Span> zoned(LocalDateTime time, long unitMicros) {
        ZoneId used = zone;
        if (accept('Z') || accept('z')) {
            used = ZoneOffset.UTC;
        } else if (!atEnd()) {
            int sign = accept('+') ? 1 : accept('-') ? -1 : 0;
            int hours = number(2);
            boolean colon = accept(':');
            int minutes = colon || !atEnd() ? number(2) : 0;
            if (sign == 0 || hours < 0 || minutes < 0) {
                return Optional.empty();
            }
            used = ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
        }
        if (!atEnd()) {
            return Optional.empty();
        }
        long from = micros(time, used);
        return Optional.of(new Span(from, Math.addExact(from, unitMicros)));
    }

    private Optional<Span> span(LocalDateTime start, ChronoUnit unit) {
        return Optional.of(new Span(micros(start, zone), micros(start.plus(1, unit), zone)));
    }

    private static long micros(LocalDateTime time, ZoneId zone) {
        ZoneOffset offset =
                zone instanceof ZoneOffset fixed ? fixed : zone.getRules().getOffset(time);
        return time.toEpochSecond(offset) * MICROS + time.get(ChronoField.MICRO_OF_SECOND);
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private boolean accept(char c) {
        if (!atEnd() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Exactly so many digits; -1 if there are others. */
    private int number(int digits) {
        if (at + digits > text.length()) {
            return -1;
        }
        int out = 0;
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(at + i);
            if (!isDigit(c)) {
                return -1;
            }
            out = out * 10 + (c - '0');
        }
        at += digits;
        return out;
    }
}
