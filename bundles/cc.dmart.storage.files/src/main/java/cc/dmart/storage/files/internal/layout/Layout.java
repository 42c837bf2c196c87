package cc.dmart.storage.files.internal.layout;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.nio.file.Path;

/** Paths of everything in a spaces folder ({@code storage.md} 1.2, 1.7, 1.8). Thread-safe. */
public final class Layout {
    private final Path root;
    private final String prefix;

    /** The layout below a spaces folder. */
    public Layout(Path root) {
        this.root = root.toAbsolutePath().normalize();
        prefix = this.root + "/";
    }

    /** The spaces folder. */
    public Path root() {
        return root;
    }

    /** Directory of a space. */
    public Path space(SpaceName space) {
        return path(prefix + space.value());
    }

    /** Directory of a subpath: payload files and sub-folders. */
    public Path directory(SpaceName space, Subpath subpath) {
        return path(text(space, subpath));
    }

    /** Directory of the metas of a subpath. */
    public Path metas(SpaceName space, Subpath subpath) {
        return path(text(space, subpath) + "/" + FileNames.DM);
    }

    /** Directory of what hangs on a name in a subpath: the meta of a plain entry, attachments, history. */
    public Path side(SpaceName space, Subpath subpath, String shortname) {
        return path(text(space, subpath) + "/" + FileNames.DM + "/" + shortname);
    }

    /** Directory of uploads that are not committed yet. */
    public Path staging(SpaceName space) {
        return path(prefix + space.value() + "/" + FileNames.DM + "/" + FileNames.STAGING);
    }

    /** Activity log of a space. */
    public Path events(SpaceName space) {
        return path(prefix + space.value() + "/" + FileNames.DM + "/" + FileNames.EVENTS);
    }

    /** Directory of the log of all attachments of an entry, or of all in a folder and below ({@code storage.md} 1.7). */
    public Path attachmentLogs(Locator at) {
        return path(prefix + at.space().value() + "/" + FileNames.DM + "/"
                + at.inside().value());
    }

    /** A path relative to the spaces folder, for messages. */
    public String relative(Path path) {
        return root.relativize(path).toString();
    }

    /** Places of an entry or attachment. */
    public EntryPaths of(Locator at) {
        String name = at.shortname().value();
        if (at.type().isAttachment()) {
            return attachment(at, FileNames.attachments(at.type()));
        }
        String directory = text(at.space(), at.subpath());
        String metas = directory + "/" + FileNames.DM;
        if (at.type() == ResourceType.SPACE) {
            return paths(directory, metas, metas, FileNames.meta(ResourceType.SPACE), metas);
        }
        String side = metas + "/" + name;
        String holder = at.type() == ResourceType.FOLDER ? directory + "/" + name + "/" + FileNames.DM : side;
        return paths(directory, holder, side, FileNames.meta(at.type()), side);
    }

    /** Places of an attachment in a directory of another name, as older data has them. */
    public EntryPaths attachment(Locator at, String directoryName) {
        Subpath parent = at.parentSubpath();
        String owner = at.subpath().name();
        String side = text(at.space(), parent) + "/" + FileNames.DM + "/" + owner;
        String holder = side + "/" + directoryName;
        String history = prefix + at.space().value() + "/" + FileNames.DM + "/"
                + at.subpath().value();
        return paths(
                holder, holder, side, FileNames.attachmentMeta(at.shortname().value()), history);
    }

    private EntryPaths paths(String payloads, String holder, String side, String meta, String history) {
        Path holderPath = path(holder);
        return new EntryPaths(
                path(payloads),
                holderPath,
                path(holder + "/" + meta),
                side.equals(holder) ? holderPath : path(side),
                path(history + "/" + FileNames.HISTORY));
    }

    private String text(SpaceName space, Subpath subpath) {
        return subpath.isRoot() ? prefix + space.value() : prefix + space.value() + "/" + subpath.value();
    }

    private Path path(String text) {
        return root.getFileSystem().getPath(text);
    }
}
