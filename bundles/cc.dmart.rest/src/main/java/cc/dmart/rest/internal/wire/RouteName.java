package cc.dmart.rest.internal.wire;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Method and path of a resource method as its annotations say them. Thread-safe. */
public final class RouteName {
    private static final Pattern EXPRESSION = Pattern.compile("\\{\\s*(\\w+)\\s*:[^}]*}");

    private RouteName() {}

    /** {@code GET} and so on; empty if the method serves nothing. */
    public static Optional<String> verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return Optional.of(verb.value());
            }
        }
        return Optional.empty();
    }

    /** The path with {@code {names}} where something stands; the root is a slash. */
    public static String path(Class<?> type, Method method) {
        String path = path(type) + path(method);
        return path.isEmpty() ? "/" : path;
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        if (path == null) {
            return "";
        }
        Matcher matcher = EXPRESSION.matcher(path.value());
        String bare = matcher.replaceAll("{$1}").replaceAll("^/+|/+$", "");
        return bare.isEmpty() ? "" : "/" + bare;
    }
}
