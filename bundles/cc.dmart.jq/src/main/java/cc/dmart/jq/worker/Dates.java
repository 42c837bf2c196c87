package cc.dmart.jq.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** The functions of jq about dates, which the library lacks: in UTC, as seconds, as broken down time, as text. Thread-safe. */
final class Dates {
    private Dates() {}

    /** Makes a value of a value and, maybe, of a format. */
    private interface Step {
        JsonNode of(JsonNode in, String format) throws JsonQueryException;
    }

    /** Adds the functions to a scope. */
    static void addTo(Scope scope) {
        scope.addFunction("mktime", 0, function((in, format) -> LongNode.valueOf(seconds(in))));
        scope.addFunction("gmtime", 0, function((in, format) -> broken(time(in))));
        scope.addFunction("strftime", 1, function((in, format) -> text(time(in), format)));
        scope.addFunction("strptime", 1, function(Dates::parsed));
    }

    private static Function function(Step step) {
        return (scope, arguments, in, path, out, version) -> {
            for (String format : formats(scope, arguments, in)) {
                try {
                    out.emit(step.of(in, format), null);
                } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
                    throw new JsonQueryException("not a date, or not a format of dates", e);
                }
            }
        };
    }

    private static List<String> formats(Scope scope, List<Expression> arguments, JsonNode in)
            throws JsonQueryException {
        if (arguments.isEmpty()) {
            return List.of("");
        }
        List<String> out = new ArrayList<>();
        arguments.get(0).apply(scope, in, value -> out.add(value.asText()));
        return out;
    }

    private static LocalDateTime time(JsonNode in) throws JsonQueryException {
        if (in.isNumber()) {
            return LocalDateTime.ofInstant(Instant.ofEpochSecond((long) Math.floor(in.asDouble())), ZoneOffset.UTC);
        }
        return LocalDateTime.ofEpochSecond(seconds(in), 0, ZoneOffset.UTC);
    }

    private static long seconds(JsonNode in) throws JsonQueryException {
        if (!in.isArray() || in.size() < 6) {
            throw new JsonQueryException("broken down time is an array of numbers");
        }
        return LocalDateTime.of(
                        in.get(0).asInt(),
                        in.get(1).asInt() + 1,
                        in.get(2).asInt(),
                        in.get(3).asInt(),
                        in.get(4).asInt(),
                        in.get(5).asInt())
                .toEpochSecond(ZoneOffset.UTC);
    }

    /** Year, month from 0, day, hour, minute, second, day of the week from Sunday, day of the year from 0. */
    private static ArrayNode broken(LocalDateTime time) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(time.getYear())
                .add(time.getMonthValue() - 1)
                .add(time.getDayOfMonth())
                .add(time.getHour())
                .add(time.getMinute())
                .add(time.getSecond())
                .add(time.getDayOfWeek().getValue() % 7)
                .add(time.getDayOfYear() - 1);
    }

    private static JsonNode text(LocalDateTime time, String format) {
        return TextNode.valueOf(formatter(format).format(time.atOffset(ZoneOffset.UTC)));
    }

    private static JsonNode parsed(JsonNode in, String format) throws JsonQueryException {
        if (!in.isTextual()) {
            throw new JsonQueryException("strptime reads strings");
        }
        return broken(LocalDateTime.from(formatter(format).parse(in.asText())));
    }

    private static DateTimeFormatter formatter(String format) {
        DateTimeFormatterBuilder out = new DateTimeFormatterBuilder().parseCaseInsensitive();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.appendLiteral(c);
            } else {
                directive(out, format.charAt(++i));
            }
        }
        return out.parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                .toFormatter(Locale.ROOT);
    }

    private static void directive(DateTimeFormatterBuilder out, char directive) {
        switch (directive) {
            case 'Y' -> out.appendValue(ChronoField.YEAR, 4, 10, SignStyle.NORMAL);
            case 'm' -> out.appendValue(ChronoField.MONTH_OF_YEAR, 2);
            case 'd' -> out.appendValue(ChronoField.DAY_OF_MONTH, 2);
            case 'H' -> out.appendValue(ChronoField.HOUR_OF_DAY, 2);
            case 'M' -> out.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
            case 'S' -> out.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
            case 'j' -> out.appendValue(ChronoField.DAY_OF_YEAR, 3);
            case 'T' -> out.appendPattern("HH:mm:ss");
            case 'F' -> out.appendPattern("uuuu-MM-dd");
            case 'a' -> out.appendPattern("EEE");
            case 'A' -> out.appendPattern("EEEE");
            case 'b' -> out.appendPattern("MMM");
            case 'B' -> out.appendPattern("MMMM");
            case 'z' -> out.appendOffset("+HHMM", "+0000");
            case 'Z' -> out.appendLiteral("UTC");
            case '%' -> out.appendLiteral('%');
            default -> throw new IllegalArgumentException("unknown directive");
        }
    }
}
