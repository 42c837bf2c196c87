package cc.dmart.core.internal.archive;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.core.internal.entry.imports.EntryImporter.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** What became of an archive ({@code http-api.md} 4.9). Thread-safe, guarded by itself. */
final class Report {
    private static final int LISTED = 1000;
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<ResourceType, Integer> written = new EnumMap<>(ResourceType.class);
    private final List<JsonValue> failures = new ArrayList<>();
    private final List<JsonValue> gained = new ArrayList<>();
    private final Set<String> named = new HashSet<>();
    private final Set<String> paths = new HashSet<>();
    private int gaining;
    private int expected;
    private int attachments;
    private int lines;
    private int skipped;
    private int failed;
    private State state = State.NONE;
    private long begun;
    private long ended;
    private long told;

    /** What is being done. */
    enum State {
        NONE,
        CHECKING,
        STORING,
        DONE,
        FAILED
    }

    /** Goes on to the next state. */
    synchronized void is(State next) {
        long now = System.nanoTime();
        if (next == State.CHECKING) {
            begun = now;
        }
        told = now;
        ended = now;
        state = next;
    }

    /** Tells how many entries there are to store. */
    synchronized void expects(int entries) {
        expected = entries;
    }

    /** Whether it is time to tell the log how far it is: every ten seconds. */
    synchronized boolean isDue() {
        long now = System.nanoTime();
        boolean due = now - told >= TELL_NANOS;
        told = due ? now : told;
        return due;
    }

    /** How far it is. */
    synchronized JsonObject progress() {
        boolean running = state == State.CHECKING || state == State.STORING;
        long millis = TimeUnit.NANOSECONDS.toMillis((running ? System.nanoTime() : ended) - begun);
        int stored = written.values().stream().mapToInt(Integer::intValue).sum();
        return JsonObject.builder()
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("entries", expected)
                .put("stored", stored)
                .put("skipped", skipped)
                .put("failed_count", failed)
                .put("millis", state == State.NONE ? 0 : millis)
                .put("per_second", millis == 0 ? 0 : (stored + skipped) * 1000L / millis)
                .build();
    }

    synchronized void stored(ResourceType type, Outcome outcome) {
        if (outcome.written()) {
            written.merge(type, 1, Integer::sum);
        } else if (outcome.attachments() == 0 && outcome.lines() == 0) {
            skipped++;
        }
        attachments += outcome.attachments();
        lines += outcome.lines();
    }

    /** Tells of a file that nothing refers to, unless it was told already what is wrong with it. */
    synchronized void unused(String path, String kind, String error) {
        if (!paths.contains(path)) {
            failed(path, kind, error);
        }
    }

    synchronized void failed(String path, String kind, String error) {
        failed++;
        if (failures.size() < LISTED) {
            paths.add(path);
            failures.add(JsonObject.builder()
                    .put("path", path)
                    .put("kind", kind)
                    .put("error", error)
                    .build());
        }
    }

    /** Tells of an account that some servers give less, since its groups count for nothing there ({@code security.md} X1). */
    synchronized void gained(Shortname account, List<String> roles) {
        if (roles.isEmpty() || !named.add(account.value())) {
            return;
        }
        gaining++;
        if (gained.size() < LISTED) {
            gained.add(JsonObject.builder()
                    .put("shortname", account.value())
                    .put("roles", JsonArray.ofStrings(roles))
                    .build());
        }
    }

    /** Says how many accounts have more than some servers gave them. */
    synchronized void tellGained(Logger log) {
        if (gaining > 0) {
            log.warn(
                    "{} imported accounts have roles through their groups, which not every server honours; one is {}",
                    gaining,
                    JsonCodec.writeString(gained.get(0)));
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
        JsonObject.Builder out = JsonObject.builder();
        if (gaining > 0) {
            out.put("gained_by_groups_count", gaining).put("gained_by_groups", new JsonArray(gained));
        }
        return out.put("message", failed == 0 ? "space imported" : "space imported, " + failed + " entries failed")
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
        return all + " of " + expected + " stored, " + skipped + " skipped, " + failed + " failed";
    }
}
