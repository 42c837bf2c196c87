package cc.dmart.storage.files.internal.commit;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.storage.files.internal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a spaces folder as it was left from another one in its place, such as a copy that was put back: the time of the lock file
 * in it is set anew whenever a store closes in order, and the journal remembers the last. A copy from before has an older time, or
 * that of the copying. What is changed in single files is not noticed. For one thread at a time.
 */
final class SpacesMark {
    private static final Logger LOG = LoggerFactory.getLogger(SpacesMark.class);
    private static final int MAX = 4096;
    private static final String TIME = "lock_micros";

    private final Disk disk;
    private final Path lock;
    private final Path file;
    private final Path temporary;

    SpacesMark(Disk disk, Path spaces, Path journal) {
        this.disk = disk;
        lock = spaces.resolve(Claims.LOCK);
        file = journal.resolve("spaces.json");
        temporary = journal.resolve(".spaces.json.tmp");
    }

    /** Whether the folder is another one than that which was left; false if nothing is remembered, or the disk does not tell. */
    boolean isAnother() {
        try {
            Optional<Long> left = remembered();
            return left.isPresent() && left.get() != disk.stat(lock).micros();
        } catch (IOException e) { // who has to read the folder says what is in the way
            LOG.debug("{} cannot be looked at", lock, e);
            return false;
        }
    }

    /** Remembers a folder of which nothing is remembered, if the disk takes it. */
    void begin() {
        try {
            if (remembered().isEmpty()) {
                remember();
            }
        } catch (IOException e) {
            LOG.debug("{} is not remembered", lock, e);
        }
    }

    private Optional<Long> remembered() throws IOException {
        if (disk.stat(file).isMissing()) {
            return Optional.empty();
        }
        try {
            return JsonCodec.parseObject(disk.read(file, MAX)).number(TIME).map(JsonNumber::longValue);
        } catch (DmartException e) {
            LOG.debug("{} is no JSON", file, e);
            return Optional.empty();
        }
    }

    /**
     * From now on the folder is the one that is left. Not while the lock is held: setting a time opens and closes the file, and with
     * any descriptor of a file that it closes a process gives up its locks on it. What cannot be written is not told apart.
     */
    void leave() {
        try {
            if (disk.stat(lock).isFile()) {
                disk.touch(lock, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
                remember();
            }
        } catch (IOException e) {
            LOG.debug("{} is not marked", lock, e);
        }
    }

    private void remember() throws IOException {
        long shown = disk.stat(lock).micros(); // a file system may keep less than microseconds
        disk.delete(temporary);
        disk.create(
                temporary, JsonCodec.write(JsonObject.builder().put(TIME, shown).build()));
        disk.force(temporary);
        disk.rename(temporary, file);
    }
}
