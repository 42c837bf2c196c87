package cc.dmart.api.index;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/**
 * The meaning of a query tree on one document, written plainly ({@code query.md} 2.4, 2.5, 9 "Verification"). Engines answer
 * as if they asked this of every document; it is their oracle and their verification. Thread-safe.
 */
public final class IndexMatcher {
    private IndexMatcher() {}

    /** Whether a document matches a tree. */
    public static boolean matches(IndexQuery query, IndexDocument document) {
        if (query instanceof IndexQuery.All) {
            return true;
        } else if (query instanceof IndexQuery.And and) {
            return and.clauses().stream().allMatch(c -> matches(c, document));
        } else if (query instanceof IndexQuery.Or or) {
            return or.clauses().stream().anyMatch(c -> matches(c, document));
        } else if (query instanceof IndexQuery.Not not) {
            return !matches(not.clause(), document);
        } else if (query instanceof IndexQuery.Exact exact) {
            Collection<String> values = document.exact().getOrDefault(exact.field(), List.of());
            return values.stream().anyMatch(exact.values()::contains);
        } else if (query instanceof IndexQuery.Field field) {
            return document.leaves().stream()
                    .anyMatch(l -> selects(field.path(), field.test(), l) && passes(field.test(), l));
        } else if (query instanceof IndexQuery.Present present) {
            return isPresent(present.path(), document);
        }
        return matchesText(query, document.text());
    }

    private static boolean isPresent(String path, IndexDocument document) {
        String below = isWild(path) ? below(path) : path + ".";
        return document.present().stream().anyMatch(p -> isWild(path) ? p.startsWith(below) : p.equals(path))
                || document.leaves().stream().map(Leaf::path).anyMatch(p -> p.startsWith(below) || p.equals(path));
    }

    private static boolean matchesText(IndexQuery query, List<String> values) {
        if (query instanceof IndexQuery.Word word) {
            boolean inside = word.token().codePointCount(0, word.token().length()) >= 3;
            return values.stream()
                    .flatMap(v -> SearchText.tokens(v).stream())
                    .anyMatch(t -> inside ? t.contains(word.token()) : t.startsWith(word.token()));
        } else if (query instanceof IndexQuery.WordGlob glob) {
            return values.stream().flatMap(v -> SearchText.tokens(v).stream()).anyMatch(glob.glob()::matches);
        } else if (query instanceof IndexQuery.TextPhrase phrase) {
            return phrase.tokens().isEmpty()
                    || values.stream().anyMatch(v -> contiguous(SearchText.tokens(v), phrase.tokens()));
        }
        return false;
    }

    /** Whether a path ends in {@code .*}. */
    public static boolean isWild(String path) {
        return path.endsWith(".*");
    }

    /** What every path below a path that ends in {@code .*} begins with. */
    public static String below(String wildPath) {
        return wildPath.substring(0, wildPath.length() - 1);
    }

    private static boolean selects(String path, FieldTest test, Leaf leaf) {
        if (isWild(path)) {
            return leaf.path().startsWith(below(path))
                    && leaf.kind() != Leaf.Kind.BOOL
                    && leaf.kind() != Leaf.Kind.DATE;
        }
        return leaf.path().equals(path)
                || (test instanceof FieldTest.Exists && leaf.path().startsWith(path + "."));
    }

    /** Whether the value of a leaf passes a test, its path aside. */
    public static boolean passes(FieldTest test, Leaf leaf) {
        if (test instanceof FieldTest.Equal equal) {
            return isEqual(equal, leaf);
        } else if (test instanceof FieldTest.Matches matches) {
            return matchesGlob(matches.glob(), leaf);
        } else if (test instanceof FieldTest.Contains contains) {
            boolean text = leaf.kind() == Leaf.Kind.TEXT || leaf.kind() == Leaf.Kind.KEYWORD;
            return (text && SearchText.beginning(SearchText.norm(leaf.text())).contains(contains.part()))
                    || matchesGlob(Glob.infix(contains.part()), leaf);
        } else if (test instanceof FieldTest.Phrase phrase) {
            return leaf.isTokenised()
                    ? contiguous(SearchText.tokens(leaf.text()), phrase.tokens())
                    : isEqual(phrase.otherwise(), leaf);
        } else if (test instanceof FieldTest.Words words) {
            return leaf.isTokenised()
                    ? new HashSet<>(SearchText.tokens(leaf.text())).containsAll(words.tokens())
                    : isEqual(words.otherwise(), leaf);
        } else if (test instanceof FieldTest.OtherThan other) {
            return other.tests().stream().noneMatch(t -> passes(t, leaf));
        } else if (test instanceof FieldTest.OneOf one) {
            return one.texts().contains(leaf.text());
        }
        return test instanceof FieldTest.Exists || isInRange(test, leaf);
    }

