package cc.dmart.plugin.reports_stats.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what a saved report finds and writes {@code number_of_records} and {@code last_updated} into its payload
 * ({@code plugins-events.md} 3). Terms with placeholders are left out. It is counted as the owner of the report, not as who asks:
 * what everybody reads must not depend on who asked last. Not within a minute again for one report. Thread-safe.
 */
@Component(service = Reports.class)
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final Duration COOL_DOWN = Duration.ofSeconds(60);

    private final DmartApi api;
    private final ConcurrentHashMap<Locator, Instant> counted = new ConcurrentHashMap<>();

    /** With the API of this plugin. */
    @Activate
    public Reports(@Reference DmartApi api) {
        this.api = api;
    }

    /**
     * Counts a report unless that was done just now.
     *
     * @param report with its payload
     * @return what its payload has now; empty if it cannot be counted
     */
    Optional<JsonObject> refresh(Locator at, WireRecord report, Instant now) {
        JsonObject body = body(report);
        if (!begin(at, now)) {
            return Optional.of(stats(body)).filter(stats -> !stats.isEmpty());
        }
        try {
            long found = api.asUser(
                            report.attributes().string("owner_shortname").orElse("dmart"))
                    .saved(at.space().value(), question(at))
                    .total();
            JsonObject fresh = JsonObject.builder()
                    .put("number_of_records", found)
                    .put("last_updated", Timestamps.format(now, api.timezone()))
                    .build();
            boolean same = body.number("number_of_records")
                    .map(JsonNumber::longValue)
                    .filter(old -> old == found)
                    .isPresent();
            if (!same) {
                write(at, fresh);
            }
            return Optional.of(fresh);
        } catch (DmartException e) {
            LOG.warn("Report {} cannot be counted: {}", at, e.getMessage());
            return Optional.empty();
        }
    }

    private boolean begin(Locator at, Instant now) {
        counted.values().removeIf(then -> !now.isBefore(then.plus(COOL_DOWN)));
        return counted.putIfAbsent(at, now) == null;
    }

    private static JsonObject question(Locator at) {
        return JsonObject.builder()
                .put("resource_type", at.type().wire())
                .put("subpath", at.subpath().wire())
                .put("shortname", at.shortname().value())
                .put("attributes", JsonObject.EMPTY)
                .put("query_overrides", JsonObject.builder().put("limit", 0).build())
                .build();
    }

    private void write(Locator at, JsonObject stats) {
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .put("body", stats)
                .build();
        JsonObject attributes = JsonObject.builder().put("payload", payload).build();
        WireRecord unused = api.asSystem()
                .silently()
                .update(
                        at.space().value(),
                        WireRecord.of(
                                at.type(), at.shortname().value(), at.subpath().wire(), attributes));
    }

    private static JsonObject body(WireRecord report) {
        return report.attributes()
                .object("payload")
                .flatMap(payload -> payload.get("body"))
                .map(JsonCodec::materialize)
                .flatMap(JsonValue::asObject)
                .orElse(JsonObject.EMPTY);
    }

    private static JsonObject stats(JsonObject body) {
        JsonObject.Builder out = JsonObject.builder();
        body.get("number_of_records").ifPresent(n -> out.put("number_of_records", n));
        body.get("last_updated").ifPresent(t -> out.put("last_updated", t));
        return out.build();
    }
}
