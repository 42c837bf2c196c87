package cc.dmart.plugin.local_notification.internal;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells the owner of a ticket what others did with it, and the owner of an entry that somebody commented on it, reacted, replied or
 * shared it; whoever a comment names with {@code @} too, if they may see the entry ({@code plugins-events.md} 5.4). Thread-safe.
 */
@Component
@DmartListener(
        plugin = "local_notification",
        event_actions = {"create", "update", "progress_ticket"},
        event_resourceTypes = {"ticket", "reaction", "comment", "reply", "share"},
        ordinal = 1)
public final class LocalNotification implements EntryListener {
    private final DmartApi api;
    private final Inbox inbox;

    /** With the API of this plugin. */
    @Activate
    public LocalNotification(@Reference DmartApi api) {
        this.api = api;
        this.inbox = new Inbox(api);
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {
        Optional<ResourceType> type = event.resourceType();
        Optional<String> name = event.shortname();
        if (type.isEmpty() || name.isEmpty()) {
            return;
        }
        if (type.get() == ResourceType.TICKET) {
            Locator at = Locator.of(event.spaceName(), event.subpath(), name.get(), ResourceType.TICKET);
            api.asSystem()
                    .silently()
                    .load(at)
                    .flatMap(ticket -> ticket.attributes().string("owner_shortname"))
                    .ifPresent(owner -> inbox.tell(owner, event, Optional.empty()));
            return;
        }
        parent(event, type.get()).ifPresent(parent -> tellOf(parent, event));
    }

    /** The entry that an attachment belongs to, of whatever type. */
    private Optional<WireRecord> parent(EntryEvent event, ResourceType type) {
        Subpath path = Subpath.parse(event.subpath(), type);
        if (path.isRoot()) {
            return Optional.empty();
        }
        JsonObject question = JsonObject.builder()
                .put("type", "search")
                .put("space_name", event.spaceName())
                .put("subpath", path.parent().slashed())
                .put("exact_subpath", true)
                .put("filter_shortnames", JsonArray.ofStrings(List.of(path.name())))
                .put("limit", 1)
                .build();
        return api.asSystem().silently().query(question).records().stream()
                .filter(r -> r.shortname().equals(path.name()))
                .findFirst();
    }

    private void tellOf(WireRecord parent, EntryEvent event) {
        Optional<String> owner = parent.attributes().string("owner_shortname");
        owner.ifPresent(o -> inbox.tell(o, event, Optional.of(relationship(parent, event, o))));
        Set<String> named = Mentions.of(event.attributes());
        for (String user : named) {
            if (!owner.equals(Optional.of(user)) && inbox.maySee(user, event.spaceName(), parent)) {
                inbox.tell(user, event, Optional.empty());
            }
        }
    }

    private static JsonObject relationship(WireRecord parent, EntryEvent event, String owner) {
        JsonObject to = JsonObject.builder()
                .put("type", parent.resourceType().wire())
                .put("space_name", event.spaceName())
                .put("subpath", parent.subpath())
                .put("shortname", parent.shortname())
                .build();
        return JsonObject.builder()
                .put("related_to", to)
                .put(
                        "attributes",
                        JsonObject.builder().put("parent_owner", owner).build())
                .build();
    }
}
