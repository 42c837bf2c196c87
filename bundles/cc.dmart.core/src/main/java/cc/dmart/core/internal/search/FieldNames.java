package cc.dmart.core.internal.search;

import cc.dmart.api.model.User;
import cc.dmart.core.internal.search.FieldPath.Kind;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Resolution of field names ({@code query.md} 2.2) and the list of meta fields that the index holds (6.2). What is not in the
 * list is a field of the payload body; what {@code security.md} 4.1 hides is no field at all. Thread-safe.
 */
public final class FieldNames {
    /** Meta fields that can be asked for. */
    private static final Set<String> META = Set.of(
            "uuid",
            "shortname",
            "slug",
            "space_name",
            "resource_type",
            "owner_shortname",
            "owner_group_shortname",
            "subpath",
            "displayname",
            "description",
            "is_active",
            "is_open",
            "created_at",
            "updated_at",
            "tags",
            "payload",
            "relationships",
            "email",
            "msisdn",
            "type",
            "language",
            "roles",
            "groups",
            "is_email_verified",
            "is_msisdn_verified",
            "force_password_change",
            "permissions",
            "subpaths",
            "resource_types",
            "actions",
            "conditions",
            "state",
            "workflow_shortname",
            "resolution_reason",
            "sla",
            "reporter",
            "collaborators",
            "priority",
            "is_read",
            "primary_website",
            "indexing_enabled",
            "hide_folders",
            "ordinal",
            "languages",
            "active_plugins",
            "author_locator");

    /** Fields of accounts that are told of nobody, of which the index holds nothing in any form. */
    public static final Set<String> SECRETS = Set.of(
            "password",
            "device_id",
            "firebase_token",
            "last_login",
            "google_id",
            "facebook_id",
            "apple_id",
            User.LINKED);

    private static final Set<String> HIDDEN = Stream.concat(
                    SECRETS.stream(),
                    Stream.of("query_policies", "acl", "view_acl", "attempt_count", "locked_until", "notes"))
            .collect(Collectors.toUnmodifiableSet());

    private static final Map<String, String> ALIASES = Map.of(
            "schema_shortname", "payload.schema_shortname",
            "payload_content_type", "payload.content_type",
            "email_unescaped", "email",
            "exact_subpath", "subpath",
            "body", "payload.body");

    private static final Set<String> TRANSLATIONS = Set.of("displayname", "description");
    private static final Set<String> LANGUAGES = Set.of("ar", "en", "ku", "kd", "fr", "tr");
    private static final Set<String> OBJECTS = Set.of("collaborators", "reporter");

    private FieldNames() {}

    /** Whether a member of a meta is in the index. */
    public static boolean isIndexed(String metaField) {
        return META.contains(metaField);
    }

    /** The path of a name as a client writes it, {@code []} left out. */
    public static FieldPath resolve(String written) {
        String name = written.startsWith("attributes.") ? written.substring("attributes.".length()) : written;
        if (name.startsWith("body.")) {
            name = "payload." + name;
        }
        name = alias(name);
        int dot = name.indexOf('.');
        String head = dot < 0 ? name : name.substring(0, dot);
        if (name.isEmpty() || HIDDEN.contains(head) || hasInnerWildcard(name)) {
            return FieldPath.NONE;
        }
        return META.contains(head) ? meta(head, name) : new FieldPath("payload.body." + name, Kind.BODY);
    }

    private static String alias(String name) {
        String whole = ALIASES.get(name);
        if (whole != null) {
            return whole;
        }
        String dotted = name;
        int line = name.indexOf('_');
        if (line > 0 && isAlias(name.substring(0, line), name.substring(line + 1))) {
            dotted = name.substring(0, line) + "." + name.substring(line + 1);
        }
        return dotted.equals("displayname.kd") || dotted.equals("description.kd")
                ? dotted.substring(0, dotted.length() - 2) + "ku"
                : dotted;
    }

    private static boolean isAlias(String head, String tail) {
        return TRANSLATIONS.contains(head) ? LANGUAGES.contains(tail) : OBJECTS.contains(head) && !tail.isEmpty();
    }

    private static boolean hasInnerWildcard(String name) {
        int star = name.indexOf('*');
        return star >= 0 && star < name.length() - 1;
    }

    private static FieldPath meta(String head, String name) {
        return new FieldPath(
                name,
                switch (head) {
                    case "displayname", "description" -> Kind.TEXT;
                    case "created_at", "updated_at" -> Kind.DATE;
                    case "subpath" -> Kind.SUBPATH;
                    case "language", "languages" -> Kind.LANGUAGE;
                    case "payload" -> payload(name);
                    default -> Kind.META;
                });
    }

    private static Kind payload(String name) {
        if (name.equals("payload.content_type")) {
            return Kind.CONTENT_TYPE;
        }
        return name.startsWith("payload.body") || name.equals("payload.*") ? Kind.BODY : Kind.META;
    }
}
