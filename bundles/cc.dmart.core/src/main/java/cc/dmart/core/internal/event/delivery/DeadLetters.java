package cc.dmart.core.internal.event.delivery;

import cc.dmart.api.file.DurableFile;
import cc.dmart.api.file.SteadyFile;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Timestamps;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
 * cursor passes them. A letter that is delivered again stays until that has worked. Counts are in memory, letters are not. A
 * write that failed halfway is cut off by the next one; a thread that is interrupted keeps its letter too.
 * Thread-safe, guarded by its monitor.
 */
public final class DeadLetters {
    private static final String SUFFIX = ".jsonl";
    private static final int LONGEST_TRACE = 4000;

    private final Path folder;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** Letters that were taken out together, under a number: each may be taken out again once it was put back. */
    record Taken(long number, List<JsonObject> letters) {}

    /** By listener and event: letters that are being delivered again, with the number of their taking. */
    private final Map<String, Map<String, Long>> out = new HashMap<>();

    /** By listener and event: what became of them and is not in the file yet; empty = delivered. */
    private final Map<String, Map<String, Optional<JsonObject>>> news = new HashMap<>();

    private long takings;

    /** Letters in a folder, which need not exist. */
    public DeadLetters(Path folder) {
        this.folder = folder;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                    String name = file.getFileName().toString();
                    try (SteadyFile content = SteadyFile.writingShared(file)) {
                        cut(content);
                    }
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
            append(file(listener), JsonCodec.write(letter));
            counts.merge(listener, 1, Integer::sum);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("a dead letter cannot be kept", e);
        }
    }

    private void append(Path file, byte[] line) throws IOException {
        boolean made = !Files.exists(file);
        try (SteadyFile out = SteadyFile.writingShared(file)) {
            long end = cut(out);
            try {
                byte[] whole = Arrays.copyOf(line, line.length + 1);
                whole[line.length] = '\n';
                out.write(ByteBuffer.wrap(whole), end);
                out.force(true);
            } catch (IOException e) {
                takeBack(out, end, e);
                throw e;
            }
        }
        if (made) {
            DurableFile.forceFolder(folder);
        }
    }

    /** If this fails too, the next write or start cuts off what is torn. */
    private static void takeBack(SteadyFile file, long end, IOException why) {
        try {
            file.truncate(end);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Cuts off what stands behind the last whole line. @return the length that is left */
    private static long cut(SteadyFile file) throws IOException {
        long end = file.wholeLines();
        if (end < file.size()) {
            file.truncate(end);
            file.force(true);
        }
        return end;
    }

    /** How many letters a listener has. */
    public int count(String listener) {
        return counts.getOrDefault(listener, 0);
    }

    /** The listeners that have letters. */
    public Set<String> listeners() {
        Set<String> names = new TreeSet<>();
        counts.forEach((name, count) -> {
            if (count > 0) {
                names.add(name);
            }
        });
        return names;
    }

    /** Letters, oldest first. */
    public synchronized List<JsonObject> list(String listener, int offset, int limit) {
        List<JsonObject> found = new ArrayList<>();
        int[] seen = {0};
        visit(listener, letter -> {
            if (seen[0]++ >= offset) {
                found.add(letter);
            }
            return found.size() >= limit;
        });
        return found.subList(0, Math.min(limit, found.size()));
    }

    /**
     * Letters that are to be delivered again, and are not yet. They stay until {@link #delivered} or {@link #failedAgain}.
     *
     * @param eventIds which; empty = all
     */
    synchronized Taken takeOut(String listener, Set<String> eventIds) {
        long number = ++takings;
        Map<String, Long> mine = out.computeIfAbsent(listener, l -> new HashMap<>());
        List<JsonObject> taken = new ArrayList<>();
        visit(listener, letter -> {
            if (isWanted(letter, eventIds) && mine.putIfAbsent(id(letter), number) == null) {
                taken.add(letter);
            }
            return false;
        });
        return new Taken(number, taken);
    }

    /** Whether a letter of an event is still to be delivered again. */
    synchronized boolean isOut(String listener, String eventId) {
        return out.getOrDefault(listener, Map.of()).containsKey(eventId);
    }

    /** Whether a letter is still to be delivered by this taking: it was neither discarded nor put back meanwhile. */
    synchronized boolean isOut(String listener, JsonObject letter, long number) {
        return out.getOrDefault(listener, Map.of()).getOrDefault(id(letter), 0L) == number;
    }

    /** Letters that were taken out and are not delivered any more, since the listener ends. */
    synchronized void putBack(String listener) {
        out.remove(listener);
    }

    /** The same of one letter, unless it was taken out anew since. */
    synchronized void putBack(String listener, JsonObject letter, long number) {
        out.getOrDefault(listener, new HashMap<>()).remove(id(letter), number);
    }

    /** A letter that was taken out has been delivered. @return whether {@link #tidy} is due that was not before */
    synchronized boolean delivered(String listener, String eventId) {
        return became(listener, eventId, Optional.empty());
    }

    /** A letter that was taken out has been given up again. @return whether {@link #tidy} is due that was not before */
    synchronized boolean failedAgain(String listener, JsonObject letter) {
        return became(listener, id(letter), Optional.of(letter));
    }

    private boolean became(String listener, String eventId, Optional<JsonObject> what) {
        if (out.getOrDefault(listener, new HashMap<>()).remove(eventId) == null) {
            return false; // it was discarded meanwhile
        }
        if (what.isEmpty()) {
            counts.computeIfPresent(listener, (l, count) -> count - 1);
        }
        Map<String, Optional<JsonObject>> mine = news.computeIfAbsent(listener, l -> new HashMap<>());
        boolean first = mine.isEmpty();
        mine.put(eventId, what);
        return first;
    }

    /** Brings into the file what became of letters. Until then a crash lets a delivered one come back. */
    synchronized void tidy(String listener) {
        if (news.getOrDefault(listener, Map.of()).isEmpty()) {
            return;
        }
        List<JsonObject> kept = new ArrayList<>();
        visit(listener, letter -> {
            kept.add(letter);
            return false;
        });
        replace(listener, kept);
    }

    /** The same for all listeners. */
    public synchronized void tidy() {
        List.copyOf(news.keySet()).forEach(this::tidy);
    }

    /**
     * Removes letters for good.
     *
     * @param eventIds which; empty = all
     * @return how many
     */
    public synchronized int discard(String listener, Set<String> eventIds) {
        List<JsonObject> kept = new ArrayList<>();
        int[] gone = {0};
        visit(listener, letter -> {
            if (isWanted(letter, eventIds)) {
                gone[0]++;
                out.getOrDefault(listener, new HashMap<>()).remove(id(letter));
            } else {
                kept.add(letter);
            }
            return false;
        });
        if (gone[0] > 0) {
            replace(listener, kept);
        }
        return gone[0];
    }

    private static boolean isWanted(JsonObject letter, Set<String> eventIds) {
        return eventIds.isEmpty() || eventIds.contains(id(letter));
    }

    private static String id(JsonObject letter) {
        return letter.object("event").flatMap(e -> e.string("event_id")).orElse("");
    }

    private void replace(String listener, List<JsonObject> kept) {
        try {
            if (kept.isEmpty()) {
                Files.deleteIfExists(file(listener));
            } else {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (JsonObject letter : kept) {
                    all.write(JsonCodec.write(letter));
                    all.write('\n');
                }
                DurableFile.replace(file(listener), all.toByteArray());
            }
            counts.put(listener, kept.size());
            news.remove(listener);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("dead letters cannot be written", e);
        }
    }

    /** The letters of a listener as they are now. */
    private void visit(String listener, Predicate<JsonObject> enough) {
        Map<String, Optional<JsonObject>> mine = news.getOrDefault(listener, Map.of());
        if (Files.exists(file(listener))) {
            try {
                lines(file(listener), letter -> {
                    Optional<JsonObject> now = mine.getOrDefault(id(letter), Optional.of(letter));
                    return now.isPresent() && enough.test(now.get());
                });
            } catch (IOException e) {
                throw DmartException.Unavailable.now("dead letters cannot be read", e);
            }
        }
    }

    /** Letters until there are enough; a line that is none is left out. @return how many there were */
    private static int lines(Path file, Predicate<JsonObject> enough) throws IOException {
        int count = 0;
        // unlike Files.newBufferedReader it reads on behind bytes that are no UTF-8
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
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
