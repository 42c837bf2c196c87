package cc.dmart.launcher;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the bundles have loaded so far. The JVM keeps of them only what is linked when it writes its class archive, and links a
 * class at its first use: an interface, or an exception that was only looked at, would be parsed again by every start. Needs
 * {@code --add-opens java.base/java.lang=ALL-UNNAMED}; for the run that writes the archive only. Used by one thread.
 */
final class LoadedClasses {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedClasses.class);
    private static final String SUFFIX = ".class";

    private final BundleContext framework;

    LoadedClasses(BundleContext framework) {
        this.framework = framework;
    }

    /** Links every class that a bundle has loaded. @return how many are linked now */
    int link() {
        int linked = 0;
        try {
            Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
            find.setAccessible(true);
            for (Class<?> each : all(find)) {
                linked += isLinked(each) ? 1 : 0;
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("java.lang is not open", e);
        }
        return linked;
    }

    private List<Class<?>> all(Method find) throws ReflectiveOperationException {
        List<Class<?>> out = new ArrayList<>();
        for (Bundle bundle : framework.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            ClassLoader loader = wiring == null || bundle.getBundleId() == 0 ? null : wiring.getClassLoader();
            if (loader == null) {
                continue;
            }
            int options = BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL;
            for (String file : wiring.listResources("/", "*" + SUFFIX, options)) {
                String name = file.substring(0, file.length() - SUFFIX.length()).replace('/', '.');
                if (find.invoke(loader, name) instanceof Class<?> loaded) {
                    out.add(loaded);
                }
            }
        }
        return out;
    }

    /** The JVM links a class to tell its methods. */
    private static boolean isLinked(Class<?> loaded) {
        try {
            Method[] methods = loaded.getDeclaredMethods();
            return methods != null;
        } catch (LinkageError e) { // it refers to what is not there: an optional dependency
            LOG.debug("Not linked: {}", loaded.getName(), e);
            return false;
        }
    }
}
