package cc.dmart.storage.files.internal;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The real file system with directories and files of another account, mounts of their own, and no more files than are told. It
 * refuses what a kernel would, also to root. Thread-safe.
 */
final class OddDisk implements InvocationHandler {
    private final NioDisk real = new NioDisk();
    private final Set<Path> denied = ConcurrentHashMap.newKeySet();
    private final Set<Path> mounts = ConcurrentHashMap.newKeySet();
    private volatile long files = -1;

    Disk disk() {
        return (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, this);
    }

    /** Gives a file or directory, not what is in it, to another account whose files can only be read. */
    void deny(Path path) {
        denied.add(path);
    }

    void allow(Path path) {
        denied.remove(path);
    }

    void mount(Path directory) {
        mounts.add(directory);
    }

    /** Says how many files can be made; with none left none can. */
    void leaveFiles(long count) {
        files = count;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
        Path first = args != null && args[0] instanceof Path path ? path : Path.of("/");
        switch (method.getName()) {
            case "isWritable" -> {
                return !denied.contains(first) && real.isWritable(first);
            }
            case "mount" -> {
                return mountOf(first).toString();
            }
            case "files" -> {
                return files;
            }
            case "create", "mkdir" -> make(first);
            case "delete" -> drop(first);
            case "open" -> open(first);
            case "rename" -> rename(first, (Path) args[1]);
            default -> {}
        }
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private Path mountOf(Path path) {
        Path at = path;
        while (at.getNameCount() > 0 && !mounts.contains(at)) {
            at = parent(at);
        }
        return at;
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private void names(Path path) throws IOException {
        if (denied.contains(parent(path))) {
            throw new AccessDeniedException(path.toString());
        }
    }

    private void make(Path path) throws IOException {
        names(path);
        if (files == 0) {
            throw new FileSystemException(path.toString(), null, "No space left on device");
        }
    }

    private void drop(Path path) throws IOException {
        names(path);
        notBusy(path);
    }

    private void notBusy(Path path) throws IOException {
        if (mounts.contains(path)) {
            throw new FileSystemException(path.toString(), null, "Device or resource busy");
        }
    }

    private void open(Path file) throws IOException {
        if (denied.contains(file)) {
            throw new AccessDeniedException(file.toString());
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            make(file);
        }
    }

    private void rename(Path from, Path to) throws IOException {
        names(from);
        names(to);
        boolean elsewhere = !parent(from).equals(parent(to));
        if (elsewhere && denied.contains(from) && Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            throw new AccessDeniedException(from.toString()); // the name of what is above it changes
        }
        notBusy(from);
        if (!mountOf(from).equals(mountOf(to))) {
            throw new FileSystemException(from.toString(), to.toString(), "Invalid cross-device link");
        }
    }
}
