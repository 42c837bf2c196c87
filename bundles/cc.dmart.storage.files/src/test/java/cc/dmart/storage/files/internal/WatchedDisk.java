package cc.dmart.storage.files.internal;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/** The real file system with somebody in front of each call, who may wait, look or refuse it. */
final class WatchedDisk {
    private WatchedDisk() {}

    /** Who is in front. */
    interface Watcher {
        /**
         * Told of a call before it is done.
         *
         * @param path the first that it names
         */
        void before(String call, Path path) throws IOException;
    }

    static Disk of(Watcher watcher) {
        NioDisk real = new NioDisk();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, args) -> {
                    watcher.before(method.getName(), (Path) args[0]);
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
