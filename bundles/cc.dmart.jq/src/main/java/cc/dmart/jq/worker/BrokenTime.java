package cc.dmart.jq.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * A time in its parts, in UTC, as the array of jq has them. Parts may lie out of their range, like a day 0 or a month 12.
 *
 * @param month from 0
 * @param second with its fraction
 * @param weekDay from Sunday, 0..6
 * @param yearDay from 0, -1 for the day before the year
 */
record BrokenTime(int year, int month, int day, int hour, int minute, double second, int weekDay, int yearDay) {
    private static final int LEAST = 6;
    private static final int ALL = 8;
    private static final long DAY_SECONDS = 86_400;

    /** A time whose days of the week and of the year follow from the others. */
    static BrokenTime of(int year, int month, int day, int hour, int minute, double second) {
        return new BrokenTime(
                year, month, day, hour, minute, second, weekDay(year, month, day), yearDay(year, month, day));
    }

    /** @param seconds since the epoch */
    static BrokenTime ofSeconds(double seconds) {
        if (Double.isNaN(seconds)) {
            throw new DateTimeException("no number");
        }
        double whole = Math.floor(seconds);
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond((long) whole), ZoneOffset.UTC);
        double second = time.getSecond() + (seconds - whole);
        return of(
                time.getYear(),
                time.getMonthValue() - 1,
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                second);
    }

    /** @param in an array of at least six numbers */
    static BrokenTime of(JsonNode in) throws JsonQueryException {
        if (!in.isArray() || in.size() < LEAST) {
            throw new JsonQueryException("broken down time is an array of numbers");
        }
        BrokenTime out = of(part(in, 0), part(in, 1), part(in, 2), part(in, 3), part(in, 4), second(in));
        return in.size() < ALL ? out : out.withDays(part(in, 6), part(in, 7));
    }

    private static int part(JsonNode in, int i) throws JsonQueryException {
        JsonNode part = in.get(i);
        double value = part.isNumber() ? part.doubleValue() : Double.NaN;
        if (Double.isNaN(value) || (int) value != (long) value) {
            throw new JsonQueryException("broken down time is an array of numbers");
        }
        return (int) value;
    }

    private static double second(JsonNode in) throws JsonQueryException {
        int whole = part(in, 5);
        return whole + in.get(5).doubleValue() % 1;
    }

    /** The same with other days of the week and of the year. */
    BrokenTime withDays(int ofWeek, int ofYear) {
        return new BrokenTime(year, month, day, hour, minute, second, ofWeek, ofYear);
    }

    private static LocalDate date(int year, int month, int day) {
        return LocalDate.of(Math.addExact(year, Math.floorDiv(month, 12)), Math.floorMod(month, 12) + 1, 1)
                .plusDays(day - 1L);
    }

    static int weekDay(int year, int month, int day) {
        return date(year, month, day).getDayOfWeek().getValue() % 7;
    }

    static int yearDay(int year, int month, int day) {
        return Math.toIntExact(ChronoUnit.DAYS.between(LocalDate.of(year, 1, 1), date(year, month, day)));
    }

    /** Seconds since the epoch, without a fraction. */
    long seconds() {
        return date(year, month, day).toEpochDay() * DAY_SECONDS + hour * 3600L + minute * 60L + (long) second;
    }

    ArrayNode toJson() {
        return JsonNodeFactory.instance
                .arrayNode(ALL)
                .add(year)
                .add(month)
                .add(day)
                .add(hour)
                .add(minute)
                .add(Numbers.node(second))
                .add(weekDay)
                .add(yearDay);
    }
}
