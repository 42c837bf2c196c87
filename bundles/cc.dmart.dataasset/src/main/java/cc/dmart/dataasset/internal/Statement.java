package cc.dmart.dataasset.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a statement: there must be one statement that begins as a reading one does. Whether it only reads is decided on
 * its compiled program ({@link ReadOnly}). Thread-safe.
 */
final class Statement {
    /** Name of the view that stands for {@code information_schema.tables}. */
    static final String TABLES = "information_schema_tables";

    private static final Set<String> BEGINNINGS = Set.of("select", "with", "values");

    private record Word(String text, int from, int to) {}

    private Statement() {}

    /**
     * The statement as the engine takes it, without what follows it.
     *
     * @throws DmartException.Invalid {@code E(400,request,402)} if it is none, or more than one, or names something else
     */
    static String of(String sql) {
        List<Word> words = words(sql);
        if (words.isEmpty() || !BEGINNINGS.contains(words.get(0).text)) {
            throw refused("Only a single SELECT is allowed");
        }
        int last = words.size() - 1;
        if (words.get(last).text.equals(";")) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            String text = words.get(i).text;
            if (text.equals(";")) {
                throw refused("Only a single SELECT is allowed");
            }
            if (text.startsWith("pragma") || text.equals("load_extension")) {
                throw refused("The statement names something that is not allowed");
            }
        }
        return schemaNamed(sql.substring(0, words.get(last).to), words.subList(0, last + 1));
    }

    /** The table of tables has a name with dots elsewhere. */
    private static String schemaNamed(String sql, List<Word> words) {
        StringBuilder out = new StringBuilder(sql);
        for (int i = words.size() - 3; i >= 0; i--) {
            if (is(words, i, "information_schema", ".", "tables")) {
                boolean prefixed = i >= 2 && is(words, i - 2, "temp", ".");
                out.replace(words.get(prefixed ? i - 2 : i).from, words.get(i + 2).to, TABLES);
            }
        }
        return out.toString();
    }

    private static boolean is(List<Word> words, int at, String... texts) {
        for (int i = 0; i < texts.length; i++) {
            if (!words.get(at + i).text.equals(texts[i])) {
                return false;
            }
        }
        return true;
    }

    /** Words, numbers, quoted texts and single characters, in lower case; comments and blanks are left out. */
    private static List<Word> words(String sql) {
        List<Word> out = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            int end = end(sql, at);
            char c = sql.charAt(at);
            boolean comment = sql.startsWith("--", at) || sql.startsWith("/*", at);
            if (!comment && !Character.isWhitespace(c)) {
                boolean quoted = c == '\'' || c == '"' || c == '`' || c == '[';
                String text = sql.substring(at, end).toLowerCase(Locale.ROOT);
                out.add(new Word(
                        quoted && c != '\'' ? text.substring(1, Math.max(1, text.length() - 1)) : text, at, end));
            }
            at = end;
        }
        return out;
    }

    private static int end(String sql, int at) {
        char c = sql.charAt(at);
        if (c == 0) {
            throw refused("The statement has a NUL character");
        }
        if (sql.startsWith("--", at)) {
            int line = sql.indexOf('\n', at);
            return line < 0 ? sql.length() : line + 1;
        }
        if (sql.startsWith("/*", at)) {
            int close = sql.indexOf("*/", at + 2);
            return close < 0 ? sql.length() : close + 2;
        }
        if (c == '\'' || c == '"' || c == '`' || c == '[') {
            int close = sql.indexOf(c == '[' ? ']' : c, at + 1);
            return close < 0 ? sql.length() : close + 1;
        }
        int end = at + 1;
        while (isWord(c) && end < sql.length() && isWord(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 0x7F;
    }

    static DmartException refused(String message) {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, message);
    }
}
