package cc.dmart.core.internal.event.host;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventHandler;

/**
 * Tells changes to bundles that use the Event Admin of OSGi in place of our interfaces ({@code plugins-events.md} 2.1), under
 * {@code cc/dmart/event/<space>/<action>}: once, after the commit, if there is time. There while somebody handles such a topic.
 * Thread-safe.
 */
@Component(
        service = EntryListener.class,
        reference =
                @Reference(
                        name = "handlers",
                        service = EventHandler.class,
                        cardinality = ReferenceCardinality.AT_LEAST_ONE,
                        target = EventAdminBridge.OF_OURS))
@DmartListener(plugin = "cc.dmart.core", alwaysActive = true, delivery = "besteffort")
public final class EventAdminBridge implements EntryListener {
    /** Handlers whose topics may be ours. */
    static final String OF_OURS =
            "(|(event.topics=cc/dmart/event/*)(event.topics=cc/dmart/\\*)(event.topics=cc/\\*)(event.topics=\\*))";

    private static final String TOPIC = "cc/dmart/event/";

    /** A property of this name is a number of milliseconds by the specification of the Event Admin. */
    private static final String TIMESTAMP = "timestamp";

    private final EventAdmin admin;

    /** A bridge to this Event Admin. */
    @Activate
    public EventAdminBridge(@Reference EventAdmin admin) {
        this.admin = admin;
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {
        admin.postEvent(new Event(
                TOPIC + token(event.spaceName()) + "/" + event.action().wire(), properties(event)));
    }

    /** A name as a part of a topic, where few characters are allowed. */
    private static String token(String name) {
        StringBuilder out = new StringBuilder(name);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            boolean allowed = c == '_' || c == '-' || (c < 128 && Character.isLetterOrDigit(c));
            if (!allowed) {
                out.setCharAt(i, '_');
            }
        }
        return out.toString();
    }

    /** The members of the wire form: texts, numbers as {@link Long}, {@code attributes} as JSON. */
    private static Map<String, Object> properties(EntryEvent event) {
        Map<String, Object> out = new HashMap<>();
        event.toJson().members().forEach((name, value) -> {
            String key = name.equals(TIMESTAMP) ? "time" : name;
            if (value instanceof JsonString text) {
                out.put(key, text.value());
            } else if (value instanceof JsonNumber number) {
                out.put(key, number.longValue());
            } else {
                out.put(key, JsonCodec.writeString(value));
            }
        });
        return out;
    }
}
