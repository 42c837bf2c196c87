package cc.dmart.plugin.local_notification.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts entries into {@code people/<user>/notifications} of the space {@code personal} ({@code plugins-events.md} 5.1) and pushes
 * them to whoever is connected. The name of an entry is the id of its event: names sort by time, and an event that is delivered
 * twice makes one entry. Thread-safe.
 */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final DmartApi api;

    Inbox(DmartApi api) {
        this.api = api;
    }

    /** Tells a user of an event, unless it is the user's own doing. */
    void tell(String user, EntryEvent event, Optional<JsonObject> relationship) {
        if (user.equals(event.user()) || !Names.isShortname(user)) {
            return;
        }
        JsonObject body = body(event);
        if (keep(user, event, body, relationship)) {
            push(user, event, body);
        }
    }

    private static JsonObject body(EntryEvent event) {
        return JsonObject.builder()
                .put("entry_space", event.spaceName())
                .put("entry_subpath", event.subpath())
                .put("entry_shortname", event.shortname().orElse(""))
                .put("action_by", event.user())
                .put("action_type", event.action().wire())
                .put(
                        "resource_type",
                        event.resourceType().map(ResourceType::wire).orElse(""))
                .put("is_read", false)
                .build();
    }

    /** Stores the entry. @return whether it is new */
    private boolean keep(String user, EntryEvent event, JsonObject body, Optional<JsonObject> relationship) {
        JsonObject.Builder attributes = JsonObject.builder()
                .put("is_active", true)
                .put(
                        "payload",
                        JsonObject.builder()
                                .put("content_type", "json")
                                .put("body", body)
                                .build());
        relationship.ifPresent(r -> attributes.put("relationships", new JsonArray(List.of(r))));
        DmartApi quiet = api.asSystem().silently();
        String personal = name("personal_space", "personal");
        if (quiet.load(Locator.ofSpace(new SpaceName(personal))).isEmpty()) {
            LOG.debug("There is no space {} for notifications", personal);
            return false;
        }
        String shortname = event.eventId().toLowerCase(Locale.ROOT);
        try {
            WireRecord unused = quiet.create(
                    personal,
                    WireRecord.of(
                            ResourceType.CONTENT, shortname, "people/" + user + "/notifications", attributes.build()));
            return true;
        } catch (DmartException.Conflict e) {
            LOG.debug("{} was told of {} before", user, event.eventId());
            return false;
        }
    }

    private String name(String key, String standard) {
        return api.config(key)
                .flatMap(JsonValue::asString)
                .filter(Names::isSpaceName)
                .orElse(standard);
    }

    private void push(String user, EntryEvent event, JsonObject body) {
        OutgoingMessage.Receiver receiver = new OutgoingMessage.Receiver(
                user, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        String title = event.action().wire() + " " + event.shortname().orElse("");
        SendResult result = api.send(new OutgoingMessage(
                event.eventId() + "." + user,
                OutgoingMessage.WEB,
                "notification",
                receiver,
                title,
                "",
                Optional.empty(),
                body,
                false));
        LOG.debug("Push to {}: {}", user, result.status());
    }

    /** Whether an account exists and may view an entry. */
    boolean maySee(String user, String space, WireRecord entry) {
        Locator account = Locator.of(name("management_space", "management"), "users", user, ResourceType.USER);
        if (!Names.isShortname(user) || api.asSystem().silently().load(account).isEmpty()) {
            return false;
        }
        try {
            return api.asUser(user)
                    .load(Locator.of(space, entry.subpath(), entry.shortname(), entry.resourceType()))
                    .isPresent();
        } catch (DmartException.Forbidden e) {
            return false;
        }
    }

    /** The owner of an entry as the event of its deletion tells it. */
    static Optional<String> ownerOf(JsonObject entry) {
        return entry.string("owner_shortname").filter(o -> !o.isEmpty());
    }

    /** The address of an event that has one. */
    static Optional<Locator> at(EntryEvent event) {
        return event.shortname()
                .flatMap(name ->
                        event.resourceType().map(type -> Locator.of(event.spaceName(), event.subpath(), name, type)))
                .filter(at -> !at.shortname().equals(new Shortname(at.space().value()))
                        || !at.subpath().isRoot());
    }
}
