package cc.dmart.rest.internal.wire;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Flags;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a URL, with the booleans of {@code http-api.md} 1.8. Thread-safe. */
public final class QueryString {
    private static final QueryString NONE = new QueryString(Map.of());

    private final Map<String, List<String>> values;

    private QueryString(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads what follows the question mark; null stands for none.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)} on broken encoding
     */
    public static QueryString parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            values.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
        }
        return new QueryString(values);
    }

    private static String decode(String raw) {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw DmartException.Invalid.field(List.of("query"), "broken percent encoding", "value_error");
        }
    }

    /** The last value of a parameter; absent also when it is empty, {@code null} or {@code undefined}. */
    public Optional<String> text(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(all.size() - 1)).filter(QueryString::isSet);
    }

    private static boolean isSet(String value) {
        return !(value.isEmpty() || value.equals("undefined") || value.equals("null"));
    }

    /** All values of a parameter that may be repeated or hold a comma list. */
    public List<String> texts(String name) {
        List<String> out = new ArrayList<>();
        for (String value : values.getOrDefault(name, List.of())) {
            for (String part : value.split(",")) {
                if (isSet(part.strip())) {
                    out.add(part.strip());
                }
            }
        }
        return out;
    }

    /** All values of a parameter that may be repeated, each as it is. */
    public List<String> wholes(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(QueryString::isSet)
                .toList();
    }

    /** A boolean parameter; absent = false. @throws DmartException.Invalid {@code E(422,validation,424)} if it is no boolean */
    public boolean flag(String name) {
        return bool(name).orElse(false);
    }

    /** A boolean parameter. @throws DmartException.Invalid {@code E(422,validation,424)} if it is no boolean */
    public Optional<Boolean> bool(String name) {
        return text(name)
                .map(value -> value.equalsIgnoreCase("none")
                        ? Boolean.FALSE
                        : Flags.of(value)
                                .orElseThrow(() -> DmartException.Invalid.field(
                                        List.of("query", name), "Input should be a valid boolean", "bool_parsing")));
    }

    /** An integer parameter. @throws DmartException.Invalid {@code E(422,validation,424)} if it is none */
    public Optional<Long> integer(String name) {
        try {
            return text(name).map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw DmartException.Invalid.field(
                    List.of("query", name), "Input should be a valid integer", "int_parsing");
        }
    }
}
