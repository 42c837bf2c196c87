package cc.dmart.core.internal.access;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MagicWord;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import java.util.ArrayList;
import java.util.List;

/**
 * The levels that a check walks, from the root down, and their wildcard forms ({@code security.md} 3.5). A level has no
 * leading slash; the root is {@code /}. Thread-safe.
 */
final class Levels {
    /** The root level. */
    static final String ROOT = "/";

    private static final String ALL = MagicWord.ALL_SUBPATHS.wire();

    private Levels() {}

    /** The levels of an entry: those of its subpath, and for a folder its own path too. */
    static List<String> of(Locator at) {
        return of(at.type() == ResourceType.FOLDER ? at.inside() : at.subpath());
    }

    /** The levels of a subpath. */
    static List<String> of(Subpath subpath) {
        return ofPath(subpath.value());
    }

    /** The levels of a path without outer slashes; empty for the root. */
    static List<String> ofPath(String path) {
        List<String> out = new ArrayList<>();
        out.add(ROOT);
        for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
            out.add(path.substring(0, i));
        }
        if (!path.isEmpty()) {
            out.add(path);
        }
        return out;
    }

    /** ToGlobal of {@code security.md} 3.5: the second-last segment becomes the wildcard; at most one segment is it whole. */
    static String toGlobal(String level) {
        int last = level.lastIndexOf('/');
        if (last <= 0) {
            return ALL;
        }
        int before = level.lastIndexOf('/', last - 1);
        return level.substring(0, before + 1) + ALL + level.substring(last);
    }

    /** Whether {@link #toGlobal} can produce this value. */
    static boolean isGlobal(String value) {
        if (value.equals(ALL)) {
            return true;
        }
        int last = value.lastIndexOf('/');
        int before = last <= 0 ? -1 : value.lastIndexOf('/', last - 1);
        return last > 0 && value.substring(before + 1, last).equals(ALL);
    }
}
