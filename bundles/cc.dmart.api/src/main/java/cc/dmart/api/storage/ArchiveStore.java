package cc.dmart.api.storage;

import cc.dmart.api.model.DmartException;
import java.io.InputStream;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Entries as zip archives that hold the files of a spaces folder, each name beginning with that of its space
 * ({@code storage.md} 6). Thread-safe.
 */
@ProviderType
public interface ArchiveStore {
    /** Begins an archive; nothing of it is kept in memory. The stream is not closed. */
    ArchiveWriter pack(OutputStream out);

    /**
     * Takes an archive into a private folder, checks all of it, and lets it be read like spaces without unpacking it.
     *
     * @param zip read once and not closed
     * @throws DmartException.Invalid     {@code E(400,request,402)} for whatever {@code security.md} 5.11 refuses, 413 for more
     *                                    than the limits; nothing stays behind then
     * @throws DmartException.Unavailable if the disk fails
     */
    StagedSpaces stage(InputStream zip, ArchiveLimits limits);
}
