package cc.dmart.api.model;

import java.util.List;

/** A set of roles shared by accounts ({@code storage.md} 2.4). A typed view; unknown fields stay in the entry. Thread-safe. */
public record Group(Entry entry) {
    /** Shortnames of the roles. */
    public List<String> roles() {
        return entry.meta().strings("roles");
    }
}
