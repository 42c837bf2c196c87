package cc.dmart.api.index;

import java.util.Comparator;

/**
 * The order of values ({@code query.md} 3.1): numbers, numeric strings and instants as numbers, then booleans, then strings by
 * normalised and by raw text. Integers of 64 bits are in their exact order. Thread-safe.
 */
public final class LeafOrder implements Comparator<Leaf> {
    /** The order, ascending. */
    public static final LeafOrder ASCENDING = new LeafOrder();

    private static final int NUMBER = 1;
    private static final int BOOL = 2;
    private static final int TEXT = 3;
    private static final double WIDE = 0x1p53;
    private static final double BEYOND_LONG = 0x1p63;
    private static final int LONGEST_LONG = 20;

    private LeafOrder() {}

    @Override
    public int compare(Leaf a, Leaf b) {
        int rank = rank(a);
        int order = Integer.compare(rank, rank(b));
        if (order != 0) {
            return order;
        }
        return switch (rank) {
            case NUMBER -> numbers(a, b);
            case BOOL -> Boolean.compare(isTrue(a), isTrue(b));
            default -> texts(a.text(), b.text());
        };
    }

    private static int numbers(Leaf a, Leaf b) {
        double x = place(a);
        double y = place(b);
        int order = Double.compare(x, y);
        return order != 0 || !isWide(x) ? order : Integer.compare(rest(a.text(), x), rest(b.text(), y));
    }

    /** Whether the double of a number may be that of its neighbours too: beyond 2^53. */
    public static boolean isWide(double number) {
        return Math.abs(number) >= WIDE && !Double.isInfinite(number);
    }

    /**
     * What the nearest double leaves out of a 64-bit integer, -512..512; 0 for every other number. Numbers are in the order of
     * their doubles, and those of one double in the order of this.
     *
     * @param text   of the number, in its shortest form
     * @param number its double
     */
    public static int rest(String text, double number) {
        if (!isWide(number) || text.length() > LONGEST_LONG) {
            return 0;
        }
        try {
            long exact = Long.parseLong(text);
            return number == BEYOND_LONG ? (int) (exact - Long.MAX_VALUE - 1) : (int) (exact - (long) number);
        } catch (NumberFormatException e) {
            return 0; // a fraction, or beyond 64 bits
        }
    }

    private static int texts(String a, String b) {
        int order = IndexMatcher.compareCodePoints(SearchText.norm(a), SearchText.norm(b));
        return order != 0 ? order : IndexMatcher.compareCodePoints(a, b);
    }

    private static boolean isTrue(Leaf leaf) {
        return leaf.text().equals("true");
    }

    private static int rank(Leaf leaf) {
        return switch (leaf.kind()) {
            case NUMBER, DATE -> NUMBER;
            case BOOL -> BOOL;
            case KEYWORD, TEXT -> isNumeric(leaf.text()) ? NUMBER : TEXT;
        };
    }

    private static double place(Leaf leaf) {
        return leaf.kind() == Leaf.Kind.DATE ? leaf.micros() : number(leaf);
    }

    /** The number that a leaf stands for: a number, or a string {@code -?\d+(\.\d+)?}; NaN for others. */
    public static double number(Leaf leaf) {
        return switch (leaf.kind()) {
            case NUMBER -> leaf.number();
            case KEYWORD, TEXT -> isNumeric(leaf.text()) ? Double.parseDouble(leaf.text()) + 0.0 : Double.NaN;
            case BOOL, DATE -> Double.NaN;
        };
    }

    /** Whether a whole text is {@code -?\d+(\.\d+)?} in ASCII digits. */
    public static boolean isNumeric(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        int end = digits(text, from);
        if (end == from || end == text.length()) {
            return end > from;
        }
        return text.charAt(end) == '.' && end + 1 < text.length() && digits(text, end + 1) == text.length();
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
