package cc.dmart.core.internal.event.registration;

import cc.dmart.api.plugin.PluginProperties;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Service properties with the shapes that OSGi allows: a list may be a single value, an array or a collection. Thread-safe. */
public record ServiceProps(Map<String, Object> map) {
    /** With a copy of the properties. */
    public ServiceProps {
        map = Map.copyOf(map);
    }

    /** A text; an empty one counts as none. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(map.get(key)).map(Object::toString).filter(s -> !s.isBlank());
    }

    /** A number that is above zero, or else the default. */
    public double number(String key, double standard) {
        Object value = map.get(key);
        if (value instanceof Number n) {
            return n.doubleValue() > 0 ? n.doubleValue() : standard;
        }
        try {
            return value == null ? standard : Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            return standard;
        }
    }

    /** An integer, or else the default. */
    public int integer(String key, int standard) {
        Object value = map.get(key);
        if (value instanceof Number n) {
            return n.intValue();
        }
        try {
            return value == null ? standard : Integer.parseInt(value.toString());
        } catch (NumberFormatException e) {
            return standard;
        }
    }

    /** Whether a property is {@code true}. */
    boolean flag(String key) {
        return Boolean.parseBoolean(String.valueOf(map.get(key)));
    }

    /** The elements of a list property as texts. */
    List<String> list(String key) {
        Object value = map.get(key);
        List<String> out = new ArrayList<>();
        if (value instanceof Object[] array) {
            for (Object element : array) {
                out.add(String.valueOf(element));
            }
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(element -> out.add(String.valueOf(element)));
        } else if (value != null) {
            out.add(value.toString());
        }
        return out;
    }

    /** A list that stands for everything when it is absent. */
    List<String> listOrAll(String key) {
        List<String> out = list(key);
        return out.isEmpty() ? List.of(PluginProperties.ALL) : out;
    }
}
