package cc.dmart.storage.files.internal;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The real file system, with directories that belong to somebody else: they are seen, nothing in them is. Names are listed in
 * order, so that it is known what comes behind one that fails. Thread-safe.
 */
final class BlindDisk {
    private final Set<Path> closed = ConcurrentHashMap.newKeySet();
    private final Set<Path> torn = ConcurrentHashMap.newKeySet();
    private final NioDisk real = new NioDisk();

    /** Lets nobody look into a directory. */
    void close(Path directory) {
        closed.add(directory);
    }

    /** Lets a listing of a directory fail when all names were given. */
    void tear(Path directory) {
        torn.add(directory);
    }

    @SuppressWarnings("unchecked")
    Disk disk() {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, args) -> {
                    Path path = (Path) args[0];
                    boolean lists = method.getName().equals("list");
                    boolean hidden = closed.stream().anyMatch(c -> isHidden(path, c, lists));
                    if (hidden && method.getName().equals("exists")) {
                        return false;
                    }
                    if (hidden) {
                        throw new AccessDeniedException(path.toString());
                    }
                    if (lists && args.length == 2) {
                        list(path, (Consumer<String>) args[1]);
                        return null;
                    }
                    if (lists) {
                        List<String> out = new ArrayList<>();
                        list(path, out::add);
                        return out;
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean isHidden(Path path, Path closed, boolean lists) {
        return path.startsWith(closed) && (lists || !path.equals(closed));
    }

    private void list(Path directory, Consumer<String> visitor) throws IOException {
        real.list(directory).stream().sorted().forEach(visitor);
        if (torn.contains(directory)) {
            throw new IOException("Input/output error");
        }
    }
}
