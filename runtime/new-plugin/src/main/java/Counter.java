package @package@;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of every create and update of content. Events may come twice: this one tells them apart by their id. Throw to be called
 * again later. Thread-safe: events of different entries arrive at the same time.
 */
@Component(service = {EntryListener.class, Counter.class})
@DmartListener(
        plugin = "@name@",
        event_actions = {"create", "update"},
        event_resourceTypes = {"content"})
public final class Counter implements EntryListener {
    private static final Logger LOG = LoggerFactory.getLogger(Counter.class);

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private volatile String last = "";

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {
        if (seen.add(event.eventId())) {
            last = event.spaceName() + event.subpath() + "/" + event.shortname().orElse("");
            LOG.info("{} of {} by {}", event.action().wire(), last, event.user());
        }
    }

    /** How many events were heard. */
    int count() {
        return seen.size();
    }

    /** The last entry. */
    String last() {
        return last;
    }
}
