package cc.dmart.jq.worker;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** How jq reads, makes and writes numbers. Thread-safe. */
final class Numbers {
    /** Whole results below this are written without exponent by jq. */
    private static final double WHOLE = 1e17;

    /** Reads integers beyond 64 bits as doubles: the library cuts them to their lowest 64 bits when it reckons with them. */
    static final JsonNodeFactory NODES = new JsonNodeFactory() {
        private static final long serialVersionUID = 1;

        @Override
        public ValueNode numberNode(BigInteger value) {
            return value == null ? nullNode() : DoubleNode.valueOf(value.doubleValue());
        }
    };

    private Numbers() {}

    /** A result of arithmetic: whole where it can be, which then shows no fraction anywhere. */
    static JsonNode node(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < WHOLE;
        return whole ? LongNode.valueOf((long) value) : DoubleNode.valueOf(value);
    }

    /**
     * What jq writes: no value for what is no number, the greatest number for what is infinite, no fraction for a large whole
     * number. A small one has been made by nothing but a literal (see {@link #node}) and keeps what was written, like {@code 1.0}.
     */
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "null";
        }
        double finite = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
        return finite == (int) finite ? Double.toString(finite) : shortest(finite);
    }

    /** The shortest digits that are read as this number, in the notation that the C program gives them. */
    private static String shortest(double finite) {
        BigDecimal shortest = new BigDecimal(Double.toString(finite)).stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        int point = digits.length() - shortest.scale();
        if (point > -4 && point <= digits.length() + 15) {
            return shortest.toPlainString();
        }
        int exponent = point - 1;
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        String sign = finite < 0 ? "-" : "";
        return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? '-' : '+') + twoDigits(Math.abs(exponent));
    }

    private static String twoDigits(int value) {
        return value < 10 ? "0" + value : Integer.toString(value);
    }

    /** What {@code tostring} and {@code tojson} of the library make of numbers. */
    static Module inStrings() {
        return new SimpleModule("numbers").addSerializer(DoubleNode.class, new JsonSerializer<DoubleNode>() {
            @Override
            public void serialize(DoubleNode from, JsonGenerator to, SerializerProvider provider) throws IOException {
                double value = from.doubleValue();
                to.writeNumber(value == (int) value ? Integer.toString((int) value) : text(value));
            }
        });
    }

    /** A generator that writes numbers like this. */
    static JsonGenerator writing(JsonGenerator to) {
        return new JsonGeneratorDelegate(to) {
            @Override
            public void writeNumber(double value) throws IOException {
                super.writeNumber(text(value));
            }
        };
    }
}
