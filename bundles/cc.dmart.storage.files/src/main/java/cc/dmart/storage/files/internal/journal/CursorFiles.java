package cc.dmart.storage.files.internal.journal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.storage.files.internal.disk.Disk;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored positions of named readers, one small file each ({@code plugins-events.md} 2.4). A position is in memory at once and
 * on disk when {@link #flush} is called. Thread-safe; files are guarded by the monitor, what is to be flushed by that of its set,
 * which is never held while the disk works.
 */
final class CursorFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CursorFiles.class);
    private static final String SUFFIX = ".json";

    private final Disk disk;
    private final Path folder;
    private final Map<String, Long> positions = new ConcurrentHashMap<>();
    private final Set<String> changed = new HashSet<>();
    /** Whether somebody was told to flush who has not begun to. */
    private boolean told;

    CursorFiles(Disk disk, Path folder) throws IOException {
        this.disk = disk;
        this.folder = folder;
        for (String name : disk.list(folder)) {
            if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
                load(name);
            }
        }
    }

    private void load(String name) throws IOException {
        String reader = URLDecoder.decode(name.substring(0, name.length() - SUFFIX.length()), StandardCharsets.UTF_8);
        positions.put(reader, stored(name));
    }

    /** A reader without a position counts as new and would begin with what is to come: one that is lost is the oldest. */
    private long stored(String name) throws IOException {
        try {
            JsonObject json = JsonCodec.parseObject(disk.read(folder.resolve(name), 4096));
            Optional<Long> seq = json.number("seq").map(JsonNumber::longValue);
            if (seq.isPresent()) {
                return seq.get();
            }
        } catch (DmartException e) {
            LOG.debug("{} is no JSON", name, e);
        }
        LOG.warn("Cursor file {} is damaged; its reader starts again at the oldest change", name);
        return 0;
    }

    OptionalLong get(String name) {
        Long seq = positions.get(name);
        return seq == null ? OptionalLong.empty() : OptionalLong.of(seq);
    }

    /** Sets a position. @return whether the caller has to see to a flush, because nobody was told to */
    boolean set(String name, long seq) {
        synchronized (changed) {
            positions.put(name, seq);
            changed.add(name);
            boolean due = !told;
            told = true;
            return due;
        }
    }

    /**
     * Takes readers back to the end of the journal, where the power failed before it was forced: the numbers of what was lost are
     * given again, and what has them then is to be read.
     */
    void limit(long last) {
        positions.replaceAll((name, seq) -> Math.min(seq, last));
    }

    /** All positions by name. */
    Map<String, Long> all() {
        return Map.copyOf(positions);
    }

    /** The lowest position; empty without readers. */
    OptionalLong lowest() {
        return positions.values().stream().mapToLong(Long::longValue).min();
    }

    synchronized void remove(String name) throws IOException {
        synchronized (changed) {
            positions.remove(name);
            changed.remove(name);
        }
        disk.delete(file(name));
    }

    /** Makes all positions durable; if that fails, the caller has to see to another flush. */
    synchronized void flush() throws IOException {
        Set<String> names = take();
        if (names.isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            write(names);
            written = true;
        } finally {
            if (!written) {
                putBack(names);
            }
        }
    }

    /** What is set from here on is for the next flush, to which somebody is told anew. */
    private Set<String> take() {
        synchronized (changed) {
            Set<String> names = new HashSet<>(changed);
            changed.clear();
            told = false;
            return names;
        }
    }

    private void putBack(Set<String> names) {
        synchronized (changed) {
            changed.addAll(names);
            told = true;
        }
    }

    private void write(Set<String> names) throws IOException {
        for (String name : names) {
            Long seq = positions.get(name);
            if (seq != null) {
                Path temporary = folder.resolve("." + file(name).getFileName() + ".tmp");
                disk.delete(temporary);
                disk.create(
                        temporary,
                        JsonCodec.write(JsonObject.builder().put("seq", seq).build()));
                disk.force(temporary);
                disk.rename(temporary, file(name));
            }
        }
        disk.force(folder);
    }

    private Path file(String name) {
        return folder.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A") + SUFFIX);
    }
}
