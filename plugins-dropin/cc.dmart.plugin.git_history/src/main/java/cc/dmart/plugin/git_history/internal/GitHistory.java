package cc.dmart.plugin.git_history.internal;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Commits every change of the spaces with the acting user as author. Fed from the journal, long after the reply: writers never
 * wait for it. Deliveries that wait at the same time are committed together, one commit for each author in a row; the first of them
 * does the work. A delivery returns when its commit is on disk, so that a killed server commits again what was not, and what was
 * makes no second commit, since nothing differs. Thread-safe.
 */
@Component(
        service = {EntryListener.class, GitHistory.class},
        configurationPid = "dmart.plugin.git_history") // made anew with another repository; see excluded() too
@DmartListener(
        plugin = "git_history",
        alwaysActive = true,
        ordered = "entry",
        parallel = 32,
        timeout_ms = 3_600_000,
        retry_max = 1000,
        retry_maxDelay_ms = 60_000)
public final class GitHistory implements EntryListener {
    private static final int LONGEST_LIST = 100;

    private record Waiting(EntryEvent event, CompletableFuture<Boolean> done) {}

    private final HistoryRepository repository;
    private final TouchedFiles files;
    private final ZoneId zone;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Object turn = new Object();

    /** With the configuration of the plugin. @throws IOException if the repository cannot be opened */
    @Activate
    public GitHistory(@Reference DmartApi api) throws IOException {
        Path spaces = api.spacesFolder().orElseThrow(() -> new IOException("the store has no folder to commit"));
        Path folder = api.config("repository")
                .flatMap(JsonValue::asString)
                .map(Path::of)
                .orElseGet(() -> api.folder().resolve("spaces.git"));
        this.zone = api.timezone();
        this.files = new TouchedFiles(spaces);
        this.repository = new HistoryRepository(folder, spaces, zone, () -> excluded(api));
    }

    /**
     * Asked for each commit: what is excluded must not be in the first one after that was said, and the component is made anew
     * for it some time later only. So neither this nor the PID does without the other.
     */
    private static Set<String> excluded(DmartApi api) {
        return api.config("exclude")
                .flatMap(JsonValue::asArray)
                .map(GitHistory::texts)
                .orElse(Set.of());
    }

    private static Set<String> texts(JsonArray array) {
        return array.stream().flatMap(v -> v.asString().stream()).collect(Collectors.toSet());
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException, InterruptedException {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (waiting) {
            waiting.add(new Waiting(event, done));
        }
        synchronized (turn) {
            if (!done.isDone()) {
                commit(take());
            }
        }
        try {
            boolean unused = done.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private List<Waiting> take() {
        synchronized (waiting) {
            List<Waiting> batch = List.copyOf(waiting);
            waiting.clear();
            return batch;
        }
    }

    private void commit(List<Waiting> batch) {
        List<Waiting> open = new ArrayList<>(batch);
        open.sort(Comparator.comparingLong(w -> w.event().seq()));
        while (!open.isEmpty()) {
            String user = open.get(0).event().user();
            int end = 0;
            while (end < open.size() && open.get(end).event().user().equals(user)) {
                end++;
            }
            List<Waiting> same = open.subList(0, end);
            commitOf(user, same);
            same.clear();
        }
    }

    private void commitOf(String user, List<Waiting> same) {
        List<EntryEvent> events = same.stream().map(Waiting::event).toList();
        try {
            Places places = new Places();
            events.forEach(event -> files.collect(event, places));
            Instant when = Timestamps.parse(events.get(events.size() - 1).timestamp(), zone)
                    .orElseGet(Instant::now);
            boolean differs = firstSnapshot()
                    || repository.commit(
                            places, new HistoryRepository.Author(user, user + "@dmart", when), message(events));
            same.forEach(w -> w.done().complete(differs));
        } catch (IOException | RuntimeException e) { // everyone who waits must be told
            same.forEach(w -> w.done().completeExceptionally(e));
        }
    }

    /** The first commit is of everything. */
    private boolean firstSnapshot() throws IOException {
        return repository.isEmpty() && snapshot("the spaces as they were found");
    }

    private static String message(List<EntryEvent> events) {
        if (events.size() == 1) {
            return line(events.get(0)) + "\n\n" + trailer(events.get(0));
        }
        StringBuilder out = new StringBuilder().append(events.size()).append(" changes\n\n");
        events.stream().limit(LONGEST_LIST).forEach(e -> out.append(line(e)).append('\n'));
        if (events.size() > LONGEST_LIST) {
            out.append("and ").append(events.size() - LONGEST_LIST).append(" more\n");
        }
        return out.append('\n').append(trailer(events.get(events.size() - 1))).toString();
    }

    private static String line(EntryEvent event) {
        String subpath = event.subpath().equals("/") ? "" : event.subpath();
        return event.action().wire() + " "
                + event.resourceType().map(t -> t.wire() + " ").orElse("")
                + event.spaceName() + subpath + "/" + event.shortname().orElse("");
    }

    private static String trailer(EntryEvent last) {
        return "Dmart-Event: " + last.eventId() + "\nDmart-Seq: " + last.seq() + "\n";
    }

    /** Commits everything that no event told of. @return whether anything differs from the last commit */
    boolean snapshot(String message) throws IOException {
        return repository.snapshot(new HistoryRepository.Author("dmart", "dmart@dmart", Instant.now()), message);
    }

    /** Packs the repository. */
    void pack() throws IOException {
        repository.pack();
    }

    /** Closes the repository. */
    @Deactivate
    public void close() {
        repository.close();
    }
}
