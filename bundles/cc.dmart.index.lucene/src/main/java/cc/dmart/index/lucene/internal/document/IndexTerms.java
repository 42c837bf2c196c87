package cc.dmart.index.lucene.internal.document;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.SearchText;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/**
 * The layout of the index: fields, and how terms are put together. All scalars of all paths share few fields, so that any
 * number of paths costs nothing. A term is {@code scope code [path \u0001] value}; the scope is the space and the document
 * kind, so that spaces do not slow each other down though they live in one index. Thread-safe.
 */
public final class IndexTerms {
    /** Format of the index; another number in a commit means that it must be rebuilt. */
    public static final String SCHEMA = "10";

    /** Identity of a document: one term. */
    static final String ID = "id";
    /** Every level of the subpath, for deletions of trees. */
    static final String TREE = "tree";
    /** Terms without positions. */
    public static final String TERMS = "t";
    /** Tokens with positions. */
    public static final String TOKENS = "p";
    /** Doc values: subpath, shortname, type and uuid, in the order of ties. */
    public static final String ADDRESS = "a";
    /** Doc values: every scalar as {@code path \u0001 key}, see {@link ScalarKeys}. */
    public static final String SCALARS = "s";
    /** Doc values: {@code updated_at} in microseconds. */
    public static final String UPDATED = "u";
    /** The path that {@link #UPDATED} holds. */
    public static final String UPDATED_PATH = "updated_at";

    /** Every document of the scope. */
    public static final char ALL = 'S';
    /** Value of an {@link ExactField}. */
    static final char EXACT = 'A';
    /** Whole normalised string. */
    public static final char WHOLE = 'K';
    /** Digest of a long string. */
    public static final char DIGEST = 'H';
    /** Token of a long string. */
    public static final char LONG_TOKEN = 'L';
    /** Beginning of a text or long string, for ranges only. */
    public static final char RANGE_ONLY = 'X';
    /** Text of a number. */
    public static final char NUMBER = 'N';
    /** Boolean. */
    public static final char BOOL = 'B';
    /** Number in steps, see {@link Steps}. */
    public static final char NUMBER_STEP = 'D';
    /** Instant of a string in steps. */
    public static final char STRING_INSTANT = 'I';
    /** Instant of a date in steps. */
    public static final char DATE_INSTANT = 'J';
    /** Path with a non-null value that is not {@link #EXISTS}: an empty list or object. */
    public static final char PRESENT = 'P';
    /** Path at or above a scalar. */
    public static final char EXISTS = 'E';
    /** Path above a string or number. */
    public static final char EXISTS_BELOW = 'W';
    /** Suffix of a token of the free text, at least 3 and at most {@link #MAX_SUFFIX} code points. */
    public static final char SUFFIX = 'F';
    /** Token of which not all suffixes are there, because its document has too many; the empty one marks such documents. */
    public static final char CUT = 'C';
    /** Token of the free text (with positions). */
    public static final char WORD = 'T';
    /** Token of a text (with positions); the empty token ends each value. */
    public static final char TEXT_TOKEN = 'V';
    /** Token of a payload string (with positions); the empty token ends each value. */
    public static final char STRING_TOKEN = 'Y';

    /** Between path and value. */
    public static final char SEPARATOR = '\u0001';
    /** Code points of a suffix term. */
    public static final int MAX_SUFFIX = 32;
    /** Code points that a word must have to be looked for inside tokens. */
    public static final int MIN_INFIX = 3;

    private static final int MAX_PATH = 1024;

    private IndexTerms() {}

    public static String scope(SpaceName space, DocumentKind kind) {
        return space.value() + (kind == DocumentKind.ENTRY ? '\u0001' : '\u0002');
    }

    public static Term id(Locator at) {
        return new Term(
                ID,
                at.space().value()
                        + SEPARATOR
                        + at.subpath().value()
                        + SEPARATOR
                        + at.shortname().value()
                        + SEPARATOR
                        + at.type().wire());
    }

    public static Term tree(SpaceName space, Subpath under) {
        return new Term(TREE, space.value() + SEPARATOR + under.value());
    }

    public static Term term(String scope, char code, String value) {
        return new Term(TERMS, scope + code + value);
    }

    public static Term term(String scope, char code, String path, String value) {
        return new Term(TERMS, prefix(scope, code, path) + value);
    }

    public static Term token(String scope, char code, String path, String token) {
        return new Term(TOKENS, prefix(scope, code, path) + token);
    }

    public static BytesRef exact(String scope, ExactField field, String value) {
        return new BytesRef(scope + EXACT + exactCode(field) + bounded(value));
    }

    /** A letter that stays the same whatever is added to the fields. */
    static char exactCode(ExactField field) {
        return switch (field) {
            case TYPE -> 't';
            case CONTENT -> 'x';
            case SCHEMA -> 's';
            case SHORTNAME -> 'n';
            case TAG -> 'g';
            case UUID -> 'u';
            case SLUG -> 'l';
            case OWNER -> 'o';
            case SUBPATH -> 'p';
            case ANCESTOR -> 'a';
            case QPK -> 'k';
            case QP -> 'q';
            case ACL_QUERY -> 'c';
            case ACL_DENIED -> 'd';
            case EMAIL -> 'e';
            case MSISDN -> 'm';
            case VALUE -> 'v';
        };
    }

    public static String prefix(String scope, char code, String path) {
        return scope + code + path(path) + SEPARATOR;
    }

    /** A path without the separator, and of bounded length. */
    public static String path(String path) {
        String cut = path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path;
        return cut.indexOf(SEPARATOR) < 0 ? cut : cut.replace(SEPARATOR, '\uFFFD');
    }

    /** A value that fits a term: itself, or its digest when it is long. */
    static String bounded(String value) {
        return SearchText.isLong(value) ? SEPARATOR + digest(value) : value;
    }

    public static String digest(String value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
