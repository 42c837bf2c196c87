package cc.dmart.deploy.internal;

import cc.dmart.api.model.Names;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * The paths of resources of plugins ({@code plugins-events.md} 2.7, {@code http-api.md} 10). Annotations are read by name: this
 * bundle does not import JAX-RS. Thread-safe.
 */
final class Routes {
    private static final String PATH = "jakarta.ws.rs.Path";

    private Routes() {}

    /** The class of a resource service, if it can be told from its registration. */
    static Optional<Class<?>> resourceClass(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>(List.of((String[]) reference.getProperty("objectClass")));
        Object component = reference.getProperty("component.name");
        if (component != null) {
            names.add(component.toString());
        }
        for (String name : names) {
            Optional<Class<?>> type = load(bundle, name);
            if (type.isPresent() && path(type.get().getAnnotations()).isPresent()) {
                return type;
            }
        }
        return Optional.empty();
    }

    private static Optional<Class<?>> load(Bundle bundle, String name) {
        try {
            return Optional.of(bundle.loadClass(name));
        } catch (ClassNotFoundException | LinkageError e) { // the name of a component need not be that of a class
            return Optional.empty();
        }
    }

    /** Why a resource may not be published; empty if it may. */
    static Optional<String> problem(String plugin, ServiceReference<?> reference) {
        Optional<Class<?>> type = resourceClass(reference);
        if (type.isEmpty()) {
            return Optional.of("a resource is not published: its class carries no @Path");
        }
        String first = first(path(type.get().getAnnotations()).orElse(""));
        if (!first.equals(plugin)) {
            return Optional.of("a resource is not published: its path begins with " + first + " instead of " + plugin);
        }
        return Names.isReservedPath(first)
                ? Optional.of("a resource is not published: the path " + first + " is reserved")
                : Optional.empty();
    }

    /** The paths of a resource. */
    static Set<String> of(ServiceReference<?> reference) {
        Set<String> out = new TreeSet<>();
        resourceClass(reference).ifPresent(type -> {
            String base = trim(path(type.getAnnotations()).orElse(""));
            try {
                for (Method method : type.getMethods()) {
                    verb(method)
                            .ifPresent(verb -> out.add(verb + " /" + base
                                    + path(method.getAnnotations())
                                            .map(p -> "/" + trim(p))
                                            .orElse("")));
                }
            } catch (LinkageError e) {
                out.add("/" + base);
            }
        });
        return out;
    }

    private static Optional<String> verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            for (Annotation meta : annotation.annotationType().getAnnotations()) {
                if (meta.annotationType().getName().equals("jakarta.ws.rs.HttpMethod")) {
                    return value(meta);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> path(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation.annotationType().getName().equals(PATH)) {
                return value(annotation);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> value(Annotation annotation) {
        try {
            return Optional.of(annotation
                    .annotationType()
                    .getMethod("value")
                    .invoke(annotation)
                    .toString());
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /** The first segment of a path. */
    static String first(String path) {
        return trim(path).split("/", 2)[0];
    }

    private static String trim(String path) {
        return path.replaceAll("^/+|/+$", "");
    }
}
