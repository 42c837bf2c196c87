package cc.dmart.httptests.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The operations of an OpenAPI document. */
final class Operations {
    private static final Map<String, String> EXAMPLES = Map.of(
            "resource_type",
            "content",
            "space_name",
            "management",
            "subpath",
            "users",
            "shortname",
            "dmart",
            "uuid",
            "5b0e9a1c-7a52-4c1b-9df0-0d2a4c1e8f11",
            "provider",
            "google",
            "query_type",
            "search",
            "file",
            "dmart.json");

    private Operations() {}

    /** One of them. */
    record Operation(String method, String path, JsonNode json) {
        /** A path with a plausible value for each name. */
        String example() {
            return Operations.example(path);
        }

        /** Whether a path of a request is one of this operation; a subpath has any number of segments. */
        boolean matches(String requestMethod, String requestPath) {
            String bare =
                    requestPath.replaceFirst("\\?.*", "").replaceAll("/+", "/").replaceFirst("(.)/$", "$1");
            return method.equals(requestMethod) && expression().matcher(bare).matches();
        }

        /** Whether the error that a row expects is one of its own. */
        boolean tells(Row row) {
            JsonNode examples =
                    json.path("responses").path(String.valueOf(row.status)).at("/content/application~1json/examples");
            return examples.has(row.type + "_" + row.code);
        }

        private Pattern expression() {
            String text = path.replaceAll("/\\{subpath}", "(?:/.+)?").replaceAll("\\{\\w+}", "[^/]+");
            return Pattern.compile(text.replace(".json", "\\.json"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Operation> of(JsonNode document) {
        List<Operation> out = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                out.add(new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()));
            }
        }
        return out;
    }

    /** The documented methods of each path, those of other spellings of the same place included. */
    static Map<String, Set<String>> methods(JsonNode document) {
        Map<String, Set<String>> out = new TreeMap<>();
        List<Operation> all = of(document);
        for (Operation operation : all) {
            Set<String> methods = out.computeIfAbsent(operation.path(), p -> new TreeSet<>());
            all.stream()
                    .filter(other -> other.matches(other.method(), operation.example()))
                    .forEach(other -> methods.add(other.method()));
        }
        return out;
    }

    static String example(String path) {
        String out = path;
        for (Map.Entry<String, String> example : EXAMPLES.entrySet()) {
            out = out.replace("{" + example.getKey() + "}", example.getValue());
        }
        return out.replaceAll("\\{\\w+}", "x1");
    }
}
