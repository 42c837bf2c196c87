package cc.dmart.api.index;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Normalisation and tokens of the search language ({@code query.md} 2.3), shared by documents, query trees and every
 * engine. Thread-safe.
 */
public final class SearchText {
    private SearchText() {}

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

    private static String fold(String text) {
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

    /** Maximal runs of letters, digits, marks and {@code _} of the normalised text. */
    public static List<String> tokens(String text) {
        return tokensOfNormal(norm(text));
    }

    /** The same for text that is normalised already. */
    public static List<String> tokensOfNormal(String normal) {
        List<String> out = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < normal.length(); ) {
            int cp = normal.codePointAt(i);
            boolean word = cp == '_'
                    || Character.isLetterOrDigit(cp)
                    || isMark(cp)
                    || Character.getType(cp) == Character.LETTER_NUMBER
                    || Character.getType(cp) == Character.OTHER_NUMBER;
            if (word && start < 0) {
                start = i;
            } else if (!word && start >= 0) {
                out.add(normal.substring(start, i));
                start = -1;
            }
            i += Character.charCount(cp);
        }
        if (start >= 0) {
            out.add(normal.substring(start));
        }
        return out;
    }

    private static boolean isMark(int cp) {
        int type = Character.getType(cp);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
