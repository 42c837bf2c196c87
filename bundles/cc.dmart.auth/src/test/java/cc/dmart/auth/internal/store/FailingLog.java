package cc.dmart.auth.internal.store;

import cc.dmart.api.file.SteadyFile;
import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A file of lines on a disk that fails when it is told to. */
public final class FailingLog {
    private FailingLog() {}

    /** Opens or makes the file. */
    public static LineLog open(Path file, Consumer<JsonObject> reader, AtomicBoolean fails) throws IOException {
        LineLog.open(file, line -> {}).close(); // with its folder and permissions
        return LineLog.open(file, new FailingFile(file, fails), reader);
    }

    private static final class FailingFile extends SteadyFile {
        private final AtomicBoolean fails;

        FailingFile(Path file, AtomicBoolean fails) throws IOException {
            super(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
            this.fails = fails;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (fails.get()) {
                throw new IOException("no space left");
            }
            super.write(source, position);
        }
    }
}
