package cc.dmart.core.internal.query;

import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.Glob;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.SearchText;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.WireRecord;
import cc.dmart.core.internal.search.FieldResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Copies values of a record under other names, with what the search was about between two marks ({@code query.md} 3.6).
 * Thread-safe.
 */
final class Highlights {
    private static final int INFIX = 3;

    private final String before;
    private final String after;

    /** Highlights with these marks, which may be empty. */
    Highlights(String before, String after) {
        this.before = before;
        this.after = after;
    }

    /**
     * The attributes with an alias for each field that has a text.
     *
     * @param shown  attributes that are sent
     * @param whole  the record with its payload
     * @param fields alias per field
     * @param search the tree of the query
     * @param names  what the names of fields mean
     */
    JsonObject apply(
            JsonObject shown, WireRecord whole, Map<String, String> fields, IndexQuery search, FieldResolver names) {
        JsonObject.Builder out = shown.toBuilder();
        fields.forEach((field, alias) -> {
            String plain = RecordValues.plain(field);
            String resolved = names.resolve(plain).path();
            String path = resolved.isEmpty() ? plain : resolved;
            for (JsonValue value : RecordValues.values(whole, path)) {
                if (value instanceof JsonString text) {
                    out.put(alias, mark(text.value(), path, search));
                    return;
                }
            }
        });
        return out.build();
    }

    private String mark(String text, String path, IndexQuery search) {
        if (before.isEmpty() && after.isEmpty()) {
            return text;
        }
        List<Predicate<String>> tests = new ArrayList<>();
        collect(search, path, tests);
        StringBuilder out = new StringBuilder();
        int copied = 0;
        int end = -1;
        for (int[] token : tokens(text)) {
            List<String> parts = SearchText.tokens(text.substring(token[0], token[1]));
            boolean hit = tests.stream().anyMatch(t -> parts.stream().anyMatch(t));
            if (hit && end < 0) {
                out.append(text, copied, token[0]).append(before);
                copied = token[0];
            } else if (!hit && end >= 0) {
                out.append(text, copied, end).append(after);
                copied = end;
                end = -1;
            }
            end = hit ? token[1] : end;
        }
        if (end >= 0) {
            out.append(text, copied, end).append(after);
            copied = end;
        }
        return out.append(text, copied, text.length()).toString();
    }

    /** Where the runs of word characters stand. */
    private static List<int[]> tokens(String text) {
        List<int[]> out = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < text.length(); ) {
            int cp = text.codePointAt(i);
            String normal = SearchText.norm(Character.toString(cp));
            boolean word = !SearchText.tokensOfNormal(normal).isEmpty();
            // what normalisation drops, a diacritic or a tatweel, ends no word
            if (normal.isEmpty()) {
                i += Character.charCount(cp);
                continue;
            }
            if (word && start < 0) {
                start = i;
            } else if (!word && start >= 0) {
                out.add(new int[] {start, i});
                start = -1;
            }
            i += Character.charCount(cp);
        }
        if (start >= 0) {
            out.add(new int[] {start, text.length()});
        }
        return out;
    }

    /** What tokens the search wants, leaving out what it does not want. */
    private static void collect(IndexQuery query, String path, List<Predicate<String>> out) {
        if (query instanceof IndexQuery.And and) {
            and.clauses().forEach(c -> collect(c, path, out));
        } else if (query instanceof IndexQuery.Or or) {
            or.clauses().forEach(c -> collect(c, path, out));
        } else if (query instanceof IndexQuery.Word word) {
            String token = word.token();
            boolean inside = token.codePointCount(0, token.length()) >= INFIX;
            out.add(t -> inside ? t.contains(token) : t.startsWith(token));
        } else if (query instanceof IndexQuery.WordGlob glob) {
            out.add(glob.glob()::matches);
        } else if (query instanceof IndexQuery.TextPhrase phrase) {
            out.add(phrase.tokens()::contains);
        } else if (query instanceof IndexQuery.Field field && isAbout(field.path(), path)) {
            test(field.test(), out);
        }
    }

    private static boolean isAbout(String asked, String path) {
        return asked.equals(path) || (asked.endsWith(".*") && path.startsWith(asked.substring(0, asked.length() - 1)));
    }

    private static void test(FieldTest test, List<Predicate<String>> out) {
        if (test instanceof FieldTest.Equal equal) {
            out.add(equal.tokens()::contains);
        } else if (test instanceof FieldTest.Words words) {
            out.add(words.tokens()::contains);
        } else if (test instanceof FieldTest.Phrase phrase) {
            out.add(phrase.tokens()::contains);
        } else if (test instanceof FieldTest.Matches matches) {
            Glob glob = matches.glob();
            out.add(glob::matches);
        } else if (test instanceof FieldTest.Contains contains) {
            out.add(SearchText.tokensOfNormal(contains.part())::contains);
        }
    }
}
