package cc.dmart.index.lucene.internal.query;

import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.FieldTest.Equal;
import cc.dmart.api.index.Glob;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.index.SearchText;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.Steps;
import cc.dmart.index.lucene.internal.document.TermRanges;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queries.intervals.IntervalsSource;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/** Turns a test of the values at a path into a query. Thread-safe. */
final class FieldCompiler {
    private static final int MAX_EXPANDED = 1024;

    private final String scope;
    private final IndexReader reader;

    FieldCompiler(String scope, IndexReader reader) {
        this.scope = scope;
        this.reader = reader;
    }

    Query compile(String path, FieldTest test) throws IOException {
        if (test instanceof FieldTest.Exists) {
            return exists(path);
        } else if (test instanceof FieldTest.OtherThan) {
            return new ScalarScan(path, test, exists(path));
        } else if (test instanceof FieldTest.OneOf one) {
            return oneOf(path, one);
        } else if (test instanceof FieldTest.Contains contains) {
            return contains(path, Glob.infix(contains.part()));
        } else if (!IndexMatcher.isWild(path)) {
            return single(path, test, true);
        } else if (test instanceof FieldTest.Matches matches) {
            return wildGlob(IndexMatcher.below(path), matches.glob());
        }
        Optional<List<String>> paths = PathTerms.below(reader, scope, IndexMatcher.below(path), MAX_EXPANDED);
        if (paths.isEmpty()) {
            return new ScalarScan(path, test, exists(path));
        }
        List<Query> any = new ArrayList<>();
        for (String each : paths.get()) {
            any.add(single(each, test, false));
        }
        return Queries.any(any);
    }

    /** Terms find what is equal but for the case of letters; the values tell the rest, which long ones cannot. */
    private Query oneOf(String path, FieldTest.OneOf test) {
        if (IndexMatcher.isWild(path)) {
            return new ScalarScan(path, test, exists(path));
        }
        List<BytesRef> terms = new ArrayList<>();
        List<BytesRef> digests = new ArrayList<>();
        for (String text : test.texts()) {
            String norm = SearchText.norm(text);
            if (SearchText.isLong(norm)) {
                digests.add(IndexTerms.term(scope, IndexTerms.DIGEST, path, IndexTerms.digest(norm))
                        .bytes());
            } else {
                for (char code : new char[] {IndexTerms.WHOLE, IndexTerms.RANGE_ONLY}) {
                    terms.add(IndexTerms.term(scope, code, path, norm).bytes());
                }
                for (char code : new char[] {IndexTerms.NUMBER, IndexTerms.BOOL}) {
                    terms.add(IndexTerms.term(scope, code, path, text).bytes());
                }
            }
        }
        BytesRef dates = new BytesRef(IndexTerms.prefix(scope, IndexTerms.DATE_INSTANT, path));
        Query candidates = Queries.any(List.of(
                new TermInSetQuery(IndexTerms.TERMS, terms),
                new TermRanges(IndexTerms.TERMS, List.of(TermRanges.Range.prefix(dates)))));
        Query scanned = new ScalarScan(path, test, candidates);
        return digests.isEmpty()
                ? scanned
                : Queries.any(List.of(scanned, new TermInSetQuery(IndexTerms.TERMS, digests)));
    }

    /** Whole texts stand in the terms that ranges go over. */
    private Query contains(String path, Glob part) throws IOException {
        Query texts = IndexMatcher.isWild(path)
                ? Globs.below(
                        IndexTerms.TERMS,
                        List.of(scope + IndexTerms.RANGE_ONLY + IndexTerms.path(IndexMatcher.below(path))),
                        part)
                : Globs.behind(IndexTerms.TERMS, List.of(IndexTerms.prefix(scope, IndexTerms.RANGE_ONLY, path)), part);
        return Queries.any(List.of(texts, compile(path, new FieldTest.Matches(part))));
    }

    private Query exists(String path) {
        return IndexMatcher.isWild(path)
                ? Queries.term(IndexTerms.term(scope, IndexTerms.EXISTS_BELOW, IndexTerms.path(above(path))))
                : Queries.term(IndexTerms.term(scope, IndexTerms.EXISTS, IndexTerms.path(path)));
    }

