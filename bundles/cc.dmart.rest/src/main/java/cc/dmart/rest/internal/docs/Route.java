package cc.dmart.rest.internal.docs;

import cc.dmart.api.plugin.Endpoint;
import cc.dmart.rest.internal.resource.Open;
import cc.dmart.rest.internal.wire.RouteName;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route that a class serves. Thread-safe.
 *
 * @param method {@code GET} and so on
 * @param path   with {@code {names}} where something stands
 * @param open   whether it is served without a login
 * @param doc    what its author says about it
 */
record Route(String method, String path, boolean open, Optional<Endpoint> doc) {
    /** The routes of a resource class or servlet, in no order that matters. */
    static List<Route> of(Class<?> type) {
        List<Route> out = new ArrayList<>(documented(type, type.isAnnotationPresent(Open.class), "", ""));
        for (Method method : type.getMethods()) {
            RouteName.verb(method).ifPresent(verb -> {
                boolean open = type.isAnnotationPresent(Open.class) || method.isAnnotationPresent(Open.class);
                out.addAll(documented(method, open, verb, RouteName.path(type, method)));
            });
        }
        return out;
    }

    private static List<Route> documented(AnnotatedElement element, boolean open, String verb, String path) {
        List<Route> out = new ArrayList<>();
        for (Endpoint doc : element.getAnnotationsByType(Endpoint.class)) {
            String[] route = doc.route().isEmpty()
                    ? new String[] {verb, path}
                    : doc.route().split(" ");
            out.add(new Route(route[0], route[1], open || doc.open(), Optional.of(doc)));
        }
        if (out.isEmpty() && !verb.isEmpty()) {
            out.add(new Route(verb, path, open, Optional.empty()));
        }
        return out;
    }

    /** The names in the path. */
    List<String> names() {
        List<String> out = new ArrayList<>();
        Matcher matcher = Pattern.compile("\\{(\\w+)}").matcher(path);
        while (matcher.find()) {
            out.add(matcher.group(1));
        }
        return out;
    }
}
