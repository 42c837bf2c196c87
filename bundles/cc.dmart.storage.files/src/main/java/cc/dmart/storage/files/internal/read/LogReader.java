package cc.dmart.storage.files.internal.read;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads change logs and activity logs, newest first ({@code storage.md} 1.7, 1.8). Thread-safe. */
public final class LogReader {
    private static final String ATTACHMENT = "attachment";

    private final Disk disk;
    private final Layout layout;
    private final BackwardLines lines;

    /** Logs in a spaces folder. */
    public LogReader(Disk disk, Layout layout) {
        this.disk = disk;
        this.layout = layout;
        lines = new BackwardLines(disk);
    }

    /** The line of an attachment says which one it is about, as all of an entry share a file. */
    public static JsonObject marked(Locator at, JsonObject line) {
        return at.type().isAttachment() ? line.with(ATTACHMENT, mark(at)) : line;
    }

    private static JsonValue mark(Locator at) {
        return new JsonString(at.type().wire() + "/" + at.shortname().value());
    }

    /** Change log of an entry or attachment. Lines about attachments that do not say which belong to all of them. */
    public List<HistoryRecord> history(Locator at, int offset, int limit) {
        List<HistoryRecord> out = new ArrayList<>();
        if (limit <= 0) {
            return out;
        }
        int[] skip = {offset};
        read(layout.of(at).history(), line -> {
            if (isAbout(at, line) && skip[0]-- <= 0) {
                out.add(new HistoryRecord(line));
            }
            return out.size() < limit;
        });
        return out;
    }

    private static boolean isAbout(Locator at, JsonObject line) {
        Optional<JsonValue> of = line.get(ATTACHMENT);
        if (!at.type().isAttachment()) {
            return of.isEmpty();
        }
        return of.isPresent() ? of.get().equals(mark(at)) : !at.parentSubpath().isRoot();
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

    private static Optional<JsonObject> parse(byte[] line) {
        try {
            return JsonCodec.parse(line, JsonCodec.MAX_STORED_DEPTH).asObject();
        } catch (DmartException e) {
            return Optional.empty();
        }
    }
}
