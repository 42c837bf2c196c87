package cc.dmart.core.internal.event.job;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Times given by cron fields: {@code [second] minute hour day-of-month month day-of-week}, each {@code *}, a number, {@code a-b},
 * {@code a,b} or one of these with a step behind a slash; months and days by name too, 0 and 7 are Sunday. If both days are
 * restricted one of them suffices, as in cron. Immutable, thread-safe.
 */
final class Cron {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int YEARS = 5;

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean anyDay;
    private final boolean anyWeekday;
    private final ZoneId zone;
    private final String text;

    private Cron(String text, String[] fields, ZoneId zone) {
        this.text = text;
        this.seconds = field(fields[0], 0, 59, List.of());
        this.minutes = field(fields[1], 0, 59, List.of());
        this.hours = field(fields[2], 0, 23, List.of());
        this.days = field(fields[3], 1, 31, List.of());
        this.months = field(fields[4], 1, 12, MONTHS);
        this.weekdays = field(fields[5], 0, 7, DAYS);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        this.anyDay = fields[3].startsWith("*");
        this.anyWeekday = fields[5].startsWith("*");
        this.zone = zone;
    }

    /** Reads fields. @throws IllegalArgumentException with one sentence if they are none */
    static Cron parse(String text, ZoneId zone) {
        String[] fields = text.trim().split("\\s+");
        if (fields.length == 5) {
            fields = ("0 " + text.trim()).split("\\s+");
        }
        if (fields.length != 6) {
            throw new IllegalArgumentException("cron has five or six fields: " + text);
        }
        return new Cron(text.trim(), fields, zone);
    }

    private static BitSet field(String text, int min, int max, List<String> names) {
        BitSet out = new BitSet(max + 1);
        for (String part : text.toLowerCase(Locale.ROOT).split(",")) {
            String[] stepped = part.split("/", 2);
            int step = stepped.length == 2 ? number(stepped[1], 1, max, List.of(), text) : 1;
            int from = min;
            int to = max;
            if (!stepped[0].equals("*") && !stepped[0].equals("?")) {
                String[] range = stepped[0].split("-", 2);
                from = number(range[0], min, max, names, text);
                to = range.length == 2 ? number(range[1], min, max, names, text) : stepped.length == 2 ? max : from;
            }
            if (from > to) {
                throw new IllegalArgumentException("cron range runs backwards: " + text);
            }
            for (int i = from; i <= to; i += step) {
                out.set(i);
            }
        }
        return out;
    }

    private static int number(String text, int min, int max, List<String> names, String field) {
        int named = names.indexOf(text);
        try {
            int value = named >= 0 ? named + (min == 1 ? 1 : 0) : Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cron field is not readable: " + field, e);
        }
        throw new IllegalArgumentException("cron field is out of range: " + field);
    }

    /** The next time after a point; empty if there is none in the next years. */
    Optional<Instant> after(Instant point) {
        ZonedDateTime at = point.atZone(zone).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        ZonedDateTime end = at.plusYears(YEARS);
        while (at.isBefore(end)) {
            if (!months.get(at.getMonthValue())) {
                at = at.plusMonths(1).withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS);
            } else if (!isDay(at)) {
                at = at.plusDays(1).truncatedTo(ChronoUnit.DAYS);
            } else if (!hours.get(at.getHour())) {
                at = at.plusHours(1).truncatedTo(ChronoUnit.HOURS);
            } else if (!minutes.get(at.getMinute())) {
                at = at.plusMinutes(1).truncatedTo(ChronoUnit.MINUTES);
            } else if (!seconds.get(at.getSecond())) {
                at = at.plusSeconds(1);
            } else {
                return Optional.of(at.toInstant());
            }
        }
        return Optional.empty();
    }

    private boolean isDay(ZonedDateTime at) {
        boolean day = days.get(at.getDayOfMonth());
        boolean weekday = weekdays.get(at.getDayOfWeek().getValue() % 7);
        if (anyDay || anyWeekday) {
            return (anyDay || day) && (anyWeekday || weekday);
        }
        return day || weekday;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && text.equals(cron.text) && zone.equals(cron.zone);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The fields. */
    @Override
    public String toString() {
        return text;
    }
}
