package cc.dmart.api.model;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/** An existing payload file. Thread-safe; each channel is for one thread. */
@ProviderType
public interface PayloadFile {
    /** Bare file name. */
    String name();

    /** Bytes. */
    long size();

    /** Time of the last change. */
    Instant modified();

    /** A read-only channel that the caller closes. @throws IOException if the file cannot be opened */
    SeekableByteChannel open() throws IOException;
}
