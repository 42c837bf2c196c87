package cc.dmart.jq.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** The functions of jq about dates, which the library lacks: as seconds, as broken down time, as text, all in UTC. Thread-safe. */
final class Dates {
    private Dates() {}

    /** Makes a value of a value. */
    private interface Step {
        JsonNode of(JsonNode in) throws JsonQueryException;
    }

    /** Makes a value of a value and a format. */
    private interface FormatStep {
        JsonNode of(JsonNode in, String format) throws JsonQueryException;
    }

    /** Adds the functions to a scope. */
    static void addTo(Scope scope) {
        scope.addFunction(
                "mktime", 0, function(in -> LongNode.valueOf(BrokenTime.of(in).seconds())));
        scope.addFunction("gmtime", 0, function(in -> time(in).toJson()));
        scope.addFunction("localtime", 0, function(in -> time(in).toJson()));
        scope.addFunction("strftime", 1, formatted(Dates::text));
        scope.addFunction("strflocaltime", 1, formatted(Dates::text));
        scope.addFunction("strptime", 1, formatted(Dates::parsed));
    }

    private static Function function(Step step) {
        return (scope, arguments, in, path, out, version) -> out.emit(checked(step, in), null);
    }

    private static Function formatted(FormatStep step) {
        return (scope, arguments, in, path, out, version) -> arguments.get(0).apply(scope, in, format -> {
            if (!format.isTextual()) {
                throw new JsonQueryException("a format of dates is a string");
            }
            out.emit(checked(value -> step.of(value, format.textValue()), in), null);
        });
    }

    private static JsonNode checked(Step step, JsonNode in) throws JsonQueryException {
        try {
            return step.of(in);
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw new JsonQueryException("not a date, or not of the format", e);
        }
    }

    private static BrokenTime time(JsonNode in) throws JsonQueryException {
        return in.isNumber() ? BrokenTime.ofSeconds(in.doubleValue()) : BrokenTime.of(in);
    }

    private static JsonNode text(JsonNode in, String format) throws JsonQueryException {
        return TextNode.valueOf(TimeWriter.text(time(in), format));
    }

    private static JsonNode parsed(JsonNode in, String format) throws JsonQueryException {
        if (!in.isTextual()) {
            throw new JsonQueryException("strptime reads strings");
        }
        TimeReader.Read read = TimeReader.read(in.textValue(), format);
        ArrayNode out = read.time().toJson();
        return read.rest().isEmpty() ? out : out.add(read.rest());
    }
}
