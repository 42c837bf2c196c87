package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Names in the records of access control whose targets are not there: roles and groups of a user, roles of a group,
 * permissions of a role, spaces of a permission ({@code storage.md} 7). Thread-safe.
 */
final class References {
    private static final String MAGIC = "__";

    private final Disk disk;
    private final Layout layout;

    References(Disk disk, Layout layout) {
        this.disk = disk;
        this.layout = layout;
    }

    /** Gives a message for each name that leads nowhere. */
    void check(Entry entry, Consumer<String> sink) throws IOException {
        switch (entry.type()) {
            case USER -> {
                named(entry, "roles", ResourceType.ROLE, sink);
                named(entry, "groups", ResourceType.GROUP, sink);
            }
            case GROUP -> named(entry, "roles", ResourceType.ROLE, sink);
            case ROLE -> named(entry, "permissions", ResourceType.PERMISSION, sink);
            case PERMISSION -> spaces(entry, sink);
            default -> {
                // names no records of access control
            }
        }
    }

    /** Such records stand in the folder of their kind, named by the field, in the same space. */
    private void named(Entry entry, String field, ResourceType type, Consumer<String> sink) throws IOException {
        for (String name : entry.meta().strings(field)) {
            if (!Names.isShortname(name)
                    || isMissing(new Locator(entry.at().space(), new Subpath(field), new Shortname(name), type))) {
                sink.accept(type.wire() + " " + name + " is missing");
            }
        }
    }

    private void spaces(Entry entry, Consumer<String> sink) throws IOException {
        List<String> names = entry.meta()
                .object("subpaths")
                .map(JsonObject::names)
                .map(List::copyOf)
                .orElse(List.of());
        for (String name : names) {
            boolean magic = name.startsWith(MAGIC);
            if (!magic && (!Names.isSpaceName(name) || isMissing(Locator.ofSpace(new SpaceName(name))))) {
                sink.accept("space " + name + " is missing");
            }
        }
    }

    private boolean isMissing(Locator at) throws IOException {
        return !disk.stat(layout.of(at).meta()).isFile();
    }
}
