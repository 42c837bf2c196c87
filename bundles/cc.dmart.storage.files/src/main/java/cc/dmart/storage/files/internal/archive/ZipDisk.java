package cc.dmart.storage.files.internal.archive;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.disk.NioDisk;
import cc.dmart.storage.files.internal.layout.FileNames;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files of an archive as a disk, so that the readers of the store read it as it is. Names are kept in order, which makes a
 * directory a stretch of them; the archive has been checked, so every size is true. Every change is refused with a
 * {@link ReadOnlyFileSystemException}. Thread-safe.
 */
final class ZipDisk implements Disk, Closeable {
    private static final int MAX_OPEN = 64 << 20;
    private static final char AFTER_SLASH = '/' + 1;
    private static final String LOG = "/" + FileNames.HISTORY;

    private final ZipFile zip;
    private final String root;
    private final String[] names;
    private final boolean[] looked;
    private final List<String> foreign;
    private final boolean hasLogs;
    private final long[] headers;
    private final ZipReader reader;

    /** @param root path that stands for the top of the archive; nothing is there on the real disk */
    ZipDisk(ZipFile zip, Path root) throws IOException {
        this.zip = zip;
        this.root = root.toString();
        Path archive = Path.of(zip.getName());
        List<Member> all = members(zip, archive);
        List<Member> files = all.stream()
                .filter(member -> ArchiveNames.isFile(member.name()))
                .toList();
        names = files.stream().map(Member::name).toArray(String[]::new);
        headers = files.stream().mapToLong(Member::header).toArray();
        foreign = all.stream()
                .map(Member::name)
                .filter(name -> !ArchiveNames.isFile(name))
                .toList();
        looked = new boolean[names.length];
        hasLogs = Arrays.stream(names).anyMatch(name -> name.endsWith(LOG));
        reader = new ZipReader(new NioDisk().openRead(archive));
    }

    /** @param header where it begins; -1 if that is not known */
    private record Member(String name, long header) {}

    /** The files, sorted. Their names are those that were checked; both lists are in the order of the directory. */
    private static List<Member> members(ZipFile zip, Path archive) throws IOException {
        List<Member> out = new ArrayList<>(zip.size());
        Enumeration<? extends ZipEntry> checked = zip.entries();
        ZipDirectory.headers(archive, (name, header) -> {
            if (checked.hasMoreElements()) {
                String own = checked.nextElement().getName();
                out.add(new Member(own, own.equals(name) ? header : -1));
            }
        });
        while (checked.hasMoreElements()) {
            out.add(new Member(checked.nextElement().getName(), -1));
        }
        out.removeIf(member -> member.name().endsWith("/"));
        out.sort(Comparator.comparing(Member::name));
        return out;
    }

    /** Whether a change log is anywhere in it; most archives of many entries have none. */
    boolean hasLogs() {
        return hasLogs;
    }

    /** Files whose names the layout of a space does not give; no reader sees them. */
    List<String> foreign() {
        return foreign;
    }

    /** Files that nobody has looked at so far. */
    List<String> unseen() {
        return IntStream.range(0, names.length)
                .filter(i -> !looked[i])
                .mapToObj(i -> names[i])
                .toList();
    }

    /** Number of metas of entries, attachments not counted. */
    int entries() {
        int count = 0;
        for (String name : names) {
            int file = name.lastIndexOf('/') + 1;
            int directory = name.lastIndexOf('/', file - 2) + 1;
            boolean meta = FileNames.isMeta(name.substring(file));
            if (meta
                    && FileNames.attachmentType(name.substring(directory, file - 1))
                            .isEmpty()) {
                count++;
            }
        }
        return count;
    }

    private String name(Path path) {
        String text = path.toString();
        return text.length() == root.length() ? "" : text.substring(root.length() + 1);
    }

    /** Where a name is or would be. */
    private int indexOf(String name) {
        int found = Arrays.binarySearch(names, name);
        return found < 0 ? -1 - found : found;
    }

    private boolean isFile(String name) {
        return find(name) >= 0;
    }

