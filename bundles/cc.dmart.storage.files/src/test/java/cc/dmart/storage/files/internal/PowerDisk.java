package cc.dmart.storage.files.internal;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The real file system with a memory of what was forced: names become durable when their directory is forced, content when the
 * file is. {@link #fail} writes what a power failure would leave. Thread-safe, guarded by its monitor.
 */
final class PowerDisk implements Disk {
    /** What becomes of content that was not forced. */
    enum Loss {
        /** As it was forced last, empty if never. */
        FORCED,
        /** All there. */
        WRITTEN,
        /** Of full length, but zeros behind what was forced. */
        ZEROS,
        /** Half of what was not forced. */
        HALF
    }

    private final NioDisk real = new NioDisk();
    private final Map<Path, Node> names = new TreeMap<>();
    private final Map<Path, Node> forcedNames = new TreeMap<>();
    private final List<Change> unforced = new ArrayList<>();
    private final List<Path> mounts = new ArrayList<>();

    /** A file or directory. */
    private static final class Node {
        final boolean directory;
        byte[] now = {};
        byte[] forced = {};
        Instant time = Instant.now();

        Node(boolean directory) {
            this.directory = directory;
        }

        byte[] left(Loss loss) {
            int same = Math.max(0, Arrays.mismatch(now, forced));
            return switch (Arrays.equals(now, forced) ? Loss.FORCED : loss) {
                case FORCED -> forced;
                case WRITTEN -> now;
                case ZEROS -> Arrays.copyOf(Arrays.copyOf(now, same), now.length);
                case HALF -> Arrays.copyOf(now, same + (now.length - same) / 2);
            };
        }
    }

    /** A change of names. */
    private record Change(
            Path at, @Nullable Path from, @Nullable Node node) {
        void apply(Map<Path, Node> names) {
            if (from != null) {
                move(names, from);
            } else if (node == null) {
                names.remove(at);
            } else {
                names.put(at, node);
            }
        }

        private void move(Map<Path, Node> names, Path source) {
            Map<Path, Node> moved = new TreeMap<>();
            names.forEach((path, found) -> {
                if (path.startsWith(source)) {
                    moved.put(at.resolve(source.relativize(path)), found);
                }
            });
            names.keySet().removeIf(path -> path.startsWith(source));
            names.putAll(moved);
        }

        boolean isIn(Path directory) {
            return directory.equals(at.getParent()) || (from != null && directory.equals(from.getParent()));
        }
    }

    private synchronized void changed(Path at, @Nullable Path from, @Nullable Node node) {
        Change change = new Change(at, from, node);
        change.apply(names);
        unforced.add(change);
    }

    /** How many changes of names are not durable. */
    synchronized int unforced() {
        return unforced.size();
    }

    /** Writes what is left of a folder when the power fails and the first changes of names have reached the disk by chance. */
    synchronized void fail(Path folder, int first, Loss loss, Path target) throws IOException {
        Map<Path, Node> left = new TreeMap<>(forcedNames);
        unforced.subList(0, first).forEach(c -> c.apply(left));
        Files.createDirectories(target);
        for (Map.Entry<Path, Node> one : left.entrySet()) {
            Path path = target.resolve(folder.relativize(one.getKey()));
            if (!Files.isDirectory(Objects.requireNonNull(path.getParent()))) {
                continue; // its directory did not get there
            }
            if (one.getValue().directory) {
                Files.createDirectory(path);
            } else {
                Files.write(path, one.getValue().left(loss));
                Files.setLastModifiedTime(path, FileTime.from(one.getValue().time));
            }
        }
    }

    @Override
    public FileStamp stat(Path path) throws IOException {
        return real.stat(path);
    }

    @Override
    public boolean exists(Path path) {
        return real.exists(path);
    }

    @Override
    public byte[] read(Path file, int max) throws IOException {
        return real.read(file, max);
    }

    @Override
    public void list(Path directory, Consumer<String> visitor) throws IOException {
        real.list(directory, visitor);
    }

    @Override
    public void mkdir(Path directory) throws IOException {
        real.mkdir(directory);
        changed(directory, null, new Node(true));
    }

    @Override
    public void create(Path file, byte[] bytes) throws IOException {
        real.create(file, bytes);
        Node node = new Node(false);
        node.now = bytes;
        changed(file, null, node);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
        changed(to, from, null);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        boolean was = real.delete(path);
        if (was) {
            changed(path, null, null);
        }
        return was;
    }

    @Override
    public void touch(Path file, long micros) throws IOException {
        real.touch(file, micros);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        boolean fresh = !real.exists(file);
        DiskFile opened = real.open(file);
        if (fresh) {
            changed(file, null, new Node(false));
        }
        synchronized (this) {
            return new Handle(opened, Objects.requireNonNull(names.get(file)));
        }
    }

    @Override
    public DiskFile openRead(Path file) throws IOException {
        return real.openRead(file);
    }

    @Override
    public SeekableByteChannel channel(Path file) throws IOException {
        return real.channel(file);
    }

    @Override
    public synchronized void force(Path path) {
        Node node = names.get(path);
        if (node != null) {
            node.forced = node.now;
        }
        settle(c -> c.isIn(path));
    }

    /** Lets another file system begin at a directory. */
    synchronized void mountAt(Path directory) {
        mounts.add(directory);
    }

    /** Where the file system of a path begins; empty for the one on which all others are mounted. */
    private Path mountOf(@Nullable Path path) {
        Path at = path;
        while (at != null && !mounts.contains(at)) {
            at = at.getParent();
        }
        return at == null ? Path.of("") : at;
    }

    @Override
    public synchronized List<Path> fileSystems(Path directory) {
        List<Path> out = new ArrayList<>(List.of(directory));
        mounts.stream().filter(mount -> mount.startsWith(directory)).forEach(out::add);
        return out;
    }

    @Override
    public synchronized boolean forceAll(Path directory) {
        Path system = mountOf(directory);
        names.forEach((path, node) -> node.forced = mountOf(path).equals(system) ? node.now : node.forced);
        settle(c -> mountOf(c.at().getParent()).equals(system));
        return true;
    }

    private void settle(Predicate<Change> which) {
        for (Change change : List.copyOf(unforced)) {
            if (which.test(change)) {
                change.apply(forcedNames);
                unforced.remove(change);
            }
        }
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return real.lock(file);
    }

    private final class Handle implements DiskFile {
        private final DiskFile file;
        private final Node node;

        Handle(DiskFile file, Node node) {
            this.file = file;
            this.node = node;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            ByteBuffer bytes = source.duplicate();
            file.write(source, position);
            synchronized (PowerDisk.this) {
                int end = (int) position + bytes.remaining();
                byte[] next = Arrays.copyOf(node.now, Math.max(node.now.length, end));
                bytes.get(next, (int) position, end - (int) position);
                node.now = next;
                node.time = Instant.now();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
            synchronized (PowerDisk.this) {
                node.now = Arrays.copyOf(node.now, (int) Math.min(size, node.now.length));
            }
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void force(boolean metadata) throws IOException {
            synchronized (PowerDisk.this) {
                node.forced = node.now;
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
