package cc.dmart.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folders that settings name; one that cannot be used is refused with a sentence that names the setting. Stateless. */
final class Folders {
    private Folders() {}

    /** Makes it if it is missing. @throws SettingsException if it cannot be made */
    static void make(String key, Path folder) {
        requireFolder(key, folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SettingsException(key + ": " + folder + " cannot be made: " + reason(e));
        }
    }

    /** Makes it if it is missing. @throws SettingsException if the files of the log cannot be written in it */
    static void makeForLog(String key, Path folder) {
        make(key, folder);
        if (!Files.isWritable(folder)) {
            throw new SettingsException(key + ": " + folder + " cannot be written");
        }
        for (String name : LogbackConfigurator.FILES) { // the log goes on without one that it cannot open
            Path file = folder.resolve(name);
            if (Files.exists(file) && (Files.isDirectory(file) || !Files.isWritable(file))) {
                throw new SettingsException(key + ": " + file + " cannot be written");
            }
        }
    }

    /** It may be missing. @throws SettingsException if it is something else, or is below something else */
    static void requireFolder(String key, Path folder) {
        @Nullable Path at = folder;
        while (at != null && !Files.exists(at)) {
            at = at.getParent();
        }
        if (at != null && !Files.isDirectory(at)) {
            throw new SettingsException(key + ": " + at + " is no folder");
        }
    }

    /** Why something failed, without the path that a message about a file begins with. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        return e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : e.toString();
    }
}
