package cc.dmart.index.lucene.internal.query;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.Glob;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.TermRanges;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Turns a query tree into a query of the engine, exactly as {@link IndexMatcher} means it. Everything is limited to one
 * scope: a tree never selects documents of another space or kind. Thread-safe.
 */
public final class QueryCompiler {
    /** Filters that many searches share, so that their answer is worth keeping. */
    private static final Set<ExactField> SHARED =
            EnumSet.of(ExactField.TYPE, ExactField.SCHEMA, ExactField.SUBPATH, ExactField.ANCESTOR);

    /** Values of a filter that is kept, and their characters: it holds them as long. */
    private static final int MOST_VALUES = 64;

    private static final int MOST_CHARACTERS = 4096;

    private final String scope;
    private final IndexReader reader;
    private final FieldCompiler fields;

    public QueryCompiler(String scope, IndexReader reader) {
        this.scope = scope;
        this.reader = reader;
        this.fields = new FieldCompiler(scope, reader);
    }

    /** Every document of the scope. */
    Query all() {
        return Queries.term(IndexTerms.term(scope, IndexTerms.ALL, ""));
    }

    public Query compile(IndexQuery query) throws IOException {
        if (query instanceof IndexQuery.All) {
            return all();
        } else if (query instanceof IndexQuery.None) {
            return Queries.none();
        } else if (query instanceof IndexQuery.And and) {
            return and(and.clauses());
        } else if (query instanceof IndexQuery.Or or) {
            return or(or.clauses());
        } else if (query instanceof IndexQuery.Not not) {
            return Queries.without(all(), compile(not.clause()));
        } else if (query instanceof IndexQuery.Exact exact) {
            return isShared(exact) ? new SharedFilter(exact(exact)) : exact(exact);
        } else if (query instanceof IndexQuery.Field field) {
            return fields.compile(field.path(), field.test());
        } else if (query instanceof IndexQuery.Present present) {
            return present(present.path());
        }
        return text(query);
    }

    private static boolean isShared(IndexQuery.Exact exact) {
        return SHARED.contains(exact.field())
                && exact.values().size() <= MOST_VALUES
                && exact.values().stream().mapToInt(String::length).sum() <= MOST_CHARACTERS;
    }

    private Query and(List<IndexQuery> clauses) throws IOException {
        List<Query> wanted = new ArrayList<>();
        List<Query> shared = new ArrayList<>();
        List<Query> excluded = new ArrayList<>();
        for (IndexQuery clause : clauses) {
            if (clause instanceof IndexQuery.Not not) {
                excluded.add(compile(not.clause()));
            } else if (clause instanceof IndexQuery.Exact exact && isShared(exact)) {
                shared.add(exact(exact));
            } else if (!(clause instanceof IndexQuery.All)) {
                wanted.add(compile(clause));
            }
        }
        if (!shared.isEmpty()) {
            wanted.add(new SharedFilter(Queries.all(shared)));
        }
        if (wanted.isEmpty()) {
            wanted.add(all());
        }
        Query base = Queries.all(wanted);
        return excluded.isEmpty() ? base : Queries.without(base, Queries.any(excluded));
    }

    private Query or(List<IndexQuery> clauses) throws IOException {
        List<Query> any = new ArrayList<>();
        for (IndexQuery clause : clauses) {
            any.add(compile(clause));
        }
        return Queries.any(any);
    }

    private Query exact(IndexQuery.Exact exact) {
        List<BytesRef> terms = new ArrayList<>();
        exact.values().forEach(v -> terms.add(IndexTerms.exact(scope, exact.field(), v)));
        if (terms.isEmpty()) {
            return Queries.none();
        }
        return terms.size() == 1
                ? Queries.term(new Term(IndexTerms.TERMS, terms.get(0)))
                : new TermInSetQuery(IndexTerms.TERMS, terms);
    }

    private Query present(String path) {
        String name = IndexTerms.path(IndexMatcher.isWild(path) ? IndexMatcher.below(path) : path);
        if (!IndexMatcher.isWild(path)) {
            return Queries.any(List.of(
                    Queries.term(IndexTerms.term(scope, IndexTerms.EXISTS, name)),
                    Queries.term(IndexTerms.term(scope, IndexTerms.PRESENT, name))));
        }
        return new TermRanges(
                IndexTerms.TERMS,
                List.of(
                        TermRanges.Range.prefix(new BytesRef(scope + IndexTerms.EXISTS + name)),
                        TermRanges.Range.prefix(new BytesRef(scope + IndexTerms.PRESENT + name))));
    }

    private Query text(IndexQuery query) throws IOException {
        if (query instanceof IndexQuery.Word word) {
            return word(word.token());
        } else if (query instanceof IndexQuery.WordGlob glob) {
            return wordGlob(glob.glob());
        } else if (query instanceof IndexQuery.TextPhrase phrase) {
            return phrase(phrase.tokens());
        }
        throw new IllegalArgumentException("unknown query " + query.getClass());
    }

    private Query word(String token) throws IOException {
        int points = token.codePointCount(0, token.length());
        if (points < IndexTerms.MIN_INFIX) {
            return Globs.behind(IndexTerms.TOKENS, words(), Glob.prefix(token));
        }
        return infix(token, points);
    }

    /** A token that holds a text of 3 or more code points has a suffix that begins with it, or is a {@link IndexTerms#CUT} one. */
    private Query infix(String text, int points) throws IOException {
        Glob glob = Glob.infix(text);
        if (points <= IndexTerms.MAX_SUFFIX) {
            return orCut(suffixes(text), glob);
        }
        Query candidates = suffixes(text.substring(0, text.offsetByCodePoints(0, IndexTerms.MAX_SUFFIX)));
        return orCut(Queries.all(List.of(candidates, Globs.behind(IndexTerms.TOKENS, words(), glob))), glob);
    }

    private Query suffixes(String start) throws IOException {
        return SuffixTerms.query(reader, new BytesRef(scope + IndexTerms.SUFFIX + start));
    }

    /** Tokens whose suffixes are missing are asked themselves; hits of a scope without any are counted as before. */
    private Query orCut(Query bySuffix, Glob glob) throws IOException {
        if (reader.docFreq(IndexTerms.term(scope, IndexTerms.CUT, "")) == 0) {
            return bySuffix;
        }
        return Queries.any(List.of(bySuffix, Globs.behind(IndexTerms.TERMS, List.of(scope + IndexTerms.CUT), glob)));
    }

    private List<String> words() {
        return List.of(scope + IndexTerms.WORD);
    }

    private Query wordGlob(Glob glob) throws IOException {
        List<String> parts = glob.parts();
        if (parts.size() == 3 && parts.get(0).isEmpty() && parts.get(2).isEmpty()) {
            int points = parts.get(1).codePointCount(0, parts.get(1).length());
            if (points >= IndexTerms.MIN_INFIX) {
                return infix(parts.get(1), points);
            }
        }
        if (parts.size() == 2 && parts.get(0).isEmpty()) {
            int points = parts.get(1).codePointCount(0, parts.get(1).length());
            if (points >= IndexTerms.MIN_INFIX && points < IndexTerms.MAX_SUFFIX) {
                return orCut(Queries.term(IndexTerms.term(scope, IndexTerms.SUFFIX, parts.get(1))), glob);
            }
        }
        return Globs.behind(IndexTerms.TOKENS, words(), glob);
    }

    private Query phrase(List<String> tokens) {
        if (tokens.isEmpty()) {
            return all();
        }
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        tokens.forEach(t -> phrase.add(new Term(IndexTerms.TOKENS, scope + IndexTerms.WORD + t)));
        return phrase.build();
    }
}
