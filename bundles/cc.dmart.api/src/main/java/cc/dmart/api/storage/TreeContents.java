package cc.dmart.api.storage;

import cc.dmart.api.model.ResourceType;
import java.util.Set;

/**
 * What a folder or space holds, itself included. Thread-safe.
 *
 * @param types   of all entries and attachments
 * @param deepest characters of the longest subpath that an entry below has; 0 if there is none
 */
public record TreeContents(Set<ResourceType> types, int deepest) {
    /** Contents with a copy of the types. */
    public TreeContents {
        types = Set.copyOf(types);
    }
}
