package cc.dmart.api.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rule over subpaths, types, actions and conditions ({@code security.md} 3.1). A typed view; unknown fields stay in the entry. Thread-safe. */
public record Permission(Entry entry) {
    /** Space name or magic word to subpaths or magic words, as stored; an empty list stands for the root. */
    public Map<String, List<String>> subpaths() {
        Map<String, List<String>> out = new LinkedHashMap<>();
        entry.meta()
                .object("subpaths")
                .ifPresent(o -> o.members()
                        .forEach((space, v) -> out.put(
                                space, v.asArray().map(JsonArray::strings).orElse(List.of()))));
        return out;
    }

    /** Wire values of the types; unknown ones match nothing. */
    public List<String> resourceTypes() {
        return entry.meta().strings("resource_types");
    }

    /** Wire values of the actions; unknown ones match nothing. */
    public List<String> actions() {
        return entry.meta().strings("actions");
    }

    /** Wire values of the conditions; an unknown one is never met. */
    public List<String> conditions() {
        return entry.meta().strings("conditions");
    }

    /** Dotted paths that may not be written. */
    public List<String> restrictedFields() {
        return entry.meta().strings("restricted_fields");
    }

    /** Dotted path to the list of values, or of lists of values, that may be written. */
    public JsonObject allowedFieldsValues() {
        return entry.meta().object("allowed_fields_values").orElse(JsonObject.EMPTY);
    }

    /** Search expression that rows must match as well. */
    public Optional<String> filterFieldsValues() {
        return entry.meta().string("filter_fields_values");
    }
}
