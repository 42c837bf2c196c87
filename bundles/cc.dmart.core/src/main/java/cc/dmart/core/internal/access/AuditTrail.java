package cc.dmart.core.internal.access;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of the logger {@code dmart.audit} about refusals, changes of rights and administration ({@code security.md} I6): one JSON
 * object each, with actor, address and correlation id. The values of fields are never told. Thread-safe.
 */
public final class AuditTrail {
    private static final Logger AUDIT = LoggerFactory.getLogger("dmart.audit");

    /** What somebody may do depends on these. */
    private static final Set<ResourceType> GRANTING =
            Set.of(ResourceType.USER, ResourceType.ROLE, ResourceType.GROUP, ResourceType.PERMISSION);

    private static final String ACTIVE = "is_active";

    /** Fields of accounts that are the business of administrators; others change with every login. */
    private static final Set<String> ACCOUNT_FIELDS = Set.of(
            "roles",
            "groups",
            "type",
            ACTIVE,
            "password",
            "email",
            "msisdn",
            "is_email_verified",
            "is_msisdn_verified",
            "force_password_change",
            "locked_to_device");

    private static final Set<String> OWNING_FIELDS = Set.of("acl", "owner_shortname", "owner_group_shortname");
    private static final String TYPE = "resource_type";

    private AuditTrail() {}

    /** A request was refused for want of permission. */
    static void denied(Caller caller, ActionType action, AccessTarget target) {
        if (AUDIT.isInfoEnabled()) {
            AUDIT.info(
                    "{}",
                    JsonCodec.writeString(line(Instant.now(), "denied", caller)
                            .put("action", action.wire())
                            .put("space_name", target.space().value())
                            .put("subpath", target.subpath().slashed())
                            .put(
                                    "shortname",
                                    target.shortname().map(Shortname::value).orElse(""))
                            .put(TYPE, target.type().wire())
                            .build()));
        }
    }

    /**
     * A request for something that is no entry was refused.
     *
     * @return {@code E(401,request,401)}, to be thrown
     */
    public static DmartException refusal(Caller caller, String what) {
        denied(caller, what);
        return DmartException.Forbidden.denied();
    }

    /** A request for something that is no entry was refused. */
    public static void denied(Caller caller, String what) {
        administered(caller, "denied", JsonObject.builder().put("action", what).build());
    }

    /** Somebody did what only administrators may. */
    public static void administered(Caller caller, String event, JsonObject details) {
        if (AUDIT.isInfoEnabled()) {
            AUDIT.info(
                    "{}",
                    JsonCodec.writeString(
                            line(Instant.now(), event, caller).putAll(details).build()));
        }
    }

    /** What was committed; told if it changes what somebody may do. */
    public static void committed(Caller caller, List<EntryEvent> events) {
        for (EntryEvent event : events) {
            List<String> fields = event.attributes()
                    .object(EntryEvent.DIFF)
                    .map(diff -> List.copyOf(diff.names()))
                    .orElse(List.of());
            if (AUDIT.isInfoEnabled() && changesRights(event, fields)) {
                AUDIT.info("{}", JsonCodec.writeString(change(Instant.now(), caller, event, fields)));
            }
        }
    }

    /** An update without a field wrote nothing: it tells what hangs on the record, or an attempt that changed nothing. */
    static boolean changesRights(EntryEvent event, List<String> fields) {
        ResourceType type = event.resourceType().orElse(ResourceType.CONTENT);
        boolean counts = event.action() != ActionType.UPDATE
                || (type == ResourceType.USER ? names(fields, ACCOUNT_FIELDS) : !fields.isEmpty());
        return (GRANTING.contains(type) && counts) || names(fields, OWNING_FIELDS);
    }

    /**
     * Whether a field of an entry decides who may do what: who may see it, or for records of rights what they give.
     *
     * @param key the field, or the dotted path of something in it
     */
    public static boolean isRight(ResourceType type, String key) {
        String field = field(key);
        return OWNING_FIELDS.contains(field)
                || field.equals(ACTIVE)
                || switch (type) {
                    case USER -> ACCOUNT_FIELDS.contains(field);
                    case GROUP -> field.equals("roles");
                    case ROLE -> field.equals("permissions");
                    case PERMISSION -> Ceiling.RULE.contains(field);
                    default -> false;
                };
    }

    private static boolean names(List<String> fields, Set<String> wanted) {
        return fields.stream().anyMatch(f -> wanted.contains(field(f)));
    }

    /** The field that a dotted path of a difference is in. */
    public static String field(String key) {
        return key.indexOf('.') < 0 ? key : key.substring(0, key.indexOf('.'));
    }

    static JsonObject change(Instant at, Caller caller, EntryEvent event, List<String> fields) {
        return line(at, "rights", caller)
                .put("action", event.action().wire())
                .put("space_name", event.spaceName())
                .put("subpath", event.subpath())
                .put("shortname", event.shortname().orElse(""))
                .put(TYPE, event.resourceType().map(ResourceType::wire).orElse(""))
                .put("fields", JsonArray.ofStrings(fields))
                .build();
    }

    private static JsonObject.Builder line(Instant at, String event, Caller caller) {
        return JsonObject.builder()
                .put("timestamp", at.toString())
                .put("event", event)
                .put("actor", caller.user())
                .put("ip", caller.ip())
                .put("request_id", caller.requestId());
    }
}
