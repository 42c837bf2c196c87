package cc.dmart.core.internal.search;

import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.FieldTest.Equal;
import cc.dmart.api.index.FieldTest.Exists;
import cc.dmart.api.index.FieldTest.Instants;
import cc.dmart.api.index.FieldTest.Matches;
import cc.dmart.api.index.FieldTest.Numbers;
import cc.dmart.api.index.FieldTest.Phrase;
import cc.dmart.api.index.FieldTest.Span;
import cc.dmart.api.index.FieldTest.Texts;
import cc.dmart.api.index.FieldTest.Words;
import cc.dmart.api.index.Glob;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.SearchText;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.Language;
import cc.dmart.core.internal.search.FieldPath.Kind;
import cc.dmart.core.internal.search.FieldValue.Bare;
import cc.dmart.core.internal.search.FieldValue.Quoted;
import cc.dmart.core.internal.search.FieldValue.Tag;
import cc.dmart.core.internal.search.SearchNode.Operator;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The tests that one alternative of a field clause means ({@code query.md} 2.4): by the kind of the field and, in the payload,
 * by every reading that the text admits. Thread-safe.
 */
final class ValueTests {
    private final ZoneId zone;
    private final RangeTests ranges;

    ValueTests(ZoneId zone) {
        this.zone = zone;
        ranges = new RangeTests(zone);
    }

    /** Adds the tests of an alternative, any of which is enough; none if nothing can match. */
    void of(FieldPath path, Operator operator, FieldValue value, List<FieldTest> out) {
        if (operator != Operator.IS && operator != Operator.NOT) {
            compare(path, operator, value).ifPresent(out::add);
        } else if (value instanceof Bare bare) {
            bare(path, bare.pattern(), out);
        } else if (value instanceof Quoted quoted) {
            quoted(path, quoted.text(), out);
        } else if (value instanceof Tag tag) {
            tag(path, tag.pattern(), out);
        } else if (value instanceof FieldValue.Words words) {
            words(path, words.words(), out);
        } else if (value instanceof FieldValue.Range range) {
            ranges.of(path, range).ifPresent(out::add);
        }
    }

    private void bare(FieldPath path, Pattern pattern, List<FieldTest> out) {
        if (pattern.isStar()) {
            out.add(new Exists());
        } else if (path.kind() == Kind.DATE) {
            date(pattern).ifPresent(out::add);
        } else if (pattern.isGlob()) {
            out.add(new Matches(glob(path, pattern)));
        } else if (path.isWildcard()) {
            out.add(infix(path, SearchText.norm(pattern.text())));
        } else {
            equal(path, pattern.text(), out);
        }
    }

    /** Part of a value: what is no part of a single token is looked for in the whole text. */
    private static FieldTest infix(FieldPath path, String norm) {
        boolean ofToken = SearchText.tokensOfNormal(norm).equals(List.of(norm));
        return ofToken || path.kind() != Kind.TEXT ? new Matches(Glob.infix(norm)) : new FieldTest.Contains(norm);
    }

    private Optional<FieldTest> date(Pattern pattern) {
        if (pattern.isGlob()) {
            return Optional.empty();
        }
        return DateText.parseForDateField(SearchText.norm(pattern.text()), zone)
                .map(s -> new Instants(s.from(), true, s.to(), false));
    }

    private static Glob glob(FieldPath path, Pattern pattern) {
        List<String> parts = new ArrayList<>(pattern.parts().size());
        for (String part : pattern.parts()) {
            parts.add(SearchText.norm(part));
        }
        String first = parts.get(0);
        if (path.kind() == Kind.SUBPATH && !first.isEmpty() && first.charAt(0) != '/') {
            parts.set(0, "/" + first);
        }
        return new Glob(parts);
    }

