package cc.dmart.index.lucene.internal.document;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.index.SearchText;
import cc.dmart.api.model.Locator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/**
 * Turns a document of the SPI into fields of the engine. Reused for the next document; the result of one call is gone with
 * the next. Not thread-safe.
 */
public final class DocumentMapper {
    /** Of one document: far more than a long text has, but less than a megabyte of letters at random would. */
    public static final int MOST_SUFFIXES = 200_000;

    private static final int GAP = 100;
    /** Bytes of terms, and words or numbers, up to which a mapper is worth keeping. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final int KEPT_WORDS = 1 << 14;
    private static final FieldType TERMS = type(IndexOptions.DOCS);
    private static final FieldType TOKENS = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);

    private final TermBuffer terms = new TermBuffer();
    private final TermBuffer tokens = new TermBuffer();
    private final Field termsField = new Field(IndexTerms.TERMS, terms, TERMS);
    private final Field tokensField = new Field(IndexTerms.TOKENS, tokens, TOKENS);
    private final KnownPaths known = new KnownPaths();
    /** Those of the leaves of a document, one for each. */
    private final List<KnownPaths.Known> paths = new ArrayList<>();
    /** Words of the free text of a document. */
    private final Set<String> seen = new HashSet<>();

    private final Map<Leaf, Integer> times = new HashMap<>();
    /** The tokens of the strings of a document; its free text has most of them again. */
    private final Map<String, List<String>> tokensOf = new HashMap<>();

    private byte[] scope = {};
    /** Suffixes that the document may still have. */
    private int room;
    /** The most that one of the tables ever held: clearing it costs as much from then on. */
    private int most;

    private static FieldType type(IndexOptions options) {
        FieldType type = new FieldType();
        type.setIndexOptions(options);
        type.setOmitNorms(true);
        type.setTokenized(true);
        type.freeze();
        return type;
    }

    /** The time by which the documents of a segment are ordered; 0 for none. */
    public static long updated(IndexDocument document) {
        for (Leaf leaf : document.leaves()) {
            if (isUpdated(leaf)) {
                return leaf.micros();
            }
        }
        return 0;
    }

    private static boolean isUpdated(Leaf leaf) {
        return leaf.kind() == Leaf.Kind.DATE && leaf.path().equals(IndexTerms.UPDATED_PATH);
    }

    /** The fields of a document. */
    public List<IndexableField> map(IndexDocument document) {
        terms.clear();
        tokens.clear();
        Locator at = document.at();
        scope = IndexTerms.scope(at.space(), document.kind()).getBytes(StandardCharsets.UTF_8);
        List<IndexableField> out = new ArrayList<>(16 + document.leaves().size());
        out.add(new StringField(
                IndexTerms.ID, BytesRef.deepCopyOf(IndexTerms.id(at).bytes()), Field.Store.NO));
        at.subpath()
                .levels()
                .forEach(l -> out.add(new StringField(
                        IndexTerms.TREE, IndexTerms.tree(at.space(), l).bytes(), Field.Store.NO)));
        out.add(new BinaryDocValuesField(IndexTerms.ADDRESS, address(document)));
        terms.put(scope).put(IndexTerms.ALL).end(1);
        document.exact().forEach(this::exact);
        known.next();
        paths(document.leaves());
        present(document.present());
        for (int i = 0; i < paths.size(); i++) {
            leaf(document.leaves().get(i), paths.get(i), out);
        }
        words(document.text());
        forget();
        out.add(termsField);
        if (!tokens.isEmpty()) {
            out.add(tokensField);
        }
        return out;
    }

    /** Whoever waits for the next document holds nothing of this one. */
    private void forget() {
        most = Math.max(most, Math.max(seen.size(), Math.max(times.size(), tokensOf.size())));
        most = Math.max(most, Math.max(known.size(), paths.size()));
        paths.clear();
        seen.clear();
        times.clear();
        tokensOf.clear();
    }

    /** Whether it grew with a document so large that a new one costs less than this one from now on. */
    public boolean isLarge() {
        return most > KEPT_WORDS || terms.size() + tokens.size() > KEPT_BYTES;
    }

    private static BytesRef address(IndexDocument document) {
        Locator at = document.at();
        String uuid = String.join(" ", document.exact().getOrDefault(ExactField.UUID, List.of()));
        String text = at.subpath().value()
                + '\0'
                + at.shortname().value()
                + '\0'
                + at.type().wire()
                + '\0'
                + uuid;
        return new BytesRef(text.getBytes(StandardCharsets.UTF_8));
    }

    private void exact(ExactField field, Collection<String> values) {
        for (String value : values) {
            terms.put(scope)
                    .put(IndexTerms.EXACT)
                    .put(IndexTerms.exactCode(field))
                    .put(IndexTerms.bounded(value))
                    .end(1);
        }
    }

    private void term(char code, KnownPaths.Known path) {
        terms.put(scope).put(code).put(path.bytes()).end(1);
    }

    private TermBuffer at(TermBuffer out, char code, KnownPaths.Known path) {
        return out.put(scope).put(code).put(path.bytes()).put(IndexTerms.SEPARATOR);
    }

    private void paths(Collection<Leaf> leaves) {
        for (Leaf leaf : leaves) {
            KnownPaths.Known path = known.of(leaf.path());
            paths.add(path);
            if (path.setPresent()) {
                term(IndexTerms.EXISTS, path);
            }
            boolean star = isSelectedByStar(leaf);
            for (KnownPaths.Known above = path.above(); above != null; above = above.above()) {
                if (above.setPresent()) {
                    term(IndexTerms.EXISTS, above);
                }
                if (star && above.setStarred()) {
                    term(IndexTerms.EXISTS_BELOW, above);
                }
            }
        }
    }

