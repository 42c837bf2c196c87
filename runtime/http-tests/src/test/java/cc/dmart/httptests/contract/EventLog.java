package cc.dmart.httptests.contract;

import cc.dmart.httptests.PluginJar;
import cc.dmart.httptests.PluginWatch;
import cc.dmart.httptests.listening.Recorder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a hook and a listener of a plugin are told, which is in a server from {@link #begin} to {@link #close}. For one thread. */
final class EventLog implements AutoCloseable {
    private static final String PLUGIN = "recorder";
    private static final Map<String, Object> ALL = Map.of(
            "dmart.plugin",
            PLUGIN,
            "dmart.event.actions",
            "__ALL__",
            "dmart.alwaysActive",
            true,
            "dmart.parallel",
            1,
            "dmart.ordered",
            "space");

    private final World world;
    private final PluginWatch watch;
    private final Path before;
    private final Path after;

    private EventLog(World world) {
        this.world = world;
        this.watch = new PluginWatch(world.server(), world.admin());
        this.before = world.server().data().resolve("heard.before");
        this.after = world.server().data().resolve("heard.after");
    }

    /** Drops the plugin and waits until it listens. */
    static EventLog begin(World world) {
        EventLog log = new EventLog(world);
        try {
            new PluginJar(PLUGIN, "1.0.0")
                    .importing("cc.dmart.api.json;version=\"[1.0,2)\"")
                    .with("Before", Recorder.Before.class, "cc.dmart.api.plugin.BeforeHook", log.to(log.before))
                    .with("After", Recorder.After.class, "cc.dmart.api.plugin.EntryListener", log.to(log.after))
                    .drop(world.server());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PluginWatch.await("the plugin listens", () -> log.watch.active(PLUGIN) ? true : null);
        return log;
    }

    private Map<String, Object> to(Path file) {
        Map<String, Object> out = new TreeMap<>(ALL);
        out.put("out", file.toString());
        return out;
    }

    /** How many hooks were called so far. */
    int position() {
        return lines(before).size();
    }

    /** What hooks were told from a position to another. */
    List<JsonNode> before(int from, int to) {
        return lines(before).subList(from, to);
    }

    /** What the listener was told about one request, in order. */
    List<JsonNode> after(String request) {
        return lines(after).stream()
                .filter(e -> e.path("request_id").asText().equals(request))
                .toList();
    }

    /** Waits until everything that happened has been told, so that what is not heard then never will be. */
    void settle(String path) {
        world.admin().with("X-Correlation-ID", "the-last-one").get(path).expect(200);
        PluginWatch.await(
                "reading is told",
                () -> after("the-last-one").stream().findFirst().orElse(null));
        PluginWatch.await(
                "no lag",
                () -> watch.plugin(PLUGIN).at("/listeners").findValuesAsText("lag").stream()
                                .allMatch("0"::equals)
                        ? true
                        : null);
    }

    /** Takes the plugin away and waits until it is gone. */
    @Override
    public void close() {
        try {
            Files.delete(world.server().plugins().resolve(PLUGIN + ".jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PluginWatch.await("the plugin is gone", () -> watch.plugin(PLUGIN).isMissingNode() ? true : null);
    }

    private static List<JsonNode> lines(Path file) {
        List<JsonNode> out = new ArrayList<>();
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                out.add(Json.parse(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
