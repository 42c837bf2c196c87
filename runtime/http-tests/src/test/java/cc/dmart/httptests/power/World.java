package cc.dmart.httptests.power;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one client believes to be stored: {@code type:/subpath/shortname} to a text of its content. Immutable.
 *
 * @param things by key
 */
record World(Map<String, String> things) {
    static final World EMPTY = new World(Map.of());

    World {
        things = Collections.unmodifiableMap(new TreeMap<>(things));
    }

    World with(String key, String content) {
        Map<String, String> more = new TreeMap<>(things);
        more.put(key, content);
        return new World(more);
    }

    /** Without a thing and everything that lies below it. */
    World without(String path) {
        Map<String, String> less = new TreeMap<>(things);
        less.keySet().removeIf(key -> isAtOrBelow(key, path));
        return new World(less);
    }

    /** With a thing and everything below it under another path. */
    World moved(String from, String to) {
        Map<String, String> other = new TreeMap<>();
        things.forEach((key, content) -> other.put(
                isAtOrBelow(key, from)
                        ? key.substring(0, key.indexOf(':') + 1)
                                + to
                                + pathOf(key).substring(from.length())
                        : key,
                content));
        return new World(other);
    }

    private static boolean isAtOrBelow(String key, String path) {
        String at = pathOf(key);
        return at.equals(path) || at.startsWith(path + "/");
    }

    static String pathOf(String key) {
        return key.substring(key.indexOf(':') + 1);
    }
}
