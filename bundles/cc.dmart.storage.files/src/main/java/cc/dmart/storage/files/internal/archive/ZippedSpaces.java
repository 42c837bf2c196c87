package cc.dmart.storage.files.internal.archive;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import cc.dmart.storage.files.internal.read.LogReader;
import cc.dmart.storage.files.internal.read.PayloadFiles;
import cc.dmart.storage.files.internal.read.TreeScan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Spaces in an archive, read by the readers of the store. Thread-safe. */
final class ZippedSpaces implements StagedSpaces {
    private static final Logger LOG = LoggerFactory.getLogger(ZippedSpaces.class);

    private final Path folder;
    private final ZipDisk disk;
    private final List<SpaceName> spaces = new ArrayList<>();
    private final Layout layout;
    private final TreeScan scan;
    private final PayloadFiles payloads;
    private final LogReader logs;

    /** @param folder where the archive lies, removed in the end; also the root of the paths in it */
    ZippedSpaces(Path folder, ZipDisk disk, ZoneId zone) {
        this.folder = folder;
        this.disk = disk;
        layout = new Layout(folder);
        Directories directories = new Directories(disk, layout.root());
        scan = new TreeScan(disk, layout, directories, zone);
        payloads = new PayloadFiles(disk, layout, directories);
        logs = new LogReader(disk, layout, zone);
        disk.list(layout.root(), name -> {
            if (Names.isSpaceName(name)) {
                spaces.add(new SpaceName(name));
            }
        });
    }

    @Override
    public List<SpaceName> spaces() {
        return List.copyOf(spaces);
    }

    @Override
    public int entries() {
        return disk.entries();
    }

    @Override
    public List<String> foreign() {
        return disk.foreign();
    }

    /** The activity log of a space tells of changes that are none of this one's. */
    @Override
    public List<String> unnamed() {
        return disk.unseen().stream()
                .filter(name -> !ArchiveNames.isActivity(name))
                .toList();
    }

    @Override
    public void scan(SpaceName space, ScanVisitor visitor) {
        scan.scan(space, Subpath.ROOT, Runnable::run, visitor);
        if (visitor.wantsStrays()) {
            strayLogs(space, Subpath.ROOT, visitor);
        }
    }

    /** Logs of attachments that lie apart from their entries, of which the archive has nothing else ({@code storage.md} 1.7). */
    private void strayLogs(SpaceName space, Subpath entry, ScanVisitor visitor) {
        Path logs = layout.metas(space, Subpath.ROOT).resolve(entry.value());
        boolean apart = !entry.isRoot() && !entry.parent().isRoot();
        if (apart && disk.exists(logs.resolve(FileNames.HISTORY)) && !isWalked(space, entry)) {
            Locator.ofFolder(space, entry)
                    .ifPresent(at -> visitor.strays(at.withType(ResourceType.CONTENT), List.of()));
        }
        disk.list(logs, name -> {
            int length = entry.value().length() + (entry.isRoot() ? 0 : 1) + name.length();
            if (Names.isSegment(name) && length <= Subpath.MOST) {
                strayLogs(space, entry.child(name), visitor);
            }
        });
    }

    private boolean isWalked(SpaceName space, Subpath entry) {
        return disk.exists(layout.side(space, entry.parent(), entry.name()))
                || Locator.ofFolder(space, entry)
                        .filter(at -> disk.exists(layout.of(at).meta()))
                        .isPresent();
    }

    @Override
    public boolean holds(Locator at) {
        return disk.exists(layout.of(at).meta());
    }

    @Override
    public Optional<PayloadFile> open(StoredEntry entry) {
        return payloads.open(entry);
    }

    @Override
    public List<HistoryRecord> history(Locator at) {
        return isThere(layout.of(at).history()) ? oldestFirst(logs.history(at, 0, Integer.MAX_VALUE)) : List.of();
    }

    @Override
    public List<HistoryRecord> attachmentHistory(Locator parent) {
        boolean any = isThere(layout.attachmentLogs(parent).resolve(FileNames.HISTORY))
                || isThere(layout.of(parent).side().resolve(FileNames.HISTORY));
        return any ? oldestFirst(logs.attachmentHistory(parent)) : List.of();
    }

    /** Whether a log is there: to read one that is not would cost an exception, and most entries have none. */
    private boolean isThere(Path log) {
        return disk.hasLogs() && disk.exists(log);
    }

    private static List<HistoryRecord> oldestFirst(List<HistoryRecord> lines) {
        List<HistoryRecord> out = new ArrayList<>(lines);
        Collections.reverse(out);
        return out;
    }

    @Override
    public void close() {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.warn("An archive cannot be closed", e);
        }
        Archives.remove(folder);
    }
}
