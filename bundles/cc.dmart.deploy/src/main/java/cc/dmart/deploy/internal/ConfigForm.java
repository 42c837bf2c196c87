package cc.dmart.deploy.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which types the members of a configuration have ({@code plugins-events.md} 1.4, 2.3); what it does not know it lets pass. Thread-safe. */
final class ConfigForm {
    /**
     * What is wrong.
     *
     * @param place    the names on the way to the member
     * @param sentence that names the member
     */
    record Mistake(List<String> place, String sentence) {
        Mistake {
            place = List.copyOf(place);
        }

        /** As the error of a request that carried the configuration. */
        DmartException.Invalid refusal() {
            List<String> loc = new ArrayList<>(List.of("body"));
            loc.addAll(place);
            return DmartException.Invalid.field(loc, sentence, "value_error");
        }
    }

    private enum Type {
        FLAG("true or false"),
        INTEGER("a whole number"),
        TEXT("a text"),
        NAMES("a list of names"),
        OBJECT("an object");

        private final String name;

        Type(String name) {
            this.name = name;
        }

        boolean fits(JsonObject object, String member) {
            return switch (this) {
                case FLAG -> object.bool(member).isPresent();
                case INTEGER -> object.number(member).filter(JsonNumber::isLong).isPresent();
                case TEXT -> object.string(member).isPresent();
                case OBJECT -> object.object(member).isPresent();
                case NAMES -> {
                    Optional<JsonArray> list = object.get(member).flatMap(JsonValue::asArray);
                    yield list.filter(l -> l.size() == object.strings(member).size())
                            .isPresent();
                }
            };
        }
    }

    private static final Map<String, Type> MEMBERS = new TreeMap<>(Map.of(
            "is_active", Type.FLAG,
            "always_active", Type.FLAG,
            "concurrent", Type.FLAG,
            "ordinal", Type.INTEGER,
            "dependencies", Type.NAMES,
            "filters", Type.OBJECT,
            "attributes", Type.OBJECT,
            "headers", Type.OBJECT,
            "actor", Type.TEXT,
            "type", Type.TEXT));

    private static final Map<String, Type> FILTERS = new TreeMap<>(Map.of(
            "actions", Type.NAMES,
            "spaces", Type.NAMES,
            "subpaths", Type.NAMES,
            "schema_shortnames", Type.NAMES,
            "resource_types", Type.NAMES));

    private static final Map<String, Type> WEBHOOK = new TreeMap<>(Map.of("secret", Type.TEXT, "url", Type.TEXT));

    private ConfigForm() {}

    /** The first thing that is wrong with a configuration. */
    static Optional<Mistake> mistake(JsonObject config) {
        return first(config, MEMBERS, List.of())
                .or(() -> config.object("filters").flatMap(f -> first(f, FILTERS, List.of("filters"))))
                .or(() -> fatal(config));
    }

    /** What makes a configuration none: without it a plugin would hear of everything, or a webhook be told to nobody. */
    static Optional<Mistake> fatal(JsonObject config) {
        return first(config, Map.of("filters", Type.OBJECT), List.of())
                .or(() -> Definitions.isWebhook(config) ? ofWebhook(config) : Optional.empty());
    }

    private static Optional<Mistake> first(JsonObject object, Map<String, Type> types, List<String> above) {
        for (Map.Entry<String, Type> one : types.entrySet()) {
            String member = one.getKey();
            boolean said = object.get(member)
                    .filter(v -> !v.isNull() || member.equals("filters"))
                    .isPresent();
            if (said && !one.getValue().fits(object, member)) {
                List<String> place = new ArrayList<>(above);
                place.add(member);
                return Optional.of(new Mistake(place, String.join(".", place) + " is " + one.getValue().name));
            }
        }
        return Optional.empty();
    }

    private static Optional<Mistake> ofWebhook(JsonObject config) {
        Optional<Mistake> wrong = first(config, WEBHOOK, List.of());
        if (wrong.isPresent()) {
            return wrong;
        }
        Optional<String> url = config.string("url");
        if (url.isEmpty()) {
            return Optional.of(new Mistake(List.of("url"), "a webhook needs a url"));
        }
        boolean web = Webhook.isWeb(url.get()) || Definitions.beginsWithPlaceholder(url.get());
        return web ? Optional.empty() : Optional.of(new Mistake(List.of("url"), Webhook.NOT_WEB));
    }
}
