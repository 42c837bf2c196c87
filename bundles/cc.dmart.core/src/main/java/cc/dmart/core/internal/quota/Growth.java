package cc.dmart.core.internal.quota;

import cc.dmart.api.model.SpaceName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a change adds and where it gives back. For one thread.
 *
 * @param bytes  added to payloads by space, less than zero where more is given back
 * @param files  added by owner
 * @param shrunk spaces that hold less in some place afterwards
 */
record Growth(Map<SpaceName, Long> bytes, Map<String, Long> files, Set<SpaceName> shrunk) {
    Growth() {
        this(new HashMap<>(), new HashMap<>(), new HashSet<>());
    }

    void bytes(SpaceName space, long more) {
        if (more != 0) {
            bytes.merge(space, more, Long::sum);
        }
        if (more < 0) {
            shrunk.add(space);
        }
    }

    void file(String owner) {
        files.merge(owner, 1L, Long::sum);
    }
}
