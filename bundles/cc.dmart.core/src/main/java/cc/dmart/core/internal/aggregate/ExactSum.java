package cc.dmart.core.internal.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum without rounding of integers of 64 bits and of numbers with up to six decimals, so that money adds up; others are added
 * as doubles with their rounding carried along. Not thread-safe.
 */
final class ExactSum {
    private static final int DECIMALS = 6;
    private static final double SCALE = 1e6;
    private static final double MAX_EXACT = 1L << 53;

    private static final double BEYOND_LONG = 0x1p63;
    private static final BigInteger UNIT = BigInteger.valueOf(1_000_000);

    private long fine;
    private long whole;
    private BigInteger carriedWhole = BigInteger.ZERO;
    private BigInteger carried = BigInteger.ZERO;
    private double rough;
    private double error;
    private boolean isRough;

    void add(double value) {
        double scaled = Math.rint(value * SCALE);
        if (Math.abs(scaled) < MAX_EXACT && scaled / SCALE == value) {
            fine((long) scaled);
            return;
        }
        if (Math.abs(value) < BEYOND_LONG && Math.rint(value) == value) {
            add((long) value);
            return;
        }
        isRough = true;
        double sum = rough + value;
        error += Math.abs(rough) >= Math.abs(value) ? rough - sum + value : value - sum + rough;
        rough = sum;
    }

    /** Adds an integer, of which no double need be as near. */
    void add(long value) {
        long sum = whole + value;
        if (((whole ^ sum) & (value ^ sum)) < 0) {
            carriedWhole = carriedWhole.add(BigInteger.valueOf(whole));
            whole = value;
        } else {
            whole = sum;
        }
    }

    private void fine(long value) {
        long sum = fine + value;
        if (((fine ^ sum) & (value ^ sum)) < 0) {
            carried = carried.add(BigInteger.valueOf(fine));
            fine = value;
        } else {
            fine = sum;
        }
    }

    /** The sum of what can be added exactly. */
    private BigDecimal exact() {
        BigInteger integers = carriedWhole.add(BigInteger.valueOf(whole)).multiply(UNIT);
        return new BigDecimal(integers.add(carried).add(BigInteger.valueOf(fine)), DECIMALS);
    }

    double value() {
        double exact = exact().doubleValue();
        return isRough ? exact + (rough + error) : exact;
    }

    /** Decimal text, or empty if it is not finite. */
    String text() {
        if (!isRough) {
            BigDecimal exact = exact().stripTrailingZeros();
            return exact.signum() == 0 ? "0" : exact.toPlainString();
        }
        double value = value();
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
