package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.model.Locator;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.util.Optional;

/** Finds attachments, also in directories with a legacy infix ({@code storage.md} 1.3). Thread-safe. */
public final class AttachmentPlaces {
    private final Disk disk;
    private final Layout layout;

    /** Places in a spaces folder. */
    public AttachmentPlaces(Disk disk, Layout layout) {
        this.disk = disk;
        this.layout = layout;
    }

    /** Where an attachment is; empty if there is none. */
    public Optional<EntryPaths> locate(Locator at) throws IOException {
        EntryPaths home = layout.of(at);
        return disk.stat(home.meta()).isFile() ? Optional.of(home) : locateLegacy(at, home);
    }

    /** Where an attachment is that is not in the directory of its type. */
    public Optional<EntryPaths> locateLegacy(Locator at, EntryPaths home) throws IOException {
        String own = FileNames.attachments(at.type());
        for (String name : disk.list(home.side())) {
            if (!name.equals(own) && FileNames.attachmentType(name).equals(Optional.of(at.type()))) {
                EntryPaths found = layout.attachment(at, name);
                if (disk.stat(found.meta()).isFile()) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    /** Moves an attachment into the directory of its type before it is written again. */
    void bringHome(Locator at, EntryPaths home, Directories directories, FileWriter files) throws IOException {
        if (disk.stat(home.meta()).isFile()) {
            return;
        }
        Optional<EntryPaths> legacy = locateLegacy(at, home);
        if (legacy.isEmpty()) {
            return;
        }
        directories.ensure(home.holder());
        EntryPaths old = legacy.get();
        for (String name : disk.list(old.holder())) {
            if (FileNames.isPayloadOf(name, at.shortname().value())) {
                files.move(old.holder().resolve(name), home.holder().resolve(name));
            }
        }
        files.move(old.meta(), home.meta());
        files.removeIfEmpty(old.holder());
    }
}
