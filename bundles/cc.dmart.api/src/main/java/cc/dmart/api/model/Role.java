package cc.dmart.api.model;

import java.util.List;

/** A set of permissions ({@code storage.md} 2.4). A typed view; unknown fields stay in the entry. Thread-safe. */
public record Role(Entry entry) {
    /** Shortnames of the permissions. */
    public List<String> permissions() {
        return entry.meta().strings("permissions");
    }
}
