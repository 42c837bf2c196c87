package cc.dmart.storage.files.internal.read;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads change logs and activity logs, newest first ({@code storage.md} 1.7, 1.8). Thread-safe. */
public final class LogReader {
    private final Disk disk;
    private final Layout layout;
    private final BackwardLines lines;
    private final ZoneId zone;

    /**
     * Logs in a spaces folder.
     *
     * @param zone of naive date-times
     */
    public LogReader(Disk disk, Layout layout, ZoneId zone) {
        this.zone = zone;
        this.disk = disk;
        this.layout = layout;
        lines = new BackwardLines(disk);
    }

    /** The line of an attachment says which one it is about, as all of an entry share a file. */
    public static JsonObject marked(Locator at, HistoryRecord line) {
        return at.type().isAttachment() ? line.about(at).json() : line.json();
    }

    /** Change log of an entry or attachment. Lines about attachments that do not say which belong to all of them. */
    public List<HistoryRecord> history(Locator at, int offset, int limit) {
        List<HistoryRecord> out = new ArrayList<>();
        if (limit <= 0) {
            return out;
        }
        int[] skip = {offset};
        history(at, line -> {
            if (skip[0]-- <= 0) {
                out.add(line);
            }
            return out.size() < limit;
        });
        return out;
    }

    /** The same, line by line until the visitor answers false. */
    public void history(Locator at, Predicate<HistoryRecord> visitor) {
        Path file = layout.of(at).history();
        boolean apart = !at.type().isAttachment() || !at.parentSubpath().isRoot();
        if (read(file, line -> visit(at, line, apart, visitor)) && at.type().isAttachment() && apart) {
            // where an entry is that once stood in the root of the space, with one log for itself and its attachments
            Path own = layout.of(at).side().resolve(FileNames.HISTORY);
            read(own, line -> visit(at, line, false, visitor));
        }
    }

    private static boolean visit(Locator at, JsonObject line, boolean apart, Predicate<HistoryRecord> visitor) {
        HistoryRecord record = new HistoryRecord(line);
        return !isAbout(at, record, apart) || visitor.test(record);
    }

    /** @param apart whether a line that does not say what it is about is about that for which the file is */
    private static boolean isAbout(Locator at, HistoryRecord record, boolean apart) {
        if (!at.type().isAttachment()) {
            return record.attachment().isEmpty();
        }
        return record.attachment().isPresent() ? record.isAbout(at) : apart;
    }

    /** Lines about all attachments of an entry, newest first, those included that do not say which. */
    public List<HistoryRecord> attachmentHistory(Locator parent) {
        List<HistoryRecord> out = new ArrayList<>();
        Path file = layout.attachmentLogs(parent).resolve(FileNames.HISTORY);
        Path own = layout.of(parent).side().resolve(FileNames.HISTORY);
        Predicate<JsonObject> marked = line -> {
            HistoryRecord record = new HistoryRecord(line);
            return record.attachment().isEmpty() || out.add(record);
        };
        if (!file.equals(own)) {
            read(file, line -> out.add(new HistoryRecord(line)));
        }
        read(own, marked);
        return out;
    }

    /** Activity of a space. */
    public void activity(SpaceName space, Predicate<JsonObject> visitor) {
        Path file = layout.events(space);
        if (!read(file, visitor)) {
            return;
        }
        for (int part = parts(file); part > 0; part--) {
            if (!read(file.resolveSibling(FileNames.events(part)), visitor)) {
                return;
            }
        }
    }

    private int parts(Path file) {
        try {
            int n = 0;
            while (disk.stat(file.resolveSibling(FileNames.events(n + 1))).isFile()) {
                n++;
            }
            return n;
        } catch (IOException e) {
            throw DmartException.Unavailable.now("a log cannot be read", e);
        }
    }

    private boolean read(Path file, Predicate<JsonObject> visitor) {
        try {
            return lines.visit(file, line -> parse(line).map(visitor::test).orElse(true));
        } catch (IOException e) {
            throw DmartException.Unavailable.now("a log cannot be read", e);
        }
    }

    private Optional<JsonObject> parse(byte[] line) {
        try {
            return JsonCodec.parse(line, JsonCodec.MAX_STORED_DEPTH).asObject().map(o -> Dates.normal(o, zone));
        } catch (DmartException e) {
            return Optional.empty();
        }
    }
}