    /** Where a file is; negative if there is none. */
    private int find(String name) {
        int at = Arrays.binarySearch(names, name);
        if (at >= 0) {
            looked[at] = true; // by whichever thread: it is only ever set
        }
        return at;
    }

    private boolean isDirectory(String name) {
        String inside = name + "/";
        int first = indexOf(inside);
        return name.isEmpty() || (first < names.length && names[first].startsWith(inside));
    }

    private ZipEntry entry(Path file) throws IOException {
        String name = name(file);
        if (!isFile(name)) {
            throw new NoSuchFileException(file.toString());
        }
        return entry(name);
    }

    private ZipEntry entry(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new NoSuchFileException(name);
        }
        return entry;
    }

    @Override
    public FileStamp stat(Path path) throws IOException {
        String name = name(path);
        if (isFile(name)) {
            ZipEntry entry = entry(name);
            long nanos = TimeUnit.MILLISECONDS.toNanos(Math.max(0, entry.getTime()));
            return new FileStamp(FileStamp.Kind.FILE, entry.getSize(), nanos, name);
        }
        return isDirectory(name) ? new FileStamp(FileStamp.Kind.DIRECTORY, 0, 0, name) : FileStamp.MISSING;
    }

    @Override
    public boolean exists(Path path) {
        String name = name(path);
        return isFile(name) || isDirectory(name);
    }

    @Override
    public byte[] read(Path file, int max) throws IOException {
        String name = name(file);
        int at = find(name);
        if (at < 0) {
            throw new NoSuchFileException(file.toString());
        }
        ZipEntry entry = entry(name);
        if (entry.getSize() > max) {
            throw new IOException("larger than " + max + " bytes: " + name);
        }
        long header = headers[at];
        if (header >= 0 && entry.getCompressedSize() <= ZipReader.LARGEST) {
            return reader.read(entry, header);
        }
        byte[] out = new byte[(int) entry.getSize()];
        try (InputStream in = zip.getInputStream(entry)) {
            in.readNBytes(out, 0, out.length);
        }
        return out;
    }

    @Override
    public void list(Path directory, Consumer<String> visitor) {
        String name = name(directory);
        String prefix = name.isEmpty() ? "" : name + "/";
        int i = indexOf(prefix);
        while (i < names.length && names[i].startsWith(prefix)) {
            int end = names[i].indexOf('/', prefix.length());
            visitor.accept(names[i].substring(prefix.length(), end < 0 ? names[i].length() : end));
            i = end < 0 ? i + 1 : after(i, end);
        }
    }

    /** The first name behind the directory that ends at a slash of a name; mostly it holds one file. */
    private int after(int i, int slash) {
        int next = i + 1;
        boolean inside = next < names.length && names[next].startsWith(names[i].substring(0, slash + 1));
        return inside ? indexOf(names[i].substring(0, slash) + AFTER_SLASH) : next;
    }

    @Override
    public SeekableByteChannel channel(Path file) throws IOException {
        return new ZipChannel(zip, entry(file));
    }

    /** The whole file in memory, at most 64 MiB of it: what is compressed cannot be read from its end. */
    @Override
    public DiskFile openRead(Path file) throws IOException {
        return new Bytes(read(file, MAX_OPEN));
    }

    @Override
    public void mkdir(Path directory) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void create(Path file, byte[] bytes) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void rename(Path from, Path to) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public boolean delete(Path path) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void touch(Path file, long micros) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public DiskFile open(Path file) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void force(Path path) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public boolean forceAll(Path directory) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public Closeable lock(Path file) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void close() throws IOException {
        try (reader) {
            zip.close();
        }
    }

    /** A file in memory. */
    private record Bytes(byte[] content) implements DiskFile {
        @Override
        public int read(ByteBuffer target, long position) {
            int count = (int) Math.min(target.remaining(), Math.max(0, content.length - position));
            target.put(content, (int) position, count);
            return count;
        }

        @Override
        public void write(ByteBuffer source, long position) {
            throw new ReadOnlyFileSystemException();
        }

        @Override
        public void truncate(long size) {
            throw new ReadOnlyFileSystemException();
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void force(boolean metadata) {
            throw new ReadOnlyFileSystemException();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
