package cc.dmart.plugin.missed_entry.internal;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Counts what is asked for and not there, in spaces with {@code capture_misses} ({@code plugins-events.md} 3): views of single
 * entries and names in {@code filter_shortnames} of queries. Hears of it afterwards and writes all together ten seconds after the
 * first ({@link Misses}), so that reading waits for nothing. Only there while a space captures misses ({@link CaptureSwitch}), since
 * a listener of reading costs every reader something. Thread-safe.
 */
@Component(enabled = false)
@DmartListener(
        plugin = "missed_entry",
        event_actions = {"view", "query"},
        event_misses = true,
        delivery = "besteffort")
public final class MissCounter implements EntryListener {
    private static final String NAMES = "filter_shortnames";
    private static final long BATCH_SECONDS = 10;
    private static final int MOST_NAMES = 100;

    private final DmartApi api;
    private final Misses misses;
    private final ScheduledExecutorService writer;

    /** With the API of this plugin. */
    @Activate
    public MissCounter(@Reference DmartApi api) {
        this.api = api;
        this.misses = new Misses(api);
        this.writer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "missed-entry");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) {
        if (!captures(event.spaceName())) {
            return;
        }
        boolean first = false;
        for (String name : missing(event)) {
            first |= misses.count(event.spaceName(), event.subpath(), name);
        }
        if (first) {
            var unused = writer.schedule(misses::write, BATCH_SECONDS, TimeUnit.SECONDS);
        }
    }

    private boolean captures(String space) {
        return api.asSystem()
                .silently()
                .load(Locator.ofSpace(new SpaceName(space)))
                .flatMap(found -> found.attributes().bool("capture_misses"))
                .orElse(false);
    }

    private Set<String> missing(EntryEvent event) {
        JsonObject attributes = event.attributes();
        if (event.action() == ActionType.VIEW) {
            Optional<String> name =
                    event.shortname().filter(n -> attributes.bool("missed").orElse(false));
            return name.map(Set::of).orElse(Set.of());
        }
        List<String> asked = attributes.strings(NAMES);
        long returned = attributes.number("returned").map(n -> n.longValue()).orElse(0L);
        if (asked.isEmpty() || asked.size() > MOST_NAMES || returned >= asked.size()) {
            return Set.of();
        }
        Set<String> out = new HashSet<>(asked);
        out.removeAll(present(event, asked));
        return out;
    }

    /** The names that are there, whoever may see them: only what is not there is a miss. */
    private Set<String> present(EntryEvent event, List<String> asked) {
        JsonObject question = JsonObject.builder()
                .put("type", "search")
                .put("space_name", event.spaceName())
                .put("subpath", event.subpath())
                .put(NAMES, JsonArray.ofStrings(asked))
                .put("limit", (long) MOST_NAMES)
                .build();
        return api.asSystem().silently().query(question).records().stream()
                .map(WireRecord::shortname)
                .collect(Collectors.toSet());
    }

    /** Writes what was counted last. */
    @Deactivate
    public void close() {
        writer.shutdownNow();
        misses.write();
    }
}
