package cc.dmart.rest.internal.payload;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * Where large files of uploads wait. Made when it is needed, for its owner alone. Thread-safe.
 *
 * @param path     the folder
 * @param isShared whether others can write beside it, so that one of theirs may be there already: it is used only if it is
 *                 a folder of this process that nobody else can enter
 */
public record WaitingFolder(Path path, boolean isShared) {
    private static final String ENTERED_BY_OWNER = "rwx------";
    /** That of a payload, which a file may become. */
    private static final String FILE = "rw-r-----";
    /** Begins the names of the files of this process, also of a bundle or a component that was there before. */
    private static final String OWN = "upload-" + process() + "-";

    private static final String SUFFIX = ".part";

    /** The one in the folder of the server's own data; empty: in the temporary folder of the system. */
    public static WaitingFolder of(String data) {
        return data.isEmpty()
                ? new WaitingFolder(temporary(), true)
                : new WaitingFolder(Path.of(data, "run", "uploads"), false);
    }

    /** A number alone comes back: that of a server in a container is always the same. */
    private static String process() {
        ProcessHandle own = ProcessHandle.current();
        long begun = own.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return own.pid() + "." + Long.toString(begun, Character.MAX_RADIX);
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"), "dmart-uploads-" + System.getProperty("user.name"));
    }

    /** Makes sure of a folder beside those of others. @throws IOException if it must not be used, or the disk fails */
    public void check() throws IOException {
        if (isShared) {
            Files.delete(newFile());
        }
    }

    /** Removes what another process left, a killed server. Files of uploads that are under way are left alone. */
    public void sweep() throws IOException {
        File[] left = path.toFile().listFiles((dir, name) -> name.endsWith(SUFFIX) && !name.startsWith(OWN));
        if (left != null) {
            for (File file : left) {
                Files.deleteIfExists(file.toPath());
            }
        }
    }

    /** An empty file in it. @throws IOException if the folder must not be used, or the disk fails */
    Path newFile() throws IOException {
        make();
        Path file = Files.createTempFile(path, OWN, SUFFIX, mode(FILE));
        if (isShared && isPosix() && !isOwn(file)) {
            Files.delete(file);
            throw new IOException("Not a folder of this server alone: " + path);
        }
        return file;
    }

    private void make() throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(path, mode(ENTERED_BY_OWNER));
        } catch (FileAlreadyExistsException e) {
            return; // another upload was first, or it is a link, which is looked at with a file in it
        }
    }

    private boolean isOwn(Path file) throws IOException {
        PosixFileAttributes folder = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return folder.isDirectory()
                && folder.owner().equals(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS))
                && folder.permissions().equals(PosixFilePermissions.fromString(ENTERED_BY_OWNER));
    }

    private FileAttribute<?>[] mode(String mode) {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
