package cc.dmart.api.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Folder path inside a space in its one normal form: segments joined by {@code /}, no slash at either end; the root is the
 * empty text ({@code style.md} 3, {@code http-api.md} 1.7). Thread-safe.
 *
 * @param value the normal form, at most 128 characters; attachments may go deeper by the name of their parent
 */
public record Subpath(String value) {
    /** The root of a space. */
    public static final Subpath ROOT = new Subpath("");

    /** Characters of the subpath of an entry at most. */
    public static final int MOST = 128;

    private static final int MAX = MOST + 65;

    /** @throws DmartException.Invalid if the text is not in normal form or has illegal characters */
    public Subpath {
        if (value.length() > MAX || !isNormal(value)) {
            throw DmartException.Invalid.mismatch("subpath", "not a legal subpath");
        }
    }

    private static boolean isNormal(String text) {
        boolean slash = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/') {
                if (slash) {
                    return false;
                }
                slash = true;
            } else if (!Names.isNameChar(c)) {
                return false;
            } else {
                slash = false;
            }
        }
        return text.isEmpty() || !slash;
    }

    /**
     * Reads any spelling: leading, trailing and repeated slashes are dropped; empty and {@code /} are the root, and so is a first
     * segment {@code __root__}.
     *
     * @throws DmartException.Invalid on illegal characters or more than 128 of them
     */
    public static Subpath parse(String text) {
        String normal = normal(text);
        if (normal.length() > MOST) {
            throw tooLong();
        }
        return of(normal);
    }

    /**
     * The same for where something of a type is: attachments are below their parent entry, whose subpath has at most 128
     * characters without its name.
     *
     * @throws DmartException.Invalid as {@link #parse(String)}
     */
    public static Subpath parse(String text, ResourceType type) {
        return type.isAttachment() ? parseAny(text) : parse(text);
    }

    /** The same where what is there may be an attachment. @throws DmartException.Invalid as {@link #parse(String)} */
    public static Subpath parseAny(String text) {
        String normal = normal(text);
        if (normal.length() > MAX || normal.lastIndexOf('/') > MOST) {
            throw tooLong();
        }
        return of(normal);
    }

    private static Subpath of(String normal) {
        return normal.isEmpty() ? ROOT : new Subpath(normal);
    }

    private static DmartException.Invalid tooLong() {
        return DmartException.Invalid.mismatch("subpath", "longer than 128 characters");
    }

    private static String normal(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean first = true;
        int start = 0;
        while (start < text.length()) {
            int slash = text.indexOf('/', start);
            int end = slash < 0 ? text.length() : slash;
            if (end > start && !(first && isRootWord(text, start, end))) {
                if (out.length() > 0) {
                    out.append('/');
                }
                out.append(text, start, end);
            }
            first &= end == start;
            start = end + 1;
        }
        return out.toString();
    }

    private static boolean isRootWord(String text, int start, int end) {
        String word = MagicWord.ROOT.wire();
        return end - start == word.length() && text.startsWith(word, start);
    }

    /** Whether this is the root of the space. */
    public boolean isRoot() {
        return value.isEmpty();
    }

    /** The segments from the root down; empty for the root. */
    public List<String> segments() {
        return value.isEmpty() ? List.of() : List.of(value.split("/"));
    }

    /** The subpath of a child folder. */
    public Subpath child(String segment) {
        return new Subpath(value.isEmpty() ? segment : value + "/" + segment);
    }

    /** The parent; the root is its own parent. */
    public Subpath parent() {
        int slash = value.lastIndexOf('/');
        return slash < 0 ? ROOT : new Subpath(value.substring(0, slash));
    }

    /** The last segment; empty for the root. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** Whether this subpath is the other one or lies below it, segment-wise. */
    public boolean isUnder(Subpath other) {
        return other.value.isEmpty()
                || (value.startsWith(other.value)
                        && (value.length() == other.value.length() || value.charAt(other.value.length()) == '/'));
    }

    /** This subpath moved from below one folder to below another. */
    public Subpath rebase(Subpath from, Subpath to) {
        String rest = value.length() == from.value.length()
                ? ""
                : value.substring(from.value.isEmpty() ? 0 : from.value.length() + 1);
        if (rest.isEmpty()) {
            return to;
        }
        return new Subpath(to.value.isEmpty() ? rest : to.value + "/" + rest);
    }

    /** All levels from the root to this subpath, both included. */
    public List<Subpath> levels() {
        List<Subpath> out = new ArrayList<>();
        out.add(ROOT);
        for (int i = value.indexOf('/'); i >= 0; i = value.indexOf('/', i + 1)) {
            out.add(new Subpath(value.substring(0, i)));
        }
        if (!value.isEmpty()) {
            out.add(this);
        }
        return out;
    }

    /** Form in replies: no leading slash, the root is {@code /} ({@code http-api.md} 1.7). */
    public String wire() {
        return value.isEmpty() ? "/" : value;
    }

    /** Form in events and the index: one leading slash, the root is {@code /}. */
    public String slashed() {
        return "/" + value;
    }

    @Override
    public String toString() {
        return slashed();
    }
}
