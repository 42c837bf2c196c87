package cc.dmart.api.model;

import cc.dmart.api.model.MetaField.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields that a meta of each resource type has ({@code storage.md} 2.1 to 2.8). One table drives what a create takes,
 * what an update may change and which JSON shape each field must have; fields that are in no table are kept as they are.
 * Thread-safe.
 */
public final class MetaClass {
    private static final Map<ResourceType, MetaClass> ALL = new EnumMap<>(ResourceType.class);

    static {
        for (ResourceType type : ResourceType.values()) {
            ALL.put(type, new MetaClass(fieldsOf(type)));
        }
    }

    private final Map<String, MetaField> fields;

    private MetaClass(List<MetaField> list) {
        Map<String, MetaField> map = new LinkedHashMap<>();
        list.forEach(f -> map.put(f.name(), f));
        fields = Collections.unmodifiableMap(map);
    }

    /** The class of metas of a type. */
    public static MetaClass of(ResourceType type) {
        MetaClass found = ALL.get(type);
        if (found == null) {
            throw new IllegalStateException("no class for " + type);
        }
        return found;
    }

    /** The fields by name, in the order in which they are written. */
    public Map<String, MetaField> fields() {
        return fields;
    }

    /** The field of this name. */
    public Optional<MetaField> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    private static List<MetaField> fieldsOf(ResourceType type) {
        List<MetaField> out = new ArrayList<>();
        base(out);
        switch (type) {
            case SPACE -> space(out);
            case USER -> user(out);
            case GROUP -> out.add(req("roles", Kind.STRINGS));
            case ROLE -> out.add(req("permissions", Kind.STRINGS));
            case PERMISSION -> permission(out);
            case TICKET -> ticket(out);
            case NOTIFICATION -> notification(out);
            default -> {
                if (type.isAttachment()) {
                    out.add(opt("author_locator", Kind.LOCATOR));
                }
                if (type == ResourceType.ALTERATION) {
                    out.add(req("requested_update", Kind.OBJECT));
                }
            }
        }
        return out;
    }

    private static void base(List<MetaField> out) {
        out.add(locked("uuid", Kind.UUID));
        out.add(locked("shortname", Kind.STRING));
        out.add(opt("slug", Kind.SLUG));
        out.add(req("is_active", Kind.BOOL));
        out.add(opt("displayname", Kind.TRANSLATION));
        out.add(opt("description", Kind.TRANSLATION));
        out.add(req("tags", Kind.STRINGS));
        out.add(locked("created_at", Kind.DATE));
        out.add(locked("updated_at", Kind.DATE));
        out.add(locked("owner_shortname", Kind.STRING));
        out.add(opt("owner_group_shortname", Kind.STRING));
        out.add(opt("payload", Kind.PAYLOAD));
        out.add(opt("relationships", Kind.OBJECTS));
        out.add(new MetaField("acl", Kind.ACL, true, true));
        out.add(new MetaField("last_checksum_history", Kind.STRING, true, true));
    }

    private static void space(List<MetaField> out) {
        for (String name : List.of("root_registration_signature", "primary_website", "icon")) {
            out.add(req(name, Kind.STRING));
        }
        for (String name : List.of("indexing_enabled", "capture_misses", "check_health")) {
            out.add(req(name, Kind.BOOL));
        }
        out.add(req("languages", Kind.LANGUAGES));
        out.add(req("mirrors", Kind.STRINGS));
        out.add(req("hide_folders", Kind.STRINGS));
        out.add(opt("hide_space", Kind.BOOL));
        out.add(req("active_plugins", Kind.STRINGS));
        out.add(opt("ordinal", Kind.INTEGER));
        out.add(opt("enforce_locks", Kind.BOOL));
        out.add(opt("strict_tickets", Kind.BOOL));
    }

    private static void user(List<MetaField> out) {
        out.add(opt("password", Kind.STRING));
        out.add(opt("email", Kind.EMAIL));
        out.add(opt("msisdn", Kind.MSISDN));
        for (String name :
                List.of("is_email_verified", "is_msisdn_verified", "force_password_change", "locked_to_device")) {
            out.add(req(name, Kind.BOOL));
        }
        out.add(req("type", Kind.USER_TYPE));
        out.add(req("roles", Kind.STRINGS));
        out.add(req("groups", Kind.STRINGS));
        out.add(opt("device_id", Kind.STRING));
        for (String name : List.of("google_id", "facebook_id", "apple_id", "social_avatar_url")) {
            out.add(new MetaField(name, Kind.STRING, true, true));
        }
        out.add(new MetaField(User.LINKED, Kind.STRING_MAP, true, true));
        out.add(opt("notes", Kind.STRING));
        out.add(req("language", Kind.LANGUAGE));
        out.add(new MetaField("last_login", Kind.OBJECT, true, true));
    }

    private static void permission(List<MetaField> out) {
        out.add(req("subpaths", Kind.SUBPATHS));
        out.add(req("resource_types", Kind.RESOURCE_TYPES));
        out.add(req("actions", Kind.ACTIONS));
        out.add(req("conditions", Kind.CONDITIONS));
        out.add(req("restricted_fields", Kind.STRINGS));
        out.add(req("allowed_fields_values", Kind.VALUES_BY_PATH));
        out.add(opt("filter_fields_values", Kind.STRING));
    }

    private static void ticket(List<MetaField> out) {
        out.add(req("state", Kind.STRING));
        out.add(req("is_open", Kind.BOOL));
        out.add(req("workflow_shortname", Kind.STRING));
        out.add(opt("reporter", Kind.REPORTER));
        out.add(opt("collaborators", Kind.STRING_MAP));
        out.add(opt("resolution_reason", Kind.STRING));
        out.add(new MetaField("sla", Kind.OBJECT, true, true));
    }

    private static void notification(List<MetaField> out) {
        out.add(req("type", Kind.NOTIFICATION_TYPE));
        out.add(req("priority", Kind.NOTIFICATION_PRIORITY));
        out.add(req("is_read", Kind.BOOL));
        out.add(opt("entry", Kind.LOCATOR));
    }

    private static MetaField req(String name, Kind kind) {
        return new MetaField(name, kind, false, false);
    }

    private static MetaField opt(String name, Kind kind) {
        return new MetaField(name, kind, true, false);
    }

    private static MetaField locked(String name, Kind kind) {
        return new MetaField(name, kind, false, true);
    }
}
