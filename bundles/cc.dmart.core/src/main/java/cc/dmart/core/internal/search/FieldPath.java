package cc.dmart.core.internal.search;

/**
 * A resolved field ({@code query.md} 2.2).
 *
 * @param path canonical dotted path; a wildcard path ends in {@code .*}
 * @param kind how a value of the search is read for it
 */
public record FieldPath(String path, Kind kind) {
    /** How values at a path compare. */
    public enum Kind {
        /** Meta strings, booleans and numbers. */
        META,
        /** {@code displayname} and {@code description} of one language. */
        TEXT,
        /** {@code created_at}, {@code updated_at}. */
        DATE,
        /** Anything in the payload body: each value by its own type. */
        BODY,
        /** The subpath, with or without slashes around. */
        SUBPATH,
        /** Names of languages, in two spellings. */
        LANGUAGE,
        /** Names of content types, in two spellings. */
        CONTENT_TYPE,
        /** A field that no entry has, or that nobody may ask for. */
        UNKNOWN
    }

    /** A field that matches nothing. */
    static final FieldPath NONE = new FieldPath("", Kind.UNKNOWN);

    /** Whether a text can be a field that a request names outside of its search, such as in {@code sort_by}. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(FieldPath::isNameChar);
    }

    private static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '-';
    }

    /** Whether every leaf below is meant. */
    public boolean isWildcard() {
        return path.endsWith(".*");
    }

    /** The path whose presence counts for a negation. */
    String presence() {
        return isWildcard() ? path.substring(0, path.length() - 2) : path;
    }
}
