package cc.dmart.api.index;

import java.util.Comparator;

/**
 * The order of values ({@code query.md} 3.1): numbers, numeric strings and instants as numbers, then booleans, then strings by
 * normalised and by raw text. Thread-safe.
 */
public final class LeafOrder implements Comparator<Leaf> {
    /** The order, ascending. */
    public static final LeafOrder ASCENDING = new LeafOrder();

    private static final int NUMBER = 1;
    private static final int BOOL = 2;
    private static final int TEXT = 3;

    private LeafOrder() {}

    @Override
    public int compare(Leaf a, Leaf b) {
        int rank = rank(a);
        int order = Integer.compare(rank, rank(b));
        if (order != 0) {
            return order;
        }
        return switch (rank) {
            case NUMBER -> Double.compare(place(a), place(b));
            case BOOL -> Boolean.compare(isTrue(a), isTrue(b));
            default -> texts(a.text(), b.text());
        };
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
