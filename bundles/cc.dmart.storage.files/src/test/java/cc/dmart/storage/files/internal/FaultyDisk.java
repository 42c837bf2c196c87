package cc.dmart.storage.files.internal;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The real file system without forces, which fails at a chosen call: before it does anything, or having done half of it or all
 * of it. After a death every call fails. Thread-safe, guarded by its monitor.
 */
final class FaultyDisk implements Disk {
    /** How the chosen call fails. */
    enum Fault {
        /** Nothing is done. */
        ERROR,
        /** A write does its first half, anything else is done but reported as failed. */
        TORN
    }

    private final NioDisk real = new NioDisk();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final List<String> calls = new ArrayList<>();
    private final boolean forcesAll;
    private int failAt = -1;
    private Fault fault = Fault.ERROR;
    private boolean death;
    private boolean dead;
    private boolean recording;
    private String failing = "";
    private int left;
    private @Nullable Throwable injected;
    private int injections;
    private volatile long room = -1;

    FaultyDisk() {
        this(true);
    }

    FaultyDisk(boolean forcesAll) {
        this.forcesAll = forcesAll;
    }

    /** Says that so many bytes are free; -1 = not known. */
    void leave(long bytes) {
        room = bytes;
    }

    @Override
    public long free(Path path) {
        return room;
    }

    /** Counts calls from now on and fails at the n-th, from 0; -1 = never. */
    synchronized void arm(int n, Fault how, boolean andDie) {
        calls.clear();
        recording = true;
        failAt = n;
        fault = how;
        death = andDie;
    }

    /** Fails the next calls of a kind, torn. */
    synchronized void failNext(String kind, int times) {
        fault = Fault.TORN;
        failing = kind;
        left = times;
    }

    /** Fails the next call of a kind with this, having done nothing. */
    synchronized void failNext(String kind, Throwable how) {
        failNext(kind, how, 1);
    }

    /** Fails the next calls of a kind with this, having done nothing. */
    synchronized void failNext(String kind, Throwable how, int times) {
        fault = Fault.ERROR;
        failing = kind;
        left = times;
        injected = how;
        injections = times;
    }

    /** The calls since {@link #arm}. */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** How many files are open. */
    long files() {
        return open.stream().filter(DiskFile.class::isInstance).count();
    }

    /** Ends the process as far as the disk is concerned: files are closed, locks released, every call fails. */
    void kill() {
        synchronized (this) {
            dead = true;
        }
        for (Closeable file : open) {
            try {
                file.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private synchronized boolean isFailing(String kind) {
        return left > 0 && kind.equals(failing);
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T call(String name, Path path, Call<T> whole, Call<?> half) throws IOException {
        boolean fails;
        synchronized (this) {
            if (dead) {
                throw new IOException("the process is dead");
            }
            boolean chosen = left > 0 && name.equals(failing);
            left -= chosen ? 1 : 0;
            fails = chosen || (recording && calls.size() == failAt);
            if (recording) {
                calls.add(name + " " + path.getFileName());
            }
            if (fails && death) {
                dead = true;
            }
        }
        if (!fails) {
            return whole.run();
        }
        if (fault == Fault.TORN) {
            half.run();
        }
        throw failure(name, path);
    }

    private synchronized IOException failure(String name, Path path) {
        Throwable chosen = injected;
        injections--;
        injected = injections > 0 ? injected : null;
        if (chosen instanceof Error e) {
            throw e;
        }
        if (chosen instanceof RuntimeException e) {
            throw e;
        }
        return chosen instanceof IOException e
                ? e
                : new IOException("No space left on device (injected at " + name + " " + path.getFileName() + ")");
    }

    private <T> T call(String name, Path path, Call<T> whole) throws IOException {
        return call(name, path, whole, whole);
    }

    @Override
    public FileStamp stat(Path path) throws IOException {
        return call("stat", path, () -> real.stat(path));
    }

    /** As a file system that counts them, whatever the real one does. */
    @Override
    public int directories(Path directory) throws IOException {
        return call("stat", directory, () -> {
            int count = 0;
            for (String name : real.list(directory)) {
                count += real.stat(directory.resolve(name)).isDirectory() ? 1 : 0;
            }
            return count > 0 ? count : -1;
        });
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return call("stat", path, () -> real.exists(path));
    }

    @Override
    public byte[] read(Path file, int max) throws IOException {
        return call("read", file, () -> real.read(file, max));
    }

    @Override
    public void list(Path directory, Consumer<String> visitor) throws IOException {
        call(
                "list",
                directory,
                () -> {
                    real.list(directory, visitor);
                    return directory;
                },
                () -> directory);
    }

    @Override
    public void mkdir(Path directory) throws IOException {
        call("mkdir", directory, () -> {
            real.mkdir(directory);
            return directory;
        });
    }

    @Override
    public void create(Path file, byte[] bytes) throws IOException {
        call(
                "create",
                file,
                () -> {
                    real.create(file, bytes);
                    return file;
                },
                () -> {
                    real.create(file, Arrays.copyOf(bytes, bytes.length / 2));
                    return file;
                });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        call("rename", to, () -> {
            real.rename(from, to);
            return to;
        });
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return call("delete", path, () -> real.delete(path));
    }

    @Override
    public void touch(Path file, long micros) throws IOException {
        call("touch", file, () -> {
            real.touch(file, micros);
            return file;
        });
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return call("open", file, () -> track(file, real.open(file)), () -> {
            real.open(file).close();
            return file;
        });
    }

    @Override
    public DiskFile openRead(Path file) throws IOException {
        return call("openRead", file, () -> track(file, real.openRead(file)), () -> file);
    }

    @Override
    public SeekableByteChannel channel(Path file) throws IOException {
        return call("channel", file, () -> real.channel(file), () -> file);
    }

    private DiskFile track(Path path, DiskFile file) {
        open.add(file);
        return new Tracked(path, file);
    }

    @Override
    public void force(Path path) throws IOException {
        call("force", path, () -> path);
    }

    @Override
    public boolean forceAll(Path directory) throws IOException {
        return call("forceAll", directory, () -> forcesAll);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        // not counted: a crash needs a store that was opened
        Closeable lock = isFailing("lock " + file.getFileName())
                ? call("lock " + file.getFileName(), file, () -> real.lock(file), () -> file)
                : real.lock(file);
        open.add(lock);
        return lock;
    }

    private final class Tracked implements DiskFile {
        private final Path path;
        private final DiskFile file;

        Tracked(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return call("pread", path, () -> file.read(target, position), () -> path);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            call(
                    "pwrite",
                    path,
                    () -> {
                        file.write(source, position);
                        return path;
                    },
                    () -> {
                        ByteBuffer half = source.duplicate();
                        half.limit(half.position() + half.remaining() / 2);
                        file.write(half, position);
                        return path;
                    });
        }

        @Override
        public void truncate(long size) throws IOException {
            call("truncate", path, () -> {
                file.truncate(size);
                return path;
            });
        }

        @Override
        public long size() throws IOException {
            return call("size", path, file::size);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            call("fsync", path, () -> path);
        }

        @Override
        public void close() throws IOException {
            open.remove(file);
            file.close();
        }
    }
}
