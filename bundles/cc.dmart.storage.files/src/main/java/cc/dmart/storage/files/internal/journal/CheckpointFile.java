package cc.dmart.storage.files.internal.journal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The file that says up to where the files on disk are durable. Not thread-safe. */
final class CheckpointFile {
    private static final int MAX = 4096;

    private final Disk disk;
    private final Path folder;
    private final Path file;
    private final Path temporary;

    CheckpointFile(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        file = folder.resolve("checkpoint.json");
        temporary = folder.resolve(".checkpoint.json.tmp");
    }

    /**
     * A place in the journal.
     *
     * @param seq every change up to this one is in the files, durably
     * @param ops and this many steps of the next
     */
    record Place(long seq, int ops) {
        static final Place START = new Place(0, 0);
    }

    Optional<Place> read() throws IOException {
        FileStamp stamp = disk.stat(file);
        if (stamp.isMissing()) {
            return Optional.empty();
        }
        try {
            JsonObject json = JsonCodec.parseObject(disk.read(file, MAX));
            long seq = json.number("seq").map(JsonNumber::longValue).orElseThrow();
            return Optional.of(new Place(seq, (int)
                    json.number("ops").map(JsonNumber::longValue).orElse(0L).longValue()));
        } catch (DmartException | NoSuchElementException e) {
            throw new UnusableFolderException("data", "the checkpoint file is damaged: " + file, e);
        }
    }

    void write(Place place) throws IOException {
        disk.delete(temporary);
        disk.create(
                temporary,
                JsonCodec.write(JsonObject.builder()
                        .put("seq", place.seq())
                        .put("ops", (long) place.ops())
                        .build()));
        disk.force(temporary);
        disk.rename(temporary, file);
        disk.force(folder);
    }
}
