package cc.dmart.plugin.git_history.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The places below the spaces folder that a batch of changes may have touched, as a tree of names. Not thread-safe.
 */
final class Places {
    private final Map<String, Places> below = new LinkedHashMap<>();
    private boolean whole;

    /** A place with everything below it. */
    void add(String path) {
        Places at = this;
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                at = at.below.computeIfAbsent(name, n -> new Places());
            }
        }
        at.whole = true;
    }

    /** Whether everything below is meant. */
    boolean isWhole() {
        return whole;
    }

    /** The places below by name. */
    Map<String, Places> below() {
        return below;
    }
}
