package cc.dmart.deploy.internal;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** What versions of plugins leave behind when they have gone: threads and class loaders ({@code plugins-events.md} 2.5). Thread-safe. */
final class Leftovers {
    private static final int WATCHED = 1000;

    private final List<WeakReference<ClassLoader>> gone = new CopyOnWriteArrayList<>();

    /** The class loader of a bundle that is about to go. */
    static Optional<ClassLoader> loader(Bundle bundle) {
        return Optional.ofNullable(bundle.adapt(BundleWiring.class)).map(BundleWiring::getClassLoader);
    }

    /** Watches the class loader of a version that has gone. @return one sentence if threads of it still run */
    Optional<String> watch(ClassLoader loader) {
        gone.removeIf(old -> old.get() == null);
        if (gone.size() < WATCHED) {
            gone.add(new WeakReference<>(loader));
        }
        String threads = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getContextClassLoader() == loader || t.getClass().getClassLoader() == loader)
                .map(Thread::getName)
                .sorted()
                .collect(Collectors.joining(", "));
        return threads.isEmpty()
                ? Optional.empty()
                : Optional.of("an earlier version left threads behind: " + Reasons.firstLine(threads));
    }

    /** Class loaders of versions that have gone and are still in memory; some are until the next collection. */
    int inMemory() {
        gone.removeIf(old -> old.get() == null);
        return gone.size();
    }
}
