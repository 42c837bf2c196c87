package cc.dmart.api.model;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of the access list of an entry ({@code security.md} 3.7). Unknown action names are kept out. Thread-safe.
 *
 * @param user    shortname of the account
 * @param allowed actions that it adds
 * @param denied  actions that it takes away; checked first
 */
public record AclItem(String user, List<ActionType> allowed, List<ActionType> denied) {
    /** An item with copies of the lists. */
    public AclItem {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    /** Reads the member {@code acl} of a meta; items without a user are skipped. */
    public static List<AclItem> listOf(JsonObject meta) {
        List<AclItem> out = new ArrayList<>();
        for (JsonValue value : meta.array("acl").orElse(JsonArray.EMPTY)) {
            if (value instanceof JsonObject item) {
                item.string("user_shortname")
                        .ifPresent(user ->
                                out.add(new AclItem(user, actions(item, "allowed_actions"), actions(item, "denied"))));
            }
        }
        return List.copyOf(out);
    }

    private static List<ActionType> actions(JsonObject item, String name) {
        return item.strings(name).stream()
                .flatMap(a -> ActionType.of(a).stream())
                .toList();
    }
}
