package cc.dmart.storage.files.internal.read;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.storage.files.internal.apply.AttachmentPlaces;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one entry from its files, past every cache. Thread-safe. */
final class EntryReader {
    private static final Logger LOG = LoggerFactory.getLogger(EntryReader.class);
    private static final int MAX_META = 16 << 20;
    private static final int MANY = 16;

    private final Disk disk;
    private final Layout layout;
    private final Directories directories;
    private final AttachmentPlaces attachments;
    private final BodyReader bodies;
    private int present; // metas found since one was missing, roughly: threads may lose each other's counts

    /** @param zone of naive date-times */
    EntryReader(Disk disk, Layout layout, Directories directories, ZoneId zone) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
        attachments = new AttachmentPlaces(disk, layout);
        bodies = new BodyReader(disk, layout, zone);
    }

    /** A meta file that is there but is no entry. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** The entry; empty if there is none or it cannot be read as one, which is logged. */
    Optional<LoadedEntry> read(Locator at) throws IOException {
        EntryPaths paths = layout.of(at);
        FileStamp stamp = look(paths.meta());
        if (stamp.isMissing() && at.type().isAttachment()) {
            Optional<EntryPaths> legacy = attachments.locateLegacy(at, paths);
            if (legacy.isPresent()) {
                paths = legacy.get();
                stamp = disk.stat(paths.meta());
            }
        }
        if (!stamp.isFile()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(at, paths, stamp));
        } catch (Unreadable e) {
            LOG.warn("{} cannot be read: {}", layout.relative(paths.meta()), e.getMessage());
            return Optional.empty();
        }
    }

    /** Asks twice for what is there, so that what is not there costs no exception; once where all was there lately. */
    private FileStamp look(Path meta) throws IOException {
        FileStamp stamp = present == MANY || disk.exists(meta) ? disk.stat(meta) : FileStamp.MISSING;
        present = stamp.isMissing() ? 0 : Math.min(MANY, present + 1);
        return stamp;
    }

    /** The entry in these files. */
    LoadedEntry read(Locator at, EntryPaths paths, FileStamp stamp) throws IOException, Unreadable {
        if (!stamp.isFile()) {
            throw new Unreadable("not a regular file");
        }
        if (!isConfined(paths)) {
            throw new Unreadable("reached through a link");
        }
        return readConfined(at, paths, stamp);
    }

    /** The same for a caller who knows that no directory on the way is a link. */
    LoadedEntry readConfined(Locator at, EntryPaths paths, FileStamp stamp) throws IOException, Unreadable {
        if (!stamp.isFile()) {
            throw new Unreadable("not a regular file");
        }
        byte[] bytes = disk.read(paths.meta(), MAX_META);
        JsonObject meta;
        try {
            meta = JsonCodec.parse(bytes, JsonCodec.MAX_STORED_DEPTH)
                    .asObject()
                    .orElseThrow(() -> new Unreadable("not a JSON object"));
        } catch (DmartException e) {
            throw new Unreadable("no valid JSON");
        }
        return bodies.complete(at, paths, stamp, bytes, meta);
    }

    private boolean isConfined(EntryPaths paths) {
        try {
            return directories.isReal(paths.holder()) && directories.isReal(paths.payloads());
        } catch (IOException e) {
            LOG.debug("refused", e);
            return false;
        }
    }

    /** The entry that was just written, if its files are still as they were left. */
    Optional<LoadedEntry> adopt(Locator at, WrittenEntry written) throws IOException {
        EntryPaths paths = layout.of(at);
        return bodies.adopt(at, paths, disk.stat(paths.meta()), written);
    }

    /** Whether nobody changed the files of an entry since it was read. */
    boolean isCurrent(LoadedEntry entry) throws IOException {
        return disk.stat(entry.meta()).equals(entry.metaStamp())
                && (entry.payload().isEmpty()
                        || disk.stat(entry.payload().get()).equals(entry.payloadStamp()));
    }
}
