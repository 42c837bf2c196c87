package cc.dmart.core.internal.schema;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * A pattern of a stored schema, which is user input: matching is given up after a number of steps that grows with the text, so
 * that no pattern can hang a request. Thread-safe.
 */
final class BoundedRegex implements RegularExpression {
    private static final long STEPS = 200_000;
    private static final long STEPS_PER_CHARACTER = 200;
    private static final int MAX_LENGTH = 4096;

    private final Pattern pattern;

    /**
     * A pattern in ECMAScript's syntax, as far as Java's agrees with it.
     *
     * @throws IllegalArgumentException if it is none, or longer than 4096 characters
     */
    BoundedRegex(String regex) {
        if (regex.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("pattern longer than " + MAX_LENGTH);
        }
        // there $ is the end of the text only; here it would also match before a last newline
        boolean anchored = regex.endsWith("$") && !regex.endsWith("\\$");
        pattern = Pattern.compile(anchored ? regex.substring(0, regex.length() - 1) + "\\z" : regex);
    }

    /** Whether the pattern is found. @throws ValidationLimit if it takes too many steps */
    @Override
    public boolean matches(String value) {
        return pattern.matcher(new Counted(value, new long[] {STEPS + STEPS_PER_CHARACTER * value.length()}))
                .find();
    }

    /** A text that counts how often it is looked at; sub-sequences share the count. */
    private record Counted(CharSequence text, long[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new ValidationLimit();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