    private static String above(String wildPath) {
        return wildPath.substring(0, wildPath.length() - 2);
    }

    /** @param all whether booleans and dates count too, which a star leaves out */
    private Query single(String path, FieldTest test, boolean all) {
        List<Query> any = new ArrayList<>();
        if (test instanceof Equal equal) {
            strings(path, equal, any);
            any.add(oneValue(IndexTerms.TEXT_TOKEN, path, equal.tokens(), false));
            scalars(path, equal, all, any);
        } else if (test instanceof FieldTest.Matches matches) {
            return glob(path, matches.glob());
        } else if (test instanceof FieldTest.Phrase phrase) {
            tokens(path, phrase.tokens(), true, phrase.otherwise(), all, any);
        } else if (test instanceof FieldTest.Words words) {
            tokens(path, words.tokens(), false, words.otherwise(), all, any);
        } else {
            return range(path, test, all);
        }
        return Queries.any(any);
    }

    private void strings(String path, Equal equal, List<Query> any) {
        any.add(
                SearchText.isLong(equal.norm())
                        ? term(IndexTerms.DIGEST, path, IndexTerms.digest(equal.norm()))
                        : term(IndexTerms.WHOLE, path, equal.norm()));
        equal.bool()
                .map(b -> b.toString())
                .filter(b -> !b.equals(equal.norm()))
                .ifPresent(b -> any.add(term(IndexTerms.WHOLE, path, b)));
        equal.span().ifPresent(s -> any.add(instants(IndexTerms.STRING_INSTANT, path, s.from(), s.to() - 1)));
    }

    private void scalars(String path, Equal equal, boolean all, List<Query> any) {
        if (equal.number().isPresent()) {
            any.add(term(IndexTerms.NUMBER, path, Leaf.shortest(equal.norm())));
        }
        if (all) {
            equal.bool().ifPresent(b -> any.add(term(IndexTerms.BOOL, path, b.toString())));
            equal.span().ifPresent(s -> any.add(instants(IndexTerms.DATE_INSTANT, path, s.from(), s.to() - 1)));
        }
    }

    private void tokens(
            String path, List<String> tokens, boolean contiguous, Equal otherwise, boolean all, List<Query> any) {
        any.add(oneValue(IndexTerms.TEXT_TOKEN, path, tokens, contiguous));
        if (Leaf.isBody(path)) {
            any.add(oneValue(IndexTerms.STRING_TOKEN, path, tokens, contiguous));
        } else {
            strings(path, otherwise, any);
        }
        scalars(path, otherwise, all, any);
    }

    private Query term(char code, String path, String value) {
        return Queries.term(IndexTerms.term(scope, code, path, value));
    }

    /** Tokens within one value, side by side or anywhere. Without tokens any value will do: it ends with the empty token. */
    private Query oneValue(char code, String path, List<String> tokens, boolean contiguous) {
        List<String> wanted = contiguous ? tokens : List.copyOf(new LinkedHashSet<>(tokens));
        if (wanted.size() < 2) {
            return Queries.term(IndexTerms.token(scope, code, path, wanted.isEmpty() ? "" : wanted.get(0)));
        }
        if (contiguous) {
            PhraseQuery.Builder phrase = new PhraseQuery.Builder();
            wanted.forEach(w -> phrase.add(IndexTerms.token(scope, code, path, w)));
            return phrase.build();
        }
        IntervalsSource[] each = wanted.stream().map(w -> source(code, path, w)).toArray(IntervalsSource[]::new);
        return new IntervalQuery(
                IndexTerms.TOKENS, Intervals.notContaining(Intervals.unordered(each), source(code, path, "")));
    }

    private IntervalsSource source(char code, String path, String token) {
        return Intervals.term(IndexTerms.token(scope, code, path, token).bytes());
    }

    private Query glob(String path, Glob glob) {
        List<String> whole = List.of(
                IndexTerms.prefix(scope, IndexTerms.WHOLE, path),
                IndexTerms.prefix(scope, IndexTerms.LONG_TOKEN, path),
                IndexTerms.prefix(scope, IndexTerms.NUMBER, path));
        List<String> token = List.of(IndexTerms.prefix(scope, IndexTerms.TEXT_TOKEN, path));
        Query tokens = Globs.behind(IndexTerms.TOKENS, token, glob);
        return Queries.any(List.of(Globs.behind(IndexTerms.TERMS, whole, glob), tokens));
    }

