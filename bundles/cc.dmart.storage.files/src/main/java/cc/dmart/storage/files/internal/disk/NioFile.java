package cc.dmart.storage.files.internal.disk;

import cc.dmart.api.file.SteadyFile;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** A real file that the interrupt of some thread does not close. Thread-safe. */
final class NioFile extends SteadyFile implements DiskFile {
    NioFile(Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        super(file, options, attributes);
    }
}
