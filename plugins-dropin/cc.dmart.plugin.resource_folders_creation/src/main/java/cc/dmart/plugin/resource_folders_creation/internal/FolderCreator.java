package cc.dmart.plugin.resource_folders_creation.internal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the folders that every new space and account has ({@code plugins-events.md} 3), before the request is answered: in a
 * space {@code schema}, for an account {@code people/<user>} with what lies below it in the space {@code personal}, if there is
 * one. What exists stays as it is; the owner is who acts; listeners hear nothing of it. Thread-safe.
 */
@Component
@DmartListener(
        plugin = "resource_folders_creation",
        event_actions = {"create"},
        event_resourceTypes = {"space", "user"},
        delivery = "inline")
public final class FolderCreator implements EntryListener {
    private static final Logger LOG = LoggerFactory.getLogger(FolderCreator.class);
    private static final String PEOPLE = "people";
    private static final List<String> OF_A_USER =
            List.of("notifications", "private", "protected", "public", "inbox", "messages");
    private static final JsonObject ATTRIBUTES =
            JsonObject.builder().put("is_active", true).build();

    private final DmartApi api;

    /** With the API of this plugin. Its configuration may name another {@code personal_space}. */
    @Activate
    public FolderCreator(@Reference DmartApi api) {
        this.api = api;
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {
        DmartApi quiet = api.asSystem().silently();
        if (event.resourceType().equals(Optional.of(ResourceType.SPACE))) {
            make(quiet, event.spaceName(), "/", "schema");
            return;
        }
        String personal = api.config("personal_space")
                .flatMap(JsonValue::asString)
                .filter(Names::isSpaceName)
                .orElse("personal");
        String user = event.shortname().orElse("");
        if (quiet.load(Locator.ofSpace(new SpaceName(personal))).isEmpty()) {
            LOG.debug("There is no space {} for folders of {}", personal, user);
            return;
        }
        make(quiet, personal, "/", PEOPLE);
        make(quiet, personal, PEOPLE, user);
        OF_A_USER.forEach(name -> make(quiet, personal, PEOPLE + "/" + user, name));
    }

    private static void make(DmartApi quiet, String space, String subpath, String name) {
        try {
            WireRecord unused = quiet.create(space, WireRecord.of(ResourceType.FOLDER, name, subpath, ATTRIBUTES));
        } catch (DmartException.Conflict e) {
            LOG.debug("{}/{} exists in {}", subpath, name, space);
        }
    }
}
