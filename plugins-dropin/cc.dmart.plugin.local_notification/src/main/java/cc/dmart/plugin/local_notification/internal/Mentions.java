package cc.dmart.plugin.local_notification.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The accounts that a comment names with {@code @}; not more than {@value #MOST}. Thread-safe. */
final class Mentions {
    private static final int MOST = 20;
    private static final Pattern MENTION = Pattern.compile("(?<![\\w@.])@([A-Za-z0-9_]{2,64})");

    private Mentions() {}

    /** Those in the texts of the attributes of a create; an update has only its changes. */
    static Set<String> of(JsonObject attributes) {
        Set<String> out = new LinkedHashSet<>();
        attributes.get("body").ifPresent(v -> collect(v, out));
        attributes.object("payload").flatMap(p -> p.get("body")).ifPresent(v -> collect(v, out));
        return out;
    }

    private static void collect(JsonValue raw, Set<String> out) {
        JsonValue value = JsonCodec.materialize(raw);
        if (value instanceof JsonString text) {
            Matcher found = MENTION.matcher(text.value());
            while (found.find() && out.size() < MOST) {
                out.add(found.group(1));
            }
        } else if (value instanceof JsonObject object) {
            object.members().values().forEach(v -> collect(v, out));
        } else if (value instanceof JsonArray array) {
            array.stream().forEach(v -> collect(v, out));
        }
    }
}