    /** Only what {@link #paths} did not write: what is at or above a scalar is present anyway. */
    private void present(Collection<String> all) {
        for (String each : all) {
            KnownPaths.Known path = known.find(each);
            if (path == null || !path.isPresent()) {
                terms.put(scope)
                        .put(IndexTerms.PRESENT)
                        .put(IndexTerms.path(each))
                        .end(1);
            }
        }
    }

    private static boolean isSelectedByStar(Leaf leaf) {
        return leaf.kind() != Leaf.Kind.BOOL && leaf.kind() != Leaf.Kind.DATE;
    }

    private void leaf(Leaf leaf, KnownPaths.Known path, List<IndexableField> out) {
        String norm = "";
        switch (leaf.kind()) {
            case KEYWORD -> {
                norm = SearchText.norm(leaf.text());
                keyword(leaf, path, norm);
            }
            case TEXT -> {
                norm = SearchText.norm(leaf.text());
                rangeOnly(path, norm);
                tokens(IndexTerms.TEXT_TOKEN, path, tokensOf(leaf, norm));
            }
            case NUMBER -> {
                at(terms, IndexTerms.NUMBER, path).put(leaf.text()).end(1);
                steps(IndexTerms.NUMBER_STEP, path, Steps.NUMBERS, NumericUtils.doubleToSortableLong(leaf.number()));
            }
            case BOOL -> at(terms, IndexTerms.BOOL, path).put(leaf.text()).end(1);
            case DATE -> {
                steps(IndexTerms.DATE_INSTANT, path, Steps.INSTANTS, leaf.micros());
                if (isUpdated(leaf)) {
                    out.add(new NumericDocValuesField(IndexTerms.UPDATED, leaf.micros()));
                }
            }
        }
        int before = Double.isNaN(LeafOrder.number(leaf)) ? 0 : times.merge(leaf, 1, Integer::sum) - 1;
        out.add(new SortedSetDocValuesField(IndexTerms.SCALARS, ScalarKeys.encode(leaf, norm, before)));
    }

    private void keyword(Leaf leaf, KnownPaths.Known path, String norm) {
        List<String> words = leaf.isTokenised() ? tokensOf(leaf, norm) : List.of();
        if (SearchText.isLong(norm)) {
            at(terms, IndexTerms.DIGEST, path).put(IndexTerms.digest(norm)).end(1);
            rangeOnly(path, norm);
            for (String word : Set.copyOf(leaf.isTokenised() ? words : SearchText.tokensOfNormal(norm))) {
                at(terms, IndexTerms.LONG_TOKEN, path).put(word).end(1);
            }
        } else {
            at(terms, IndexTerms.WHOLE, path).put(norm).end(1);
        }
        if (leaf.isInstant()) {
            steps(IndexTerms.STRING_INSTANT, path, Steps.INSTANTS, leaf.micros());
        }
        if (leaf.isTokenised()) {
            tokens(IndexTerms.STRING_TOKEN, path, words);
        }
    }

    private List<String> tokensOf(Leaf leaf, String norm) {
        List<String> words = SearchText.tokensOfNormal(norm);
        tokensOf.put(leaf.text(), words);
        return words;
    }

    private void rangeOnly(KnownPaths.Known path, String norm) {
        at(terms, IndexTerms.RANGE_ONLY, path).put(SearchText.beginning(norm)).end(1);
    }

    private void steps(char code, KnownPaths.Known path, Steps steps, long sortable) {
        for (int step = 0; step < steps.count(); step++) {
            steps.put(at(terms, code, path), step, sortable);
            terms.end(1);
        }
    }

    /** The tokens of one value, closed by the empty token, which keeps the values of a path apart. */
    private void tokens(char code, KnownPaths.Known path, List<String> words) {
        int step = GAP;
        for (String word : words) {
            at(tokens, code, path).put(word).end(step);
            step = 1;
        }
        at(tokens, code, path).end(step);
    }

    private void words(List<String> values) {
        room = MOST_SUFFIXES;
        boolean isCut = false;
        for (String value : values) {
            int step = GAP;
            List<String> split = tokensOf.get(value);
            for (String word : split == null ? SearchText.tokens(value) : split) {
                tokens.put(scope).put(IndexTerms.WORD).put(word).end(step);
                step = 1;
                if (seen.add(word) && !suffixes(word)) {
                    terms.put(scope).put(IndexTerms.CUT).put(word).end(1);
                    isCut = true;
                }
            }
        }
        if (isCut) {
            terms.put(scope).put(IndexTerms.CUT).end(1);
        }
    }

    /** Adds the whole word, and what it ends with as far as there is room. Returns whether that is all of it. */
    private boolean suffixes(String word) {
        int points = word.codePointCount(0, word.length());
        boolean plain = points == word.length();
        int start = 0;
        int left = points;
        for (; left >= IndexTerms.MIN_INFIX && (left == points || room > 0); left--) {
            int end = left <= IndexTerms.MAX_SUFFIX
                    ? word.length()
                    : plain ? start + IndexTerms.MAX_SUFFIX : word.offsetByCodePoints(start, IndexTerms.MAX_SUFFIX);
            terms.put(scope).put(IndexTerms.SUFFIX).put(word, start, end).end(1);
            start = plain ? start + 1 : word.offsetByCodePoints(start, 1);
            room--;
        }
        return left < IndexTerms.MIN_INFIX;
    }
}
