package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.model.SpaceName;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Activity logs of spaces, one file each that is set aside under the next number when it is too large
 * ({@code plugins-events.md} 1.6). Thread-safe.
 */
final class ActivityFiles {
    private final Disk disk;
    private final Layout layout;
    private final LineFiles lines;
    private final long largest;

    /** @param largest bytes of one part */
    ActivityFiles(Disk disk, Layout layout, LineFiles lines, long largest) {
        this.disk = disk;
        this.layout = layout;
        this.lines = lines;
        this.largest = largest;
    }

    void append(SpaceName space, byte[] line, Run run) throws IOException {
        Path file = layout.events(space);
        if (run.isRedo() && isInLastPart(file, line)) {
            return;
        }
        long size = lines.appendOften(file, line, run);
        if (size > largest) {
            rotate(file);
        }
    }

    private boolean isInLastPart(Path file, byte[] line) throws IOException {
        int parts = parts(file);
        return parts > 0 && lines.holds(file.resolveSibling(FileNames.events(parts)), line);
    }

    private void rotate(Path file) throws IOException {
        synchronized (this) {
            FileStamp stamp = disk.stat(file);
            if (stamp.size() > largest) {
                Path part = file.resolveSibling(FileNames.events(parts(file) + 1));
                disk.rename(file, part);
                lines.renamed(file, part);
            }
        }
    }

    /** How many parts were set aside. */
    private int parts(Path file) throws IOException {
        int n = 0;
        while (disk.stat(file.resolveSibling(FileNames.events(n + 1))).isFile()) {
            n++;
        }
        return n;
    }
}
