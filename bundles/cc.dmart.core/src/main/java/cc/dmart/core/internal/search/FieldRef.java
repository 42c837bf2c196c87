package cc.dmart.core.internal.search;

/**
 * A field as written.
 *
 * @param name     dotted name without {@code []}; empty if it breaks the grammar, so that no entry has it
 * @param elements whether a segment was followed by {@code []}
 */
record FieldRef(String name, boolean elements) {

    /** Reads the text between {@code @} and {@code :}. */
    static FieldRef read(String text) {
        boolean elements = false;
        StringBuilder out = new StringBuilder(text.length());
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            String segment = text.substring(start, dot < 0 ? text.length() : dot);
            if (segment.endsWith("[]")) {
                elements = true;
                segment = segment.substring(0, segment.length() - 2);
            }
            if (!isSegment(segment, start == 0)) {
                return new FieldRef("", elements);
            }
            out.append(start == 0 ? "" : ".").append(segment);
            if (dot < 0) {
                break;
            }
            start = dot + 1;
        }
        return new FieldRef(out.toString(), elements);
    }

    private static boolean isSegment(String text, boolean first) {
        if (text.isEmpty()) {
            return false;
        }
        if (text.equals("*")) {
            return !first;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '-') {
                return false;
            }
        }
        char c = text.charAt(0);
        return !first || c == '_' || Character.isLetter(c);
    }
}
