package cc.dmart.core.internal.entry.form;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Entries with what a reader is shown and their metas do not hold: the times of their files where they have none of their own
 * ({@code storage.md} 7), the items of a log ({@code storage.md} 1.10). Thread-safe.
 */
public final class AsRead {
    private final PayloadStore payloads;
    private final ZoneId zone;
    private final int maxLogBytes;

    /**
     * Entries of a store.
     *
     * @param zone        of naive date-times
     * @param maxLogBytes of a longer log the last items are shown
     */
    public AsRead(PayloadStore payloads, ZoneId zone, int maxLogBytes) {
        this.payloads = payloads;
        this.zone = zone;
        this.maxLogBytes = maxLogBytes;
    }

    /**
     * The entry; itself for nearly all.
     *
     * @param body whether its JSON body will be sent
     */
    public StoredEntry of(StoredEntry entry, boolean body) {
        StoredEntry dated = entry.dated(zone);
        return body
                        && entry.at().type() == ResourceType.LOG
                        && entry.payloadFile().isPresent()
                ? new StoredEntry(
                        dated.entry(),
                        payloads.open(entry).map(this::log),
                        dated.payloadFile(),
                        dated.version(),
                        dated.modified())
                : dated;
    }

    /** All of them. */
    public List<StoredEntry> of(List<StoredEntry> entries, boolean body) {
        return entries.stream().map(e -> of(e, body)).toList();
    }

    /** A log entry reads as {@code {"log_entry_items":[..]}}. */
    public JsonRaw log(PayloadFile file) {
        List<JsonValue> items = new ArrayList<>();
        for (String line : tail(file).split("\n")) {
            if (!line.isBlank()) {
                item(line).ifPresent(items::add);
            }
        }
        return new JsonRaw(JsonCodec.write(JsonObject.builder()
                .put("log_entry_items", new JsonArray(items))
                .build()));
    }

    /** A line; empty for a torn first one of the part that was read, or one that another program broke. */
    private static Optional<JsonValue> item(String line) {
        try {
            return Optional.of(JsonCodec.parse(line));
        } catch (DmartException.Invalid e) {
            return Optional.empty();
        }
    }

    private String tail(PayloadFile file) {
        try (var channel = file.open()) {
            channel.position(Math.max(0, file.size() - maxLogBytes));
            InputStream in = Channels.newInputStream(channel);
            return new String(in.readNBytes(maxLogBytes), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The payload cannot be read", e);
        }
    }
}
