package cc.dmart.storage.files.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The file system as the store uses it. No call follows a link in the last component of a path. New files get mode 0640 and
 * directories 0750, or less if the process is stricter. Thread-safe.
 */
public interface Disk {
    /** What is at a path. */
    FileStamp stat(Path path) throws IOException;

    /**
     * Whether something that can be opened is at a path, links followed; for names that are usually free, where {@link #stat}
     * would cost an exception.
     */
    boolean exists(Path path) throws IOException;

    /** The whole content of a file of at most {@code max} bytes. @throws java.nio.file.NoSuchFileException if it is missing */
    byte[] read(Path file, int max) throws IOException;

    /** Names in a directory, in no order, none if it is missing; streamed, so that it may be of any length. */
    void list(Path directory, Consumer<String> visitor) throws IOException;

    /** Names in a small directory. */
    default List<String> list(Path directory) throws IOException {
        List<String> out = new ArrayList<>();
        list(directory, out::add);
        return out;
    }

    /**
     * What is in a small directory, by paths that lead there also where a name is no text in the encoding of this process, as
     * those of {@link #list(Path)} do not.
     */
    default List<Path> entries(Path directory) throws IOException {
        List<Path> out = new ArrayList<>();
        list(directory, name -> out.add(directory.resolve(name)));
        return out;
    }

    /**
     * How many directories are in a directory, links not counted, as the file system says without looking; -1 if it does not say.
     * That may be old where another computer changes the directory (NFS keeps attributes for up to a minute), and too low where
     * several are shown as one (a union in FUSE may tell the number of one of them).
     */
    default int directories(Path directory) throws IOException {
        return -1;
    }

    /** Makes one directory. @throws java.nio.file.FileAlreadyExistsException if something has the name */
    void mkdir(Path directory) throws IOException;

    /** Makes a file of these bytes. @throws java.nio.file.FileAlreadyExistsException if something has the name */
    void create(Path file, byte[] bytes) throws IOException;

    /** Renames a file or directory in one step; a file in the way is replaced. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, a link or an empty directory. @return whether there was one */
    boolean delete(Path path) throws IOException;

    /** Sets the time of the last change, in microseconds since the epoch. */
    void touch(Path file, long micros) throws IOException;

    /** Opens a file for reading and writing, made if it is missing. */
    DiskFile open(Path file) throws IOException;

    /** Opens a file for reading. */
    DiskFile openRead(Path file) throws IOException;

    /** Opens a file for reading by somebody outside the store, who closes it. */
    SeekableByteChannel channel(Path file) throws IOException;

    /** Makes a file or directory durable; does nothing if it is gone. */
    void force(Path path) throws IOException;

    /** Makes everything written so far on the file system of this directory durable. @return false if it cannot do that */
    boolean forceAll(Path directory) throws IOException;

    /**
     * The directory, then one directory on each other file system that is mounted below it; the directory alone on systems that do
     * not tell, none if the system does but cannot be asked.
     */
    default List<Path> fileSystems(Path directory) {
        return List.of(directory);
    }

    /** Bytes that can still be written to the file system of a path; -1 if that is not known. */
    default long free(Path path) {
        return -1;
    }

    /** Files that can still be made on the file system of a path; -1 if that is not known. */
    default long files(Path path) {
        return -1;
    }

    /** Whether a file can be written, or names in a directory be made and removed; false if it is missing. */
    default boolean isWritable(Path path) {
        return true;
    }

    /** Where the file system of a path that is there is mounted: nothing is renamed from one to another. Empty if not known. */
    default String mount(Path path) throws IOException {
        return "";
    }

    /** Claims a file for this process, made if it is missing. @throws IOException if another process has it */
    Closeable lock(Path file) throws IOException;
}
