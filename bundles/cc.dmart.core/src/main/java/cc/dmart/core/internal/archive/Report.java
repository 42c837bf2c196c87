package cc.dmart.core.internal.archive;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.core.internal.entry.EntryImporter.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What became of an archive ({@code http-api.md} 4.9). Thread-safe, guarded by itself. */
final class Report {
    private static final int LISTED = 1000;

    private final Map<ResourceType, Integer> written = new EnumMap<>(ResourceType.class);
    private final List<JsonValue> failures = new ArrayList<>();
    private int attachments;
    private int lines;
    private int skipped;
    private int failed;

    synchronized void stored(ResourceType type, Outcome outcome) {
        if (outcome.written()) {
            written.merge(type, 1, Integer::sum);
        } else if (outcome.attachments() == 0 && outcome.lines() == 0) {
            skipped++;
        }
        attachments += outcome.attachments();
        lines += outcome.lines();
    }

    synchronized void failed(String path, String kind, String error) {
        failed++;
        if (failures.size() < LISTED) {
            failures.add(JsonObject.builder()
                    .put("path", path)
                    .put("kind", kind)
                    .put("error", error)
                    .build());
        }
    }

    private int count(ResourceType type) {
        return written.getOrDefault(type, 0);
    }

    synchronized JsonObject json() {
        int others = written.entrySet().stream()
                .filter(e -> switch (e.getKey()) {
                    case SPACE, USER, ROLE, PERMISSION -> false;
                    default -> true;
                })
                .mapToInt(Map.Entry::getValue)
                .sum();
        return JsonObject.builder()
                .put("message", failed == 0 ? "space imported" : "space imported, " + failed + " entries failed")
                .put("entries_inserted", others)
                .put("attachments_inserted", attachments)
                .put("spaces_inserted", count(ResourceType.SPACE))
                .put("users_inserted", count(ResourceType.USER))
                .put("roles_inserted", count(ResourceType.ROLE))
                .put("permissions_inserted", count(ResourceType.PERMISSION))
                .put("histories_inserted", lines)
                .put("skipped", skipped)
                .put("failed_count", failed)
                .put("failed", new JsonArray(failures))
                .build();
    }

    @Override
    public synchronized String toString() {
        int all = written.values().stream().mapToInt(Integer::intValue).sum();
        return all + " stored, " + skipped + " skipped, " + failed + " failed";
    }
}
