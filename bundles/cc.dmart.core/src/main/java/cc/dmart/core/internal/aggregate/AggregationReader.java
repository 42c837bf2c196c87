package cc.dmart.core.internal.aggregate;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.core.internal.aggregate.Aggregation.Field;
import cc.dmart.core.internal.aggregate.Aggregation.Reduction;
import cc.dmart.core.internal.search.FieldPath;
import cc.dmart.core.internal.search.FieldResolver;
import cc.dmart.core.internal.search.NumberText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code aggregation_data} ({@code query.md} 4.1). Not thread-safe; one per request. */
public final class AggregationReader {
    private static final String MEMBER = "aggregation_data";
    private static final int MAX_PARTS = 64;
    private static final int MAX_FIELD = 256;
    private static final int MAX_SAMPLE = 1000;
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final double MEDIAN = 0.5;
    private static final String ASCENDING = "ASC";

    private final Set<String> names = new HashSet<>();

    private final FieldResolver resolver;

    private AggregationReader(FieldResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * The aggregation of a query.
     *
     * @param resolver what the names of fields mean
     * @throws DmartException.Invalid {@code E(400,request,202)} if there is none; {@code E(422,validation,424)} for a wrong
     *                                shape; {@code E(400,query,430)} for an unknown reducer or wrong arguments
     */
    public static Aggregation read(JsonObject query, FieldResolver resolver) {
        JsonValue data = query.get(MEMBER)
                .filter(v -> !v.isNull())
                .orElseThrow(
                        () -> DmartException.Invalid.request(ErrorCode.MISSING_DATA, "aggregation_data is missing"));
        if (!(data instanceof JsonObject object)) {
            throw wrong("Input should be a valid dictionary", "dict_type");
        }
        AggregationReader reader = new AggregationReader(resolver);
        List<Field> groupBy = reader.fields(object, "group_by");
        List<Field> load = reader.fields(object, "load");
        return new Aggregation(groupBy, reader.reducers(list(object, "reducers")), load);
    }

    private static DmartException wrong(String message, String kind) {
        return DmartException.Invalid.field(List.of("body", MEMBER), message, kind);
    }

    private static DmartException refused(String message) {
        return new DmartException.Invalid(400, ErrorType.QUERY, ErrorCode.SOMETHING_WRONG, message, List.of());
    }

    private static JsonArray list(JsonObject object, String name) {
        JsonValue value = object.get(name).filter(v -> !v.isNull()).orElse(JsonArray.EMPTY);
        if (!(value instanceof JsonArray array)) {
            throw wrong(name + " should be a list", "list_type");
        }
        if (array.size() > MAX_PARTS) {
            throw wrong(name + " should have at most " + MAX_PARTS + " items", "too_long");
        }
        return array;
    }

    private List<Field> fields(JsonObject object, String member) {
        List<Field> out = new ArrayList<>();
        for (JsonValue value : list(object, member)) {
            String name = plain(value.asString().orElseThrow(() -> wrong(member + " names fields", "string_type")));
            String shown = name.replace('.', '_');
            if (names.add(shown)) {
                out.add(new Field(shown, path(name)));
            }
        }
        return out;
    }

    private static String plain(String written) {
        String name = written.startsWith("@") ? written.substring(1) : written;
        if (name.length() > MAX_FIELD || !FieldPath.isName(name)) {
            throw wrong("Input is not a field: " + written, "string_pattern_mismatch");
        }
        return name;
    }

    private static String alias(String written) {
        if (!ALIAS.matcher(written).matches()) {
            throw wrong("Input is not an alias: " + written, "string_pattern_mismatch");
        }
        return written;
    }

    private String path(String name) {
        FieldPath path = resolver.resolve(name);
        return path.kind() == FieldPath.Kind.UNKNOWN ? Aggregation.UNKNOWN : path.path();
    }

    private List<Reduction> reducers(JsonArray array) {
        List<Reduction> out = new ArrayList<>();
        for (JsonValue value : array) {
            if (value instanceof JsonString name) {
                out.add(reduction(name.value(), List.of(), Optional.empty()));
            } else if (value instanceof JsonObject object) {
                String name = object.string("reducer_name")
                        .or(() -> object.string("name"))
                        .orElseThrow(() -> wrong("reducer_name: Field required", "missing"));
                out.add(reduction(
                        name, arguments(object), object.string("alias").filter(a -> !a.isEmpty())));
            } else {
                throw wrong("A reducer is an object or a name", "dict_type");
            }
        }
        return out;
    }

    private static List<String> arguments(JsonObject object) {
        List<String> out = new ArrayList<>();
        for (JsonValue value : list(object, "args")) {
            out.add(
                    value instanceof JsonNumber number
                            ? number.text()
                            : value.asString().orElseThrow(() -> wrong("args are names or numbers", "string_type")));
        }
        return out;
    }

    private Reduction reduction(String name, List<String> args, Optional<String> alias) {
        Function function = Function.of(name).orElseThrow(() -> refused("There is no reducer of this name"));
        if (args.isEmpty() && function != Function.COUNT) {
            throw refused("The reducer " + name + " needs a field");
        }
        String field = args.isEmpty() ? "" : plain(args.get(0));
        String fallback = field.isEmpty() ? name : name + "_" + field.replace('.', '_');
        String shown = free(alias.map(AggregationReader::alias).orElse(fallback));
        List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
        List<String> order = function == Function.FIRST_VALUE ? order(rest) : List.of("");
        String by = order.get(0).isEmpty() ? Newest.PATH : path(plain(order.get(0)));
        return new Reduction(
                shown,
                function,
                field.isEmpty() ? Aggregation.NONE : path(field),
                by,
                order.size() > 1
                        ? order.get(1).equals(ASCENDING)
                        : !order.get(0).isEmpty(),
                number(function, rest));
    }

    /** The field that orders, empty for the default, and perhaps a direction. */
    private static List<String> order(List<String> rest) {
        List<String> out = new ArrayList<>();
        for (String word : rest) {
            boolean by = out.isEmpty() && word.equalsIgnoreCase("BY");
            String upper = word.toUpperCase(Locale.ROOT);
            boolean direction = upper.equals(ASCENDING) || upper.equals("DESC");
            if (out.isEmpty() && direction) {
                out.add("");
            }
            if (out.size() > 1 || (out.size() == 1 && !direction)) {
                throw refused("first_value takes a field, a field that orders, and ASC or DESC");
            }
            if (!by) {
                out.add(direction ? upper : word);
            }
        }
        return out.isEmpty() ? List.of("") : out;
    }

    private static double number(Function function, List<String> rest) {
        boolean given = !rest.isEmpty();
        String text = given ? rest.get(0) : "";
        if (function == Function.QUANTILE) {
            double q = given ? NumberText.parse(text).orElse(Double.NaN) : MEDIAN;
            if (!(q >= 0 && q <= 1)) {
                throw refused("The fraction of a quantile is 0 to 1");
            }
            return q;
        }
        if (function == Function.RANDOM_SAMPLE) {
            double size = given ? NumberText.parse(text).orElse(Double.NaN) : 1;
            if (!(size >= 1 && size <= MAX_SAMPLE)) {
                throw refused("The size of a sample is 1 to " + MAX_SAMPLE);
            }
            return size;
        }
        return 0;
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }
}