    private Query wildGlob(String below, Glob glob) {
        String path = IndexTerms.path(below);
        List<String> whole = List.of(
                scope + IndexTerms.WHOLE + path,
                scope + IndexTerms.LONG_TOKEN + path,
                scope + IndexTerms.NUMBER + path);
        List<String> token = List.of(scope + IndexTerms.TEXT_TOKEN + path);
        return Queries.any(
                List.of(Globs.below(IndexTerms.TERMS, whole, glob), Globs.below(IndexTerms.TOKENS, token, glob)));
    }

    private Query range(String path, FieldTest test, boolean all) {
        if (test instanceof FieldTest.Numbers n) {
            return numbers(path, n);
        } else if (test instanceof FieldTest.Instants i) {
            boolean none = (!i.lowInclusive() && i.low() == Long.MAX_VALUE)
                    || (!i.highInclusive() && i.high() == Long.MIN_VALUE);
            if (none) {
                return Queries.none();
            }
            long low = i.lowInclusive() ? i.low() : i.low() + 1;
            long high = i.highInclusive() ? i.high() : i.high() - 1;
            Query strings = instants(IndexTerms.STRING_INSTANT, path, low, high);
            return all ? Queries.any(List.of(strings, instants(IndexTerms.DATE_INSTANT, path, low, high))) : strings;
        } else if (test instanceof FieldTest.Texts t) {
            return new TermRanges(
                    IndexTerms.TERMS, List.of(texts(IndexTerms.WHOLE, path, t), texts(IndexTerms.RANGE_ONLY, path, t)));
        }
        throw new IllegalArgumentException("unknown test " + test.getClass());
    }

    private Query numbers(String path, FieldTest.Numbers n) {
        if (Double.isNaN(n.low()) || Double.isNaN(n.high())) {
            return Queries.none();
        }
        List<Query> any = new ArrayList<>();
        boolean wideLow = LeafOrder.isWide(n.low());
        boolean wideHigh = LeafOrder.isWide(n.high());
        any.add(doubles(path, n.low(), n.lowInclusive() && !wideLow, n.high(), n.highInclusive() && !wideHigh));
        if (wideLow) {
            any.add(new ScalarScan(path, n, doubles(path, n.low(), true, n.low(), true)));
        }
        if (wideHigh && n.high() != n.low()) {
            any.add(new ScalarScan(path, n, doubles(path, n.high(), true, n.high(), true)));
        }
        return Queries.any(any);
    }

    /** Terms tell the double of a number; which of those that share one is meant, the values tell. */
    private Query doubles(String path, double from, boolean fromInclusive, double to, boolean toInclusive) {
        long low = NumericUtils.doubleToSortableLong(from + 0.0) + (fromInclusive ? 0 : 1);
        long high = NumericUtils.doubleToSortableLong(to + 0.0) - (toInclusive ? 0 : 1);
        BytesRef prefix = new BytesRef(IndexTerms.prefix(scope, IndexTerms.NUMBER_STEP, path));
        return new TermRanges(IndexTerms.TERMS, Steps.NUMBERS.ranges(prefix, low, high));
    }

    private Query instants(char code, String path, long low, long high) {
        BytesRef prefix = new BytesRef(IndexTerms.prefix(scope, code, path));
        return new TermRanges(IndexTerms.TERMS, Steps.INSTANTS.ranges(prefix, low, high));
    }

    private TermRanges.Range texts(char code, String path, FieldTest.Texts t) {
        String prefix = IndexTerms.prefix(scope, code, path);
        BytesRef from = new BytesRef(prefix + t.low().orElse(""));
        BytesRef to = t.high().isEmpty()
                ? TermRanges.behind(new BytesRef(prefix))
                : new BytesRef(prefix + t.high().get());
        return new TermRanges.Range(
                t.low().isEmpty() || t.lowInclusive() ? from : TermRanges.after(from),
                t.high().isEmpty() || !t.highInclusive() ? to : TermRanges.after(to));
    }
}
