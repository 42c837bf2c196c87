package cc.dmart.core.internal.event;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Timestamps;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Events that were given up, one file {@code <listener>.jsonl} each ({@code plugins-events.md} 2.4): forced to disk before the
 * cursor passes them. Counts are in memory, letters are not. Thread-safe, guarded by its monitor.
 */
final class DeadLetters {
    private static final String SUFFIX = ".jsonl";
    private static final int LONGEST_TRACE = 4000;

    private final Path folder;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** Letters in a folder, which need not exist. */
    DeadLetters(Path folder) {
        this.folder = folder;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                    String name = file.getFileName().toString();
                    counts.put(name.substring(0, name.length() - SUFFIX.length()), lines(file, line -> false));
                }
            } catch (IOException e) {
                throw DmartException.Unavailable.now("dead letters cannot be read", e);
            }
        }
    }

    private Path file(String listener) {
        return folder.resolve(listener + SUFFIX);
    }

    /** A letter of an event. */
    static JsonObject letter(EntryEvent event, int attempts, Throwable why) {
        StringWriter trace = new StringWriter();
        why.printStackTrace(new PrintWriter(trace));
        String text = trace.toString();
        return JsonObject.builder()
                .put("event", event.toJson())
                .put("attempts", (long) attempts)
                .put("error", why.toString())
                .put("trace", text.substring(0, Math.min(LONGEST_TRACE, text.length())))
                .put("died_at", Timestamps.format(Instant.now(), ZoneOffset.UTC))
                .build();
    }

    /** Keeps a letter. @throws DmartException.Unavailable if the disk fails */
    synchronized void add(String listener, JsonObject letter) {
        try {
            Files.createDirectories(folder);
            append(file(listener), JsonCodec.write(letter), StandardOpenOption.APPEND);
            counts.merge(listener, 1, Integer::sum);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("a dead letter cannot be kept", e);
        }
    }

    private static void append(Path file, byte[] line, StandardOpenOption mode) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
            ByteBuffer bytes = ByteBuffer.allocate(line.length + 1)
                    .put(line)
                    .put((byte) '\n')
                    .flip();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    /** How many letters a listener has. */
    int count(String listener) {
        return counts.getOrDefault(listener, 0);
    }

    /** The listeners that have letters. */
    Set<String> listeners() {
        Set<String> out = new TreeSet<>();
        counts.forEach((name, count) -> {
            if (count > 0) {
                out.add(name);
            }
        });
        return out;
    }

    /** Letters, oldest first. */
    synchronized List<JsonObject> list(String listener, int offset, int limit) {
        List<JsonObject> out = new ArrayList<>();
        int[] seen = {0};
        visit(listener, letter -> {
            if (seen[0]++ >= offset) {
                out.add(letter);
            }
            return out.size() >= limit;
        });
        return out.subList(0, Math.min(limit, out.size()));
    }

    /**
     * Takes letters out.
     *
     * @param eventIds which; empty = all
     */
    synchronized List<JsonObject> take(String listener, Set<String> eventIds) {
        List<JsonObject> taken = new ArrayList<>();
        List<JsonObject> kept = new ArrayList<>();
        visit(listener, letter -> {
            boolean wanted = eventIds.isEmpty()
                    || letter.object("event")
                            .flatMap(e -> e.string("event_id"))
                            .filter(eventIds::contains)
                            .isPresent();
            (wanted ? taken : kept).add(letter);
            return false;
        });
        if (!taken.isEmpty()) {
            replace(listener, kept);
        }
        return taken;
    }

    private void replace(String listener, List<JsonObject> kept) {
        try {
            if (kept.isEmpty()) {
                Files.deleteIfExists(file(listener));
            } else {
                Path part = folder.resolve(listener + ".part");
                Files.deleteIfExists(part);
                for (JsonObject letter : kept) {
                    append(part, JsonCodec.write(letter), StandardOpenOption.APPEND);
                }
                Files.move(part, file(listener), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            counts.put(listener, kept.size());
        } catch (IOException e) {
            throw DmartException.Unavailable.now("dead letters cannot be written", e);
        }
    }

    private void visit(String listener, Predicate<JsonObject> enough) {
        if (Files.exists(file(listener))) {
            try {
                lines(file(listener), enough);
            } catch (IOException e) {
                throw DmartException.Unavailable.now("dead letters cannot be read", e);
            }
        }
    }

    /** Whole letters until there are enough; a torn last line is left out. @return how many there were */
    private static int lines(Path file, Predicate<JsonObject> enough) throws IOException {
        int count = 0;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Optional<JsonObject> letter = parse(line);
                count += letter.isPresent() ? 1 : 0;
                if (letter.isPresent() && enough.test(letter.get())) {
                    return count;
                }
            }
        }
        return count;
    }

    private static Optional<JsonObject> parse(String line) {
        try {
            return Optional.of(JsonCodec.parseObject(line.getBytes(StandardCharsets.UTF_8)));
        } catch (DmartException.Invalid e) {
            return Optional.empty();
        }
    }
}
