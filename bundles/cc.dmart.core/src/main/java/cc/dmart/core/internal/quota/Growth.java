package cc.dmart.core.internal.quota;

import cc.dmart.api.model.SpaceName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a change takes and gives back. For one thread. */
final class Growth {
    private final Map<SpaceName, Long> bytes = new HashMap<>();
    private final Map<String, Long> files = new HashMap<>();
    private final Set<String> assigned = new HashSet<>();
    private final Set<SpaceName> shrunk = new HashSet<>();
    private boolean fewerFiles;

    /** Bytes that a space has more, or less where negative. */
    void bytes(SpaceName space, long more) {
        if (more != 0) {
            bytes.merge(space, more, Long::sum);
        }
    }

    /** A new file of an owner. */
    void file(String owner) {
        files.merge(owner, 1L, Long::sum);
    }

    /** A file that another owner gets. */
    void assigned(String owner) {
        assigned.add(owner);
        fewerFiles = true;
    }

    /** Some owner may have fewer files. */
    void removed() {
        fewerFiles = true;
    }

    /** A space has less afterwards, nobody knows how much. */
    void shrunk(SpaceName space) {
        shrunk.add(space);
        fewerFiles = true;
    }

    Map<SpaceName, Long> bytes() {
        return bytes;
    }

    Map<String, Long> files() {
        return files;
    }

    Set<String> assigned() {
        return assigned;
    }

    Set<SpaceName> shrunk() {
        return shrunk;
    }

    boolean hasFewerFiles() {
        return fewerFiles;
    }
}
