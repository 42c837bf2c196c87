package cc.dmart.storage.files.internal.read;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.apply.AttachmentPlaces;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Opens payload files for reading. Thread-safe. */
public final class PayloadFiles {
    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final AttachmentPlaces attachments;

    /** Files in a spaces folder. */
    public PayloadFiles(Disk disk, Layout layout, Directories directories) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        attachments = new AttachmentPlaces(disk, layout);
    }

    /** The payload file of an entry; empty if it has none or it is gone. */
    public Optional<PayloadFile> open(StoredEntry entry) {
        Locator at = entry.at();
        Optional<String> name = entry.payloadFile()
                .filter(n -> FileNames.isPayloadOf(n, at.shortname().value()));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            EntryPaths paths = layout.of(at);
            Optional<PayloadFile> found = at(paths.payloads().resolve(name.get()));
            if (found.isEmpty() && at.type().isAttachment()) {
                Optional<EntryPaths> legacy = attachments.locateLegacy(at, paths);
                return legacy.isPresent() ? at(legacy.get().payloads().resolve(name.get())) : Optional.empty();
            }
            if (found.isEmpty() && at.type() == ResourceType.SPACE) {
                return at(layout.root().resolve(name.get()));
            }
            return found;
        } catch (IOException e) {
            throw DmartException.Unavailable.now("the payload cannot be read", e);
        }
    }

    private Optional<PayloadFile> at(Path file) throws IOException {
        FileStamp stamp = disk.stat(file);
        Path parent = file.getParent();
        return stamp.isFile() && parent != null && directories.isReal(parent)
                ? Optional.of(new File(disk, file, stamp))
                : Optional.empty();
    }

    private record File(Disk disk, Path path, FileStamp stamp) implements PayloadFile {
        @Override
        public String name() {
            return path.getFileName().toString();
        }

        @Override
        public long size() {
            return stamp.size();
        }

        @Override
        public Instant modified() {
            return stamp.modified();
        }

        @Override
        public SeekableByteChannel open() throws IOException {
            return disk.channel(path);
        }
    }
}
