package cc.dmart.plugin.db_entries_count_history.internal;

import cc.dmart.api.file.DurableFile;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * How many entries each space had when: one line of JSON for each change of a count in {@code count_history.jsonl} of the plugin's
 * folder; of lines older than ninety days the last of each day is kept. Counts are asked of the index, which the journal keeps in
 * step. Thread-safe, guarded by its monitor.
 */
@Component(service = CountHistory.class)
public final class CountHistory {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");
    private static final int DAYS_IN_FULL = 90;
    private static final long MOST_SPACES = 10_000;

    /**
     * A count.
     *
     * @param at time without a zone, to the minute
     */
    record Sample(String space, long count, String at) {
        String day() {
            return at.substring(0, Math.min(10, at.length()));
        }

        private byte[] line() {
            String text = JsonCodec.writeString(JsonObject.builder()
                    .put("spacename", space)
                    .put("entries_count", count)
                    .put("recorded_at", at)
                    .build());
            return (text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private final DmartApi api;

    /** The history in the folder of the plugin. */
    @Activate
    public CountHistory(@Reference DmartApi api) {
        this.api = api;
    }

    private Path file() {
        return api.folder().resolve("count_history.jsonl");
    }

    /** The counts by space, oldest first. */
    synchronized Map<String, List<Sample>> samples() throws IOException {
        Map<String, List<Sample>> out = new LinkedHashMap<>();
        read().forEach(s ->
                out.computeIfAbsent(s.space(), n -> new ArrayList<>()).add(s));
        return out;
    }

    private List<Sample> read() throws IOException {
        List<Sample> out = new ArrayList<>();
        if (Files.exists(file())) {
            for (String line : Files.readAllLines(file())) {
                parse(line).ifPresent(out::add);
            }
        }
        return out;
    }

    /** A line that a crash tore counts as none. */
    private static Optional<Sample> parse(String line) {
        try {
            JsonObject json = JsonCodec.parseObject(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            Optional<String> at = json.string("recorded_at");
            Optional<Long> count = json.number("entries_count").map(JsonNumber::longValue);
            return json.string("spacename").flatMap(space -> at.flatMap(a -> count.map(c -> new Sample(space, c, a))));
        } catch (DmartException.Invalid e) {
            return Optional.empty();
        }
    }

    /** Counts all spaces and keeps what changed. */
    synchronized void take(LocalDateTime now) throws IOException {
        List<Sample> old = read();
        Map<String, Long> last = new HashMap<>();
        old.forEach(s -> last.put(s.space(), s.count()));
        List<Sample> fresh = new ArrayList<>();
        for (String space : spaces()) {
            long count = count(space);
            if (!Long.valueOf(count).equals(last.get(space))) {
                fresh.add(new Sample(space, count, MINUTES.format(now)));
            }
        }
        List<Sample> kept = thinned(old, MINUTES.format(now.minusDays(DAYS_IN_FULL)));
        if (kept.size() < old.size()) {
            kept.addAll(fresh);
            replace(kept);
        } else if (!fresh.isEmpty()) {
            append(fresh);
        }
    }

    /** Of each day before a time the last count of a space. */
    static List<Sample> thinned(List<Sample> all, String before) {
        Map<String, Sample> lastOfDay = new HashMap<>();
        all.forEach(s -> lastOfDay.put(s.space() + " " + s.day(), s));
        List<Sample> out = new ArrayList<>();
        for (Sample one : all) {
            boolean recent = one.at().compareTo(before) >= 0;
            if (recent || one.equals(lastOfDay.get(one.space() + " " + one.day()))) {
                out.add(one);
            }
        }
        return out;
    }

    private void append(List<Sample> fresh) throws IOException {
        try (var out = Files.newOutputStream(file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            if (endsTorn()) {
                out.write('\n');
            }
            for (Sample one : fresh) {
                out.write(one.line());
            }
        }
    }

    private boolean endsTorn() throws IOException {
        try (var in = java.nio.channels.FileChannel.open(file(), StandardOpenOption.READ)) {
            java.nio.ByteBuffer end = java.nio.ByteBuffer.allocate(1);
            return in.size() > 0 && in.read(end, in.size() - 1) == 1 && end.get(0) != '\n';
        }
    }

    private void replace(List<Sample> kept) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Sample one : kept) {
            lines.writeBytes(one.line());
        }
        DurableFile.replace(file(), lines.toByteArray());
    }

    private List<String> spaces() {
        JsonObject all = JsonObject.builder()
                .put("type", "spaces")
                .put("space_name", "management")
                .put("subpath", "/")
                .put("limit", MOST_SPACES)
                .build();
        return api.asSystem().silently().query(all).records().stream()
                .map(WireRecord::shortname)
                .toList();
    }

    private long count(String space) {
        JsonObject all = JsonObject.builder()
                .put("type", "search")
                .put("space_name", space)
                .put("subpath", "/")
                .put("limit", 0)
                .build();
        return api.asSystem().silently().query(all).total();
    }

    /** Whether nothing was ever counted. */
    synchronized boolean isEmpty() {
        return !Files.exists(file());
    }
}
