package cc.dmart.plugin.local_notification.internal;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Tells owners that others changed or deleted their entries, whatever the type: what {@code own_changed_notification} was
 * ({@code plugins-events.md} 3). Only there when the plugin is configured, and only for the actions in {@code notify_owner_on}.
 * Thread-safe.
 */
@Component(configurationPid = "dmart.plugin.local_notification", configurationPolicy = ConfigurationPolicy.REQUIRE)
@DmartListener(
        plugin = "local_notification",
        event_actions = {"update", "delete"},
        event_own = true,
        ordinal = 2)
public final class OwnChanges implements EntryListener {
    /** The settings. */
    @ObjectClassDefinition(name = "local_notification", pid = "dmart.plugin.local_notification")
    public @interface Config {
        /** Actions on entries of others that their owners hear of. */
        @AttributeDefinition(description = "update, delete")
        String[] notify_owner_on() default {};

        /** Space of the inboxes. */
        @AttributeDefinition(description = "Space of the inboxes")
        String personal_space() default "personal";

        /** Space of the accounts. */
        @AttributeDefinition(description = "Space of the accounts")
        String management_space() default "management";
    }

    private final DmartApi api;
    private final Inbox inbox;
    private final List<String> actions;

    /** With the API and the settings of this plugin. */
    @Activate
    public OwnChanges(@Reference DmartApi api, Config config) {
        this(api, List.of(config.notify_owner_on()));
    }

    OwnChanges(DmartApi api, List<String> actions) {
        this.api = api;
        this.inbox = new Inbox(api);
        this.actions = List.copyOf(actions);
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {
        Optional<Locator> at = Inbox.at(event);
        boolean ticket = event.resourceType().equals(Optional.of(ResourceType.TICKET));
        boolean told = ticket && event.action() == ActionType.UPDATE; // LocalNotification tells of those
        if (at.isEmpty() || told || !actions.contains(event.action().wire())) {
            return;
        }
        Optional<String> owner = event.action() == ActionType.DELETE
                ? event.attributes().object("entry").flatMap(Inbox::ownerOf)
                : api.asSystem().silently().load(at.get()).flatMap(entry -> Inbox.ownerOf(entry.attributes()));
        owner.ifPresent(user -> inbox.tell(user, event, Optional.empty()));
    }
}
