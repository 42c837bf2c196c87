package cc.dmart.core.internal.meta;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Language;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.UserType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Values of fields that a meta of a type has although nobody set them ({@code storage.md} 2.3 to 2.5). Written on create,
 * filled in on the wire for older files. Thread-safe.
 */
public final class MetaDefaults {
    private static final JsonObject BASE = JsonObject.builder()
            .put("is_active", false)
            .put("tags", JsonArray.EMPTY)
            .build();
    private static final Map<ResourceType, JsonObject> OWN = new EnumMap<>(ResourceType.class);
    private static final Map<ResourceType, List<String>> REQUIRED = Map.of(
            ResourceType.PERMISSION, List.of("subpaths", "resource_types", "actions"),
            ResourceType.ROLE, List.of("permissions"),
            ResourceType.TICKET, List.of("workflow_shortname"),
            ResourceType.ALTERATION, List.of("requested_update"),
            ResourceType.NOTIFICATION, List.of("type", "priority"));

    static {
        OWN.put(
                ResourceType.SPACE,
                JsonObject.builder()
                        .put("root_registration_signature", "")
                        .put("primary_website", "")
                        .put("icon", "")
                        .put("indexing_enabled", false)
                        .put("capture_misses", false)
                        .put("check_health", false)
                        .put("languages", JsonArray.ofStrings(List.of(Language.ENGLISH.wire())))
                        .put("mirrors", JsonArray.EMPTY)
                        .put("hide_folders", JsonArray.EMPTY)
                        .put("active_plugins", JsonArray.EMPTY)
                        .build());
        OWN.put(
                ResourceType.USER,
                JsonObject.builder()
                        .put("is_email_verified", false)
                        .put("is_msisdn_verified", false)
                        .put("force_password_change", false)
                        .put("locked_to_device", false)
                        .put("type", UserType.WEB.wire())
                        .put("roles", JsonArray.EMPTY)
                        .put("groups", JsonArray.EMPTY)
                        .put("language", Language.ARABIC.wire())
                        .build());
        OWN.put(
                ResourceType.GROUP,
                JsonObject.builder().put("roles", JsonArray.EMPTY).build());
        OWN.put(
                ResourceType.PERMISSION,
                JsonObject.builder()
                        .put("conditions", JsonArray.EMPTY)
                        .put("restricted_fields", JsonArray.EMPTY)
                        .put("allowed_fields_values", JsonObject.EMPTY)
                        .build());
        OWN.put(ResourceType.TICKET, JsonObject.builder().put("is_open", true).build());
        OWN.put(
                ResourceType.NOTIFICATION,
                JsonObject.builder().put("is_read", false).build());
    }

    private MetaDefaults() {}

    /** Defaults that every class has; {@code is_active} as a stored meta without it is read. */
    public static JsonObject base() {
        return BASE;
    }

    /** Defaults of the fields that only this type has. */
    public static JsonObject own(ResourceType type) {
        JsonObject found = OWN.get(type);
        return found == null ? JsonObject.EMPTY : found;
    }

    /** A meta with a uuid: one that has none would be given another one by the original each time it is read ({@code storage.md} 2.1). */
    public static JsonObject withUuid(JsonObject meta) {
        return meta.string("uuid").isPresent()
                ? meta
                : meta.with("uuid", new JsonString(UUID.randomUUID().toString()));
    }

    /** Fields that a create must name. */
    public static List<String> required(ResourceType type) {
        return REQUIRED.getOrDefault(type, List.of());
    }
}
