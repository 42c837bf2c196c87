package cc.dmart.storage.files.internal.commit;

import cc.dmart.storage.files.internal.disk.Reasons;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/** Says in one sentence why folders cannot be opened, with the file that stands in the way. Thread-safe. */
final class OpeningFailure {
    private OpeningFailure() {}

    /**
     * The sentence about a failure.
     *
     * @param setting of the folder, where the failure names no file in one of them
     * @param what    could not be done
     */
    static UnusableFolderException of(StoreSettings settings, String setting, String what, Exception e) {
        Throwable cause = e instanceof IOException || e.getCause() == null ? e : e.getCause();
        if (cause instanceof UnusableFolderException known) {
            return known;
        }
        if (!(cause instanceof IOException io)) {
            return new UnusableFolderException(setting, what + ": " + e, e);
        }
        return new UnusableFolderException(settingOf(settings, setting, io), what + ": " + Reasons.withFile(io), e);
    }

    private static String settingOf(StoreSettings settings, String otherwise, IOException e) {
        if (!(e instanceof FileSystemException named)) {
            return otherwise;
        }
        Path file = Path.of(Objects.requireNonNullElse(named.getFile(), "")).toAbsolutePath();
        if (file.startsWith(settings.spaces().toAbsolutePath().normalize())) {
            return "spaces";
        }
        return file.startsWith(settings.data().toAbsolutePath().normalize()) ? "data" : otherwise;
    }
}
