package cc.dmart.api.model;

import java.util.List;
import java.util.Optional;

/** A top-level container ({@code storage.md} 2.3). A typed view; unknown fields stay in the entry. Thread-safe. */
public record Space(Entry entry) {
    /** Name of the space: that of its directory. */
    public SpaceName name() {
        return entry.at().space();
    }

    /** Whether free text and payload are indexed. */
    public boolean indexingEnabled() {
        return entry.meta().bool("indexing_enabled").orElse(false);
    }

    /** Plugins enabled here; unknown names are kept. */
    public List<String> activePlugins() {
        return entry.meta().strings("active_plugins");
    }

    /** Folders that user interfaces hide. */
    public List<String> hideFolders() {
        return entry.meta().strings("hide_folders");
    }

    /** Position among the spaces. */
    public Optional<JsonNumber> ordinal() {
        return entry.meta().number("ordinal");
    }
}
