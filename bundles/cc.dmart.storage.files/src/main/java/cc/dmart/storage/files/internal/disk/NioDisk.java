package cc.dmart.storage.files.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The real file system. A thread that is interrupted while it writes finishes the call and stays interrupted, because an
 * interrupt says nothing about the disk. Thread-safe.
 */
public final class NioDisk implements Disk {
    private static final long SYNC_SECONDS = 600;
    private static final FileAttribute<?>[] NONE = {};
    private static final Set<OpenOption> READ_IT = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final int SMALL = 4096; // most files have fewer bytes: one read, without asking for the size

    private final FileAttribute<?>[] fileMode;
    private final FileAttribute<?>[] directoryMode;
    private final boolean counts;
    private final Mounts mounts = new Mounts();

    /** The file system of the process; modes are set where it knows POSIX permissions. */
    public NioDisk() {
        Set<String> views = Path.of("").getFileSystem().supportedFileAttributeViews();
        boolean posix = views.contains("posix");
        counts = views.contains("unix");
        fileMode = posix ? mode("rw-r-----") : NONE;
        directoryMode = posix ? mode("rwxr-x---") : NONE;
    }

    private static FileAttribute<?>[] mode(String text) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))};
    }

    @Override
    public FileStamp stat(Path path) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            FileStamp.Kind kind = found.isRegularFile()
                    ? FileStamp.Kind.FILE
                    : found.isDirectory() ? FileStamp.Kind.DIRECTORY : FileStamp.Kind.OTHER;
            return new FileStamp(
                    kind,
                    found.size(),
                    found.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    Objects.requireNonNullElse(found.fileKey(), ""));
        } catch (NoSuchFileException e) {
            return FileStamp.MISSING;
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().endsWith("Not a directory")) {
                return FileStamp.MISSING;
            }
            throw e;
        }
    }

    @Override
    public boolean exists(Path path) {
        return path.toFile().exists();
    }

    @Override
    public byte[] read(Path file, int max) throws IOException {
        return uninterrupted(() -> {
            try (FileChannel in = FileChannel.open(file, READ_IT)) {
                ByteBuffer out = ByteBuffer.allocate(Math.min(SMALL, max));
                in.read(out); // ends short of the room only at the end of the file
                if (!out.hasRemaining()) {
                    out = rest(in, out, file, max);
                }
                return Arrays.copyOf(out.array(), out.position());
            }
        });
    }

    private static ByteBuffer rest(FileChannel in, ByteBuffer begin, Path file, int max) throws IOException {
        long size = in.size();
        if (size > max) {
            throw new IOException("larger than " + max + " bytes: " + file);
        }
        ByteBuffer out =
                ByteBuffer.allocate((int) Math.max(size, begin.position())).put(begin.flip());
        for (int n = 0; n >= 0 && out.hasRemaining(); ) {
            n = in.read(out);
        }
        return out;
    }

    @Override
    public void list(Path directory, Consumer<String> visitor) throws IOException {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
            for (Path name : names) {
                visitor.accept(Objects.requireNonNull(name.getFileName()).toString());
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public List<Path> entries(Path directory) throws IOException {
        List<Path> out = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            found.forEach(out::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return out;
    }

    /**
     * From the number of its links: two, and that of each directory in it to the one above. Where those are not counted the number
     * is always 1 or always 2, whatever is in it.
     */
    @Override
    public int directories(Path directory) throws IOException {
        if (!counts) {
            return -1;
        }
        try {
            int links = (Integer) Files.getAttribute(directory, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
            return links > 2 ? links - 2 : -1;
        } catch (IOException e) { // no more than a hint
            return -1;
        }
    }

    @Override
    public void mkdir(Path directory) throws IOException {
        Files.createDirectory(directory, directoryMode);
    }

    @Override
    public void create(Path file, byte[] bytes) throws IOException {
        boolean[] mine = {false};
        uninterrupted(() -> {
            if (mine[0]) {
                Files.deleteIfExists(file);
            }
            Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            try (FileChannel out = FileChannel.open(file, options, fileMode)) {
                mine[0] = true;
                ByteBuffer source = ByteBuffer.wrap(bytes);
                while (source.hasRemaining()) {
                    out.write(source);
                }
            }
            return file;
        });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    @Override
    public void touch(Path file, long micros) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(micros, TimeUnit.MICROSECONDS));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        Set<OpenOption> options = Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                LinkOption.NOFOLLOW_LINKS);
        return new NioFile(file, options, fileMode);
    }

    @Override
    public DiskFile openRead(Path file) throws IOException {
        return new NioFile(file, READ_IT);
    }

    @Override
    public SeekableByteChannel channel(Path file) throws IOException {
        return Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void force(Path path) throws IOException {
        uninterrupted(() -> {
            try (FileChannel channel = FileChannel.open(path, READ_IT)) {
                channel.force(true);
            } catch (NoSuchFileException e) {
                return path;
            }
            return path;
        });
    }

    /** Asks the tool {@code sync} of the system, as Java has no call for it. */
    @Override
    public boolean forceAll(Path directory) throws IOException {
        try {
            Process sync = new ProcessBuilder("sync", "-f", directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = sync.waitFor(SYNC_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                sync.destroyForcibly();
            }
            return ended && sync.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<Path> fileSystems(Path directory) {
        return Mounts.in(directory);
    }

    @Override
    public long free(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public long files(Path path) {
        return Mounts.freeFiles(path);
    }

    @Override
    public boolean isWritable(Path path) {
        return path.toFile().canWrite();
    }

    @Override
    public String mount(Path path) throws IOException {
        return counts ? mounts.mountOf(path) : "";
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE), fileMode);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("in use by this process: " + file, e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException("in use by another process: " + file);
    }

    /** A call that may be repeated when an interrupt cut it short. */
    interface Call<T> {
        /** Does it. */
        T run() throws IOException;
    }

    static <T> T uninterrupted(Call<T> call) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
