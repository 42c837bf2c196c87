package cc.dmart.deploy.internal;

import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** What versions of plugins leave behind when they have gone ({@code plugins-events.md} 2.5). Thread-safe. */
final class Leftovers {
    private Leftovers() {}

    /** The class loader of a bundle that is about to go. */
    static Optional<ClassLoader> loader(Bundle bundle) {
        return Optional.ofNullable(bundle.adapt(BundleWiring.class)).map(BundleWiring::getClassLoader);
    }

    /** One sentence if threads of a version that has gone still run. */
    static Optional<String> of(ClassLoader loader) {
        String threads = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getContextClassLoader() == loader || t.getClass().getClassLoader() == loader)
                .map(Thread::getName)
                .sorted()
                .collect(Collectors.joining(", "));
        return threads.isEmpty()
                ? Optional.empty()
                : Optional.of("an earlier version left threads behind: " + Reasons.firstLine(threads));
    }
}
