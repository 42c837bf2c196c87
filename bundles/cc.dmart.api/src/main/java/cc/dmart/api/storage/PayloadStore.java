package cc.dmart.api.storage;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.SpooledFile;
import java.io.InputStream;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Payload files. Thread-safe. Source: {@code storage.md} 1.6, {@code design.md} 1 (staging). */
@ProviderType
public interface PayloadStore {

    /** The separate payload file of an entry; empty if it has none or the file is gone. */
    Optional<PayloadFile> open(StoredEntry entry);

    /**
     * Takes in an upload in constant memory: written, hashed and forced on the file system of the space.
     *
     * @param maxBytes more than this is refused
     * @throws DmartException.Invalid     {@code E(413,request,402)} if larger
     * @throws DmartException.Unavailable if the disk fails; nothing stays behind then
     */
    StagedUpload stage(SpaceName space, InputStream in, long maxBytes);

    /**
     * Takes a file over as {@link #stage} takes in a stream, without reading it where it can be renamed. The file may be gone
     * afterwards, also on failure.
     *
     * @param maxBytes more than this is refused
     * @throws DmartException like {@link #stage}
     */
    StagedUpload adopt(SpaceName space, SpooledFile file, long maxBytes);

    /** Removes a staged upload that no commit took; does nothing if it is gone. */
    void discard(StagedUpload upload);
}