    private static boolean isEqual(FieldTest.Equal equal, Leaf leaf) {
        boolean inSpan = leaf.isInstant()
                && equal.span()
                        .filter(s -> leaf.micros() >= s.from() && leaf.micros() < s.to())
                        .isPresent();
        return switch (leaf.kind()) {
            case KEYWORD -> {
                String norm = SearchText.norm(leaf.text());
                yield inSpan
                        || norm.equals(equal.norm())
                        || equal.bool().filter(b -> norm.equals(b.toString())).isPresent();
            }
            case TEXT -> new HashSet<>(SearchText.tokens(leaf.text())).containsAll(equal.tokens());
            case NUMBER -> equal.number().isPresent() && leaf.text().equals(Leaf.shortest(equal.norm()));
            case BOOL ->
                equal.bool().filter(b -> leaf.text().equals(b.toString())).isPresent();
            case DATE -> inSpan;
        };
    }

    private static boolean matchesGlob(Glob glob, Leaf leaf) {
        return switch (leaf.kind()) {
            case KEYWORD -> {
                String norm = SearchText.norm(leaf.text());
                yield SearchText.isLong(norm)
                        ? SearchText.tokensOfNormal(norm).stream().anyMatch(glob::matches)
                        : glob.matches(norm);
            }
            case TEXT -> SearchText.tokens(leaf.text()).stream().anyMatch(glob::matches);
            case NUMBER -> glob.matches(leaf.text());
            case BOOL, DATE -> false;
        };
    }

    private static boolean isBehind(int order, boolean inclusive) {
        return inclusive ? order >= 0 : order > 0;
    }

    /** The order of a number and a bound. */
    private static int compare(Leaf leaf, double bound, int rest) {
        double v = leaf.number();
        int order = v == bound ? 0 : Double.compare(v, bound);
        return order != 0 ? order : Integer.compare(LeafOrder.rest(leaf.text(), v), rest);
    }

    private static boolean isInRange(FieldTest test, Leaf leaf) {
        if (test instanceof FieldTest.Numbers n) {
            return leaf.kind() == Leaf.Kind.NUMBER
                    && !Double.isNaN(n.low())
                    && !Double.isNaN(n.high())
                    && isBehind(compare(leaf, n.low(), n.lowRest()), n.lowInclusive())
                    && isBehind(-compare(leaf, n.high(), n.highRest()), n.highInclusive());
        } else if (test instanceof FieldTest.Instants i) {
            long v = leaf.micros();
            return leaf.isInstant()
                    && (i.lowInclusive() ? v >= i.low() : v > i.low())
                    && (i.highInclusive() ? v <= i.high() : v < i.high());
        } else if (test instanceof FieldTest.Texts t) {
            return (leaf.kind() == Leaf.Kind.KEYWORD || leaf.kind() == Leaf.Kind.TEXT)
                    && isBetween(t, SearchText.norm(leaf.text()));
        }
        return false;
    }

    private static boolean isBetween(FieldTest.Texts range, String norm) {
        int low = range.low().isPresent() ? compareCodePoints(norm, range.low().get()) : 1;
        int high =
                range.high().isPresent() ? compareCodePoints(norm, range.high().get()) : -1;
        return (range.lowInclusive() ? low >= 0 : low > 0) && (range.highInclusive() ? high <= 0 : high < 0);
    }

    /** Order by code points, which is the order of UTF-8 bytes; the order of {@link String} differs above U+FFFF. */
    public static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? Character.isSurrogate(x) ? 1 : -1 : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static boolean contiguous(List<String> all, List<String> wanted) {
        return Collections.indexOfSubList(all, wanted) >= 0;
    }
}
