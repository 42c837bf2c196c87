package cc.dmart.plugin.missed_entry.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counters of misses in memory, and the entries {@code misses/<subpath>_<shortname>} that they are added to. At most
 * {@value #MOST} addresses are counted between two writings: whoever asks for names at random does not fill the disk at will.
 * Thread-safe, guarded by its monitor; written without it.
 */
final class Misses {
    private static final Logger LOG = LoggerFactory.getLogger(Misses.class);
    private static final int MOST = 1000;
    private static final int LONGEST = 32;
    private static final String FOLDER = "misses";

    private record Address(String space, String subpath, String shortname) {
        /** The name of the entry: slashes become underscores, what is longer is cut. */
        String entry() {
            String path = subpath.replaceAll("^/+|/+$", "");
            String name = ((path.isEmpty() ? "" : path + "_") + shortname).replace('/', '_');
            return name.substring(0, Math.min(LONGEST, name.length()));
        }
    }

    private final DmartApi api;
    private Map<Address, Long> counts = new LinkedHashMap<>();

    Misses(DmartApi api) {
        this.api = api;
    }

    /** Counts a miss. @return whether it is the first since the last writing */
    synchronized boolean count(String space, String subpath, String shortname) {
        Address address = new Address(space, subpath, shortname);
        boolean first = counts.isEmpty();
        if (counts.size() < MOST || counts.containsKey(address)) {
            counts.merge(address, 1L, Long::sum);
        }
        return first;
    }

    private synchronized Map<Address, Long> take() {
        Map<Address, Long> taken = counts;
        counts = new LinkedHashMap<>();
        return taken;
    }

    /** Adds what was counted to the entries. Never throws. */
    void write() {
        take().forEach((address, count) -> {
            try {
                write(address, count);
            } catch (DmartException e) {
                LOG.warn("A miss in {} could not be kept: {}", address.space(), e.getMessage());
            }
        });
    }

    private void write(Address address, long count) {
        DmartApi quiet = api.asSystem().silently();
        Locator at = Locator.of(address.space(), FOLDER, address.entry(), ResourceType.CONTENT);
        Optional<WireRecord> old = quiet.load(at);
        JsonObject body = JsonObject.builder()
                .put("requested_subpath", address.subpath())
                .put("requested_shortname", address.shortname())
                .put("num_of_requests", old.map(Misses::counted).orElse(0L) + count)
                .put("actioned", "No")
                .build();
        if (old.isPresent()) {
            WireRecord unused = quiet.update(address.space(), record(at, body, Optional.empty()));
        } else {
            ensureFolder(quiet, address.space());
            Optional<String> schema = Optional.of("miss").filter(name -> isThere(quiet, address.space(), name));
            WireRecord unused = quiet.create(address.space(), record(at, body, schema));
        }
    }

    /** Entries stand in folders, not in mere directories ({@code storage.md} 1.2). */
    private static void ensureFolder(DmartApi quiet, String space) {
        Locator folder = Locator.of(space, "/", FOLDER, ResourceType.FOLDER);
        if (quiet.load(folder).isEmpty()) {
            JsonObject attributes = JsonObject.builder().put("is_active", true).build();
            WireRecord unused = quiet.create(space, WireRecord.of(ResourceType.FOLDER, FOLDER, "/", attributes));
        }
    }

    private static boolean isThere(DmartApi quiet, String space, String schema) {
        return quiet.load(Locator.of(space, "schema", schema, ResourceType.SCHEMA))
                .isPresent();
    }

    private static WireRecord record(Locator at, JsonObject body, Optional<String> schema) {
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .putIfPresent("schema_shortname", schema)
                .put("body", body)
                .build();
        JsonObject attributes = JsonObject.builder()
                .put("is_active", true)
                .put("payload", payload)
                .build();
        return WireRecord.of(at.type(), at.shortname().value(), at.subpath().wire(), attributes);
    }

    private static long counted(WireRecord record) {
        return record.attributes()
                .object("payload")
                .flatMap(payload -> payload.get("body"))
                .map(JsonCodec::materialize)
                .flatMap(JsonValue::asObject)
                .flatMap(body -> body.number("num_of_requests"))
                .map(JsonNumber::longValue)
                .orElse(0L);
    }
}
