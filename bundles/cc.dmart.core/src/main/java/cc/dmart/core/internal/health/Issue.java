package cc.dmart.core.internal.health;

import cc.dmart.api.storage.StorageFinding;
import java.util.Locale;

/**
 * What a health check tells of an entry. Thread-safe.
 *
 * @param check what was looked at; lower snake case
 * @param part  what of the entry is invalid
 * @param text  for the operator
 */
record Issue(String check, Part part, String text) {
    /** The part of an entry that an issue makes invalid. */
    enum Part {
        /** Its meta, or a file of it. */
        META,
        /** Its payload. */
        PAYLOAD,
        /** Nothing: the entry is served as it is, but worth a look. */
        NONE
    }

    /** What the store found; {@code storage.md} 5.3 says which of them make an entry invalid. */
    static Issue of(StorageFinding finding) {
        Part part = switch (finding.kind()) {
            case UNREADABLE,
                    WRONG_TYPE,
                    MISSING_META,
                    NAME_MISMATCH,
                    DANGLING_PAYLOAD,
                    DUPLICATE_NAME,
                    BAD_PAYLOAD,
                    EXTENSION -> Part.META;
            default -> Part.NONE;
        };
        return new Issue(finding.kind().name().toLowerCase(Locale.ROOT), part, finding.message());
    }
}
