package cc.dmart.jq.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** The functions of the C library that jq passes on, as far as Java has them or they are short. Thread-safe. */
final class Maths {
    private static final Map<String, DoubleUnaryOperator> OF_ONE = Map.ofEntries(
            Map.entry("floor", Math::floor),
            Map.entry("ceil", Math::ceil),
            Map.entry("round", Maths::round),
            Map.entry("trunc", Maths::trunc),
            Map.entry("rint", Math::rint),
            Map.entry("nearbyint", Math::rint),
            Map.entry("sqrt", Math::sqrt),
            Map.entry("cbrt", Math::cbrt),
            Map.entry("fabs", Math::abs),
            Map.entry("exp", Math::exp),
            Map.entry("exp2", x -> Math.pow(2, x)),
            Map.entry("exp10", x -> Math.pow(10, x)),
            Map.entry("pow10", x -> Math.pow(10, x)),
            Map.entry("log", Math::log),
            Map.entry("log2", Maths::log2),
            Map.entry("log10", Math::log10),
            Map.entry("log1p", Math::log1p),
            Map.entry("logb", Maths::logb),
            Map.entry("significand", Maths::significand),
            Map.entry("gamma", Gamma::log),
            Map.entry("lgamma", Gamma::log),
            Map.entry("tgamma", Gamma::of),
            Map.entry("asinh", Maths::asinh),
            Map.entry("acosh", x -> Math.log(x + Math.sqrt(x * x - 1))),
            Map.entry("atanh", x -> Math.log1p(2 * x / (1 - x)) / 2));

    private static final Map<String, DoubleBinaryOperator> OF_TWO = Map.ofEntries(
            Map.entry("pow", Math::pow),
            Map.entry("atan2", Math::atan2),
            Map.entry("hypot", Math::hypot),
            Map.entry("copysign", Math::copySign),
            Map.entry("drem", Math::IEEEremainder),
            Map.entry("remainder", Math::IEEEremainder),
            Map.entry("fmod", (x, y) -> x % y),
            Map.entry("fmin", (x, y) -> Double.isNaN(x) || y < x ? y : x),
            Map.entry("fmax", (x, y) -> Double.isNaN(x) || y > x ? y : x),
            Map.entry("fdim", (x, y) -> x <= y ? 0 : x - y),
            Map.entry("ldexp", Maths::scalb),
            Map.entry("scalb", Maths::scalb),
            Map.entry("scalbln", Maths::scalb),
            Map.entry("nextafter", Math::nextAfter),
            Map.entry("nexttoward", Math::nextAfter));

    private Maths() {}

    /** Makes a value of numbers. */
    private interface Step {
        JsonNode of(double... values);
    }

    /** Adds the functions to a scope. */
    static void addTo(Scope scope) {
        OF_ONE.forEach((name, f) -> scope.addFunction(name, 0, ofInput(x -> Numbers.node(f.applyAsDouble(x[0])))));
        OF_TWO.forEach((name, f) ->
                scope.addFunction(name, 2, ofArguments(x -> Numbers.node(f.applyAsDouble(x[0], x[1])))));
        scope.addFunction("fma", 3, ofArguments(x -> Numbers.node(Math.fma(x[0], x[1], x[2]))));
        scope.addFunction("frexp", 0, ofInput(x -> pair(fraction(x[0]), exponent(x[0]))));
        scope.addFunction("modf", 0, ofInput(x -> pair(Double.isInfinite(x[0]) ? 0 : x[0] % 1, trunc(x[0]))));
        scope.addFunction("lgamma_r", 0, ofInput(x -> pair(Gamma.log(x[0]), Gamma.sign(x[0]))));
    }

    private static Function ofInput(Step step) {
        return (scope, arguments, in, path, out, version) -> out.emit(step.of(number(in)), null);
    }

    private static Function ofArguments(Step step) {
        return (scope, arguments, in, path, out, version) ->
                each(scope, arguments, in, step, out, arguments.size() - 1, new double[arguments.size()]);
    }

    /** All combinations, the first argument changing first, none of them kept. */
    private static void each(
            Scope scope, List<Expression> arguments, JsonNode in, Step step, PathOutput out, int last, double[] values)
            throws JsonQueryException {
        if (last < 0) {
            out.emit(step.of(values), null);
            return;
        }
        arguments.get(last).apply(scope, in, value -> {
            values[last] = number(value);
            each(scope, arguments, in, step, out, last - 1, values);
        });
    }

    private static double number(JsonNode value) throws JsonQueryException {
        if (!value.isNumber()) {
            throw new JsonQueryException(value.getNodeType() + " is given where a number is required");
        }
        return value.doubleValue();
    }

    private static JsonNode pair(double first, double second) {
        return JsonNodeFactory.instance.arrayNode(2).add(Numbers.node(first)).add(Numbers.node(second));
    }

    private static double scalb(double x, double exponent) {
        return Double.isNaN(exponent) ? exponent : Math.scalb(x, (int) exponent);
    }

    private static double trunc(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    /** Halves go away from zero. */
    private static double round(double x) {
        double whole = trunc(x);
        return Math.abs(x - whole) >= 0.5 ? whole + Math.signum(x) : whole;
    }

    /** Exact for powers of two. */
    private static double log2(double x) {
        return x > 0 && significand(x) == 1 ? logb(x) : Math.log(x) / Math.log(2);
    }

    private static double logb(double x) {
        if (x == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return Math.abs(x);
        }
        boolean tiny = Math.abs(x) < Double.MIN_NORMAL;
        return tiny ? Math.getExponent(x * 0x1p54) - 54 : Math.getExponent(x);
    }

    private static double significand(double x) {
        if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
            return x;
        }
        int exponent = (int) logb(x);
        return Math.scalb(Math.scalb(x, -exponent / 2), -exponent + exponent / 2);
    }

    private static double fraction(double x) {
        return x == 0 || Double.isInfinite(x) ? x : significand(x) / 2;
    }

    private static double exponent(double x) {
        return x == 0 || Double.isInfinite(x) || Double.isNaN(x) ? 0 : logb(x) + 1;
    }

    private static double asinh(double x) {
        double a = Math.abs(x);
        double squared = a * a;
        double out = a > 1e150 ? Math.log(a) + Math.log(2) : Math.log1p(a + squared / (1 + Math.sqrt(squared + 1)));
        return Math.copySign(out, x);
    }
}
