package cc.dmart.storage.files.internal.archive;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.storage.ArchiveLimits;
import cc.dmart.api.storage.ArchiveWriter;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.storage.files.internal.layout.Layout;
import cc.dmart.storage.files.internal.read.PayloadFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives of a spaces folder. One that comes in lies in a private folder beside the spaces, whose name no reader sees, and is
 * read where it lies; what an earlier process left is removed at the start. Thread-safe.
 */
public final class Archives {
    private static final Logger LOG = LoggerFactory.getLogger(Archives.class);
    private static final String PREFIX = ".archive-";

    private final Layout layout;
    private final PayloadFiles payloads;
    private final ZoneId zone;

    /** Archives of the entries in a spaces folder. */
    public Archives(Layout layout, PayloadFiles payloads, ZoneId zone) {
        this.layout = layout;
        this.payloads = payloads;
        this.zone = zone;
    }

    /** Begins an archive. */
    public ArchiveWriter pack(OutputStream out) {
        return new ZipWriter(layout, payloads, out);
    }

    /** Takes an archive in. @throws DmartException if it is refused or the disk fails */
    public StagedSpaces stage(InputStream zip, ArchiveLimits limits) {
        @Nullable Path folder = null;
        try {
            folder = Files.createTempDirectory(
                    layout.root(),
                    PREFIX,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path archive = folder.resolve("archive.zip");
            Files.copy(zip, archive);
            return spaces(new ArchiveCheck(limits).open(archive), folder, zone);
        } catch (IOException e) {
            remove(folder);
            throw DmartException.Unavailable.now("the archive cannot be read", e);
        } catch (Throwable e) {
            remove(folder);
            throw e;
        }
    }

    /** The spaces in an archive, which is closed with them or if they cannot be had. */
    static StagedSpaces spaces(ZipFile zip, Path folder, ZoneId zone) throws IOException {
        Closeable open = zip;
        try {
            ZipDisk disk = new ZipDisk(zip, folder);
            open = disk;
            return new ZippedSpaces(folder, disk, zone);
        } catch (Throwable e) {
            open.close();
            throw e;
        }
    }

    /** Removes what an earlier process left behind. */
    public void sweep() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(layout.root(), PREFIX + "*")) {
            left.forEach(Archives::remove);
        } catch (IOException e) {
            LOG.warn("Folders of archives cannot be looked for", e);
        }
    }

    static void remove(@Nullable Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("{} cannot be removed", folder, e);
        }
    }
}
