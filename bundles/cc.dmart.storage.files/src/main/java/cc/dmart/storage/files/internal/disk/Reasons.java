package cc.dmart.storage.files.internal.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Why a call to the file system failed, in words for the operator: Java tells some failures by the class alone. Thread-safe. */
public final class Reasons {
    private Reasons() {}

    /** Without the file. */
    public static String of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "directory not empty";
        }
        String known = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
        return Objects.requireNonNullElse(known, e.getClass().getSimpleName());
    }

    /** With the file in front, if the failure names one. */
    public static String withFile(IOException e) {
        String file = e instanceof FileSystemException named ? named.getFile() : null;
        return file == null ? of(e) : file + ": " + of(e);
    }
}
