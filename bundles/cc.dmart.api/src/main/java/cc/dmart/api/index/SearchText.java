package cc.dmart.api.index;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Normalisation and tokens of the search language ({@code query.md} 2.3), shared by documents, query trees and every
 * engine. Thread-safe.
 */
public final class SearchText {
    /** Strings whose normal form is longer than this many UTF-8 bytes are long: their globs look at single tokens. */
    public static final int MAX_WHOLE_BYTES = 8191;

    /** Code points of a token; a longer run is cut into tokens of this length. */
    public static final int MAX_TOKEN = 255;

    private static final char SHARP = '\u1E9E';
    private static final char DOTLESS = '\u0131';

    private SearchText() {}

    /** Whether a normalised text is too long to be kept as one term ({@code query.md} 6.3). */
    public static boolean isLong(String normal) {
        int length = normal.length();
        if (length * 3 <= MAX_WHOLE_BYTES) {
            return false;
        }
        return length > MAX_WHOLE_BYTES || utf8Length(normal) > MAX_WHOLE_BYTES;
    }

    /** A normalised text as far as it is kept as one term: all of it unless it {@link #isLong}. */
    public static String beginning(String normal) {
        return isLong(normal) ? cut(normal) : normal;
    }

    /** The beginning of a text that is not empty, short enough to be kept as one term. */
    public static String cut(String text) {
        int end = Math.min(text.length(), MAX_WHOLE_BYTES / 3);
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** NFKC, full case folding, Arabic letters unified, tatweel and diacritics dropped, digits to ASCII. */
    public static String norm(String text) {
        if (isPlain(text)) {
            return text;
        }
        String folded = fold(Normalizer.normalize(text, Normalizer.Form.NFKC));
        StringBuilder out = new StringBuilder(folded.length());
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c == 0x0640 || (c >= 0x064B && c <= 0x065F) || c == 0x0670) {
                continue;
            }
            out.append(unify(c));
        }
        return out.toString();
    }

    /** Two letters fold otherwise than by the case of letters: the capital sharp s, and the dotless i, which is no i. */
    private static String fold(String text) {
        String known = text.indexOf(SHARP) < 0 ? text : text.replace(String.valueOf(SHARP), "ss");
        if (known.indexOf(DOTLESS) < 0) {
            return folded(known);
        }
        StringBuilder out = new StringBuilder(known.length());
        int from = 0;
        for (int at = known.indexOf(DOTLESS); at >= 0; at = known.indexOf(DOTLESS, from)) {
            out.append(folded(known.substring(from, at))).append(DOTLESS);
            from = at + 1;
        }
        return Normalizer.normalize(out.append(folded(known.substring(from))), Normalizer.Form.NFKC);
    }

    private static String folded(String text) {
        String upper = text.toUpperCase(java.util.Locale.ROOT);
        return Normalizer.normalize(
                upper.toLowerCase(java.util.Locale.ROOT).replace('\u03C2', '\u03C3'), Normalizer.Form.NFKC);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    private static char unify(char c) {
        return switch (c) {
            case '\u0623', '\u0625', '\u0622', '\u0671' -> '\u0627';
            case '\u0649', '\u06CC' -> '\u064A';
            case '\u0629' -> '\u0647';
            case '\u06A9' -> '\u0643';
            default -> {
                if (c >= 0x0660 && c <= 0x0669) {
                    yield (char) ('0' + (c - 0x0660));
                }
                if (c >= 0x06F0 && c <= 0x06F9) {
                    yield (char) ('0' + (c - 0x06F0));
                }
                yield c;
            }
        };
    }

    /** Maximal runs of letters, digits, marks and {@code _} of the normalised text, at most {@link #MAX_TOKEN} long. */
    public static List<String> tokens(String text) {
        return tokensOfNormal(norm(text));
    }

    /** The same for text that is normalised already. */
    public static List<String> tokensOfNormal(String normal) {
        List<String> out = new ArrayList<>();
        int start = -1;
        int length = 0;
        for (int i = 0; i < normal.length(); ) {
            int cp = normal.codePointAt(i);
            boolean word = isWord(cp);
            if (start >= 0 && (!word || length == MAX_TOKEN)) {
                out.add(normal.substring(start, i));
                start = -1;
            }
            if (word) {
                length = start < 0 ? 1 : length + 1;
                start = start < 0 ? i : start;
            }
            i += Character.charCount(cp);
        }
        if (start >= 0) {
            out.add(normal.substring(start));
        }
        return out;
    }

    private static boolean isWord(int cp) {
        if (cp < 0x80) {
            return (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') || cp == '_' || (cp >= 'A' && cp <= 'Z');
        }
        return Character.isLetterOrDigit(cp) || isMark(cp) || isOtherNumber(Character.getType(cp));
    }

    private static boolean isOtherNumber(int type) {
        return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    private static boolean isMark(int cp) {
        int type = Character.getType(cp);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