    private void equal(FieldPath path, String text, List<FieldTest> out) {
        switch (path.kind()) {
            case SUBPATH -> out.add(equal(slashed(text)));
            case LANGUAGE -> {
                out.add(equal(text));
                Language.of(text.toLowerCase(Locale.ROOT)).ifPresent(language -> {
                    out.add(equal(language.wire()));
                    shortCode(language).ifPresent(code -> out.add(equal(code)));
                });
            }
            case CONTENT_TYPE -> {
                out.add(equal(text));
                ContentType.of(text).filter(t -> !t.wire().equals(text)).ifPresent(t -> out.add(equal(t.wire())));
            }
            default -> out.add(equal(text));
        }
    }

    private static Optional<String> shortCode(Language language) {
        String code = language == Language.TURKISH ? "tr" : language.wire().substring(0, 2);
        return Language.of(code).filter(l -> l == language).map(l -> code);
    }

    private static String slashed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == '/') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == '/') {
            to--;
        }
        return "/" + text.substring(from, to);
    }

    /** Every reading of a bare value. */
    private Equal equal(String text) {
        String norm = SearchText.norm(text);
        Optional<Boolean> bool =
                norm.equals("true") ? Optional.of(true) : norm.equals("false") ? Optional.of(false) : Optional.empty();
        return new Equal(
                norm, SearchText.tokensOfNormal(norm), NumberText.parse(norm), bool, DateText.parse(norm, zone));
    }

    private void quoted(FieldPath path, String text, List<FieldTest> out) {
        List<String> tokens = SearchText.tokens(text);
        boolean phrase = path.kind() == Kind.TEXT || path.kind() == Kind.BODY;
        if (phrase && !tokens.isEmpty()) {
            out.add(new Phrase(tokens, equal(text)));
        } else if (path.kind() == Kind.DATE) {
            date(Pattern.literal(text)).ifPresent(out::add);
        } else {
            equal(path, text, out);
        }
    }

    private void tag(FieldPath path, Pattern pattern, List<FieldTest> out) {
        if (path.kind() == Kind.TEXT && !pattern.isGlob()) {
            Optional<String> whole = Optional.of(SearchText.norm(pattern.text()));
            out.add(new Texts(whole, true, whole, true));
        } else if (path.isWildcard() && !pattern.isGlob()) {
            out.add(equal(pattern.text()));
        } else {
            bare(path, pattern, out);
        }
    }

    private void words(FieldPath path, List<Pattern> words, List<FieldTest> out) {
        String text = String.join(" ", words.stream().map(Pattern::text).toList());
        List<String> tokens = SearchText.tokens(text);
        boolean byToken = path.kind() == Kind.TEXT || path.kind() == Kind.BODY;
        if (byToken && !tokens.isEmpty()) {
            out.add(new Words(tokens, equal(text)));
        } else {
            for (Pattern word : words.size() == 1 ? words : List.of(Pattern.literal(text))) {
                bare(path, word, out);
            }
        }
    }

    private Optional<FieldTest> compare(FieldPath path, Operator operator, FieldValue value) {
        String text = SearchText.norm(
                value instanceof Bare b ? b.pattern().text() : value instanceof Quoted q ? q.text() : "");
        OptionalDouble number = path.kind() == Kind.DATE ? OptionalDouble.empty() : NumberText.parse(text);
        if (number.isPresent()) {
            String n = Leaf.shortest(text);
            boolean below = operator == Operator.LESS || operator == Operator.AT_MOST;
            return Optional.of(
                    below
                            ? Numbers.between("-Infinity", true, n, operator == Operator.AT_MOST)
                            : Numbers.between(n, operator == Operator.AT_LEAST, "Infinity", true));
        }
        Optional<Span> span =
                path.kind() == Kind.DATE ? DateText.parseForDateField(text, zone) : DateText.parse(text, zone);
        return span.map(Span::from).map(start -> switch (operator) {
            case LESS -> new Instants(Long.MIN_VALUE, true, start, false);
            case AT_MOST -> new Instants(Long.MIN_VALUE, true, start, true);
            case GREATER -> new Instants(start, false, Long.MAX_VALUE, true);
            default -> new Instants(start, true, Long.MAX_VALUE, true);
        });
    }
}
