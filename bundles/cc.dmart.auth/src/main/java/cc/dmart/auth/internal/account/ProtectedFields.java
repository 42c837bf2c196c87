package cc.dmart.auth.internal.account;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * Members of a payload that owners of accounts cannot change ({@code user_profile_payload_protected_fields}): neither themselves,
 * nor what is in them, nor by replacing an object that they are in. Thread-safe.
 */
record ProtectedFields(List<String> paths) {
    ProtectedFields {
        paths = List.copyOf(paths);
    }

    /** @throws cc.dmart.api.model.DmartException.Forbidden {@code E(401,restriction,210)} */
    void check(JsonObject body) {
        if (!paths.isEmpty()) {
            check("", body);
        }
    }

    private void check(String prefix, JsonObject object) {
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            String path = prefix + member.getKey();
            JsonObject inside = member.getValue().asObject().orElse(JsonObject.EMPTY);
            boolean leaf = inside.isEmpty();
            for (String guarded : paths) {
                boolean touches = path.equals(guarded)
                        || path.startsWith(guarded + ".")
                        || (leaf && guarded.startsWith(path + "."));
                if (touches) {
                    throw Refusals.protectedField(guarded);
                }
            }
            check(path + ".", inside);
        }
    }
}
