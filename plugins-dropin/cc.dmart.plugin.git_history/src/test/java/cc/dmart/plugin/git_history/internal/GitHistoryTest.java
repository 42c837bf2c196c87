package cc.dmart.plugin.git_history.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestDelivery;
import cc.dmart.api.plugin.testing.TestEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository holds what lies in the spaces folder, with the acting users as authors. */
class GitHistoryTest {
    private static final Locator PEN = Locator.of("shop", "pens", "blue", ResourceType.CONTENT);

    @TempDir
    Path folder;

    private TestApi api;

    @BeforeEach
    void make() throws IOException {
        api = new TestApi().withFolders(folder.resolve("own"), folder.resolve("spaces"));
        file("shop/.dm/meta.space.json", "{}");
        file("shop/.dm/events.jsonl", "activity");
        pen("blue", "1");
    }

    private void file(String path, String text) throws IOException {
        Path file = folder.resolve("spaces").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void pen(String name, String body) throws IOException {
        file("shop/pens/.dm/" + name + "/meta.content.json", "{\"payload\":{\"body\":\"" + name + ".json\"}}");
        file("shop/pens/" + name + ".json", body);
    }

    private void happened(EntryEvent... events) throws Exception {
        GitHistory history = new GitHistory(api);
        try {
            for (EntryEvent event : events) {
                history.onEvent(event, new TestDelivery());
            }
        } finally {
            history.close();
        }
    }

    private Repository repository() throws IOException {
        return new FileRepositoryBuilder()
                .setGitDir(folder.resolve("own/spaces.git").toFile())
                .setBare()
                .build();
    }

    private List<RevCommit> log() throws Exception {
        List<RevCommit> out = new ArrayList<>();
        try (Repository repository = repository();
                Git git = new Git(repository)) {
            git.log().call().forEach(out::add);
        }
        return out;
    }

    private Optional<String> stored(String path) throws IOException {
        try (Repository repository = repository()) {
            ObjectId tree = repository.resolve("main^{tree}");
            try (TreeWalk walk = TreeWalk.forPath(repository, path, tree)) {
                return walk == null
                        ? Optional.empty()
                        : Optional.of(
                                new String(repository.open(walk.getObjectId(0)).getBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private List<String> files() throws IOException {
        List<String> out = new ArrayList<>();
        try (Repository repository = repository();
                TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(repository.resolve("main^{tree}"));
            walk.setRecursive(true);
            while (walk.next()) {
                out.add(walk.getPathString());
            }
        }
        return out;
    }

    private static EntryEvent by(String user, EntryEvent event) {
        return EntryEvent.fromJson(event.toJson().with("user_shortname", new cc.dmart.api.model.JsonString(user)));
    }

    @Test
    void theFirstCommitIsOfEverythingButTheActivity() throws Exception {
        happened(TestEvents.updated(PEN, "{}"));
        assertThat(log()).hasSize(1);
        assertThat(files())
                .containsExactly(
                        "shop/.dm/meta.space.json", "shop/pens/.dm/blue/meta.content.json", "shop/pens/blue.json");
    }

    @Test
    void aChangeIsACommitOfWhoMadeIt() throws Exception {
        happened(TestEvents.updated(PEN, "{}"));
        pen("blue", "2");
        file("shop/pens/unrelated.json", "not told of");
        EntryEvent event = by("omar", TestEvents.updated(PEN, "{}"));
        happened(event);
        RevCommit last = log().get(0);
        assertThat(last.getAuthorIdent().getName()).isEqualTo("omar");
        assertThat(last.getAuthorIdent().getWhenAsInstant()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(last.getFullMessage())
                .startsWith("update content shop/pens/blue\n\nDmart-Event: " + event.eventId() + "\nDmart-Seq: ");
        assertThat(stored("shop/pens/blue.json")).contains("2");
        assertThat(stored("shop/pens/unrelated.json")).isEmpty();
    }

    @Test
    void whatIsToldTwiceIsCommittedOnce() throws Exception {
        happened(TestEvents.updated(PEN, "{}"));
        pen("blue", "2");
        EntryEvent event = TestEvents.updated(PEN, "{}");
        happened(event);
        happened(event, event);
        assertThat(log()).hasSize(2);
    }

    @Test
    void deletedAndMovedEntriesLeaveNothingBehind() throws Exception {
        pen("red", "3");
        happened(TestEvents.updated(PEN, "{}"));
        delete("shop/pens/blue.json");
        delete("shop/pens/.dm/blue/meta.content.json");
        happened(TestEvents.deleted(PEN, "{}"));
        assertThat(files())
                .containsExactly(
                        "shop/.dm/meta.space.json", "shop/pens/.dm/red/meta.content.json", "shop/pens/red.json");
        delete("shop/pens/red.json");
        delete("shop/pens/.dm/red/meta.content.json");
        pen("green", "3");
        happened(TestEvents.event(
                ActionType.MOVE,
                Locator.of("shop", "pens", "green", ResourceType.CONTENT),
                TestEvents.json("{'src_space_name':'shop','src_subpath':'/pens','src_shortname':'red'}")));
        assertThat(files())
                .containsExactly(
                        "shop/.dm/meta.space.json", "shop/pens/.dm/green/meta.content.json", "shop/pens/green.json");
    }

    private void delete(String path) throws IOException {
        Files.delete(folder.resolve("spaces").resolve(path));
    }

    @Test
    void attachmentsAndFoldersAreFound() throws Exception {
        happened(TestEvents.updated(PEN, "{}"));
        file("shop/pens/.dm/blue/attachments.comment/meta.c1.json", "{\"body\":\"nice\"}");
        happened(TestEvents.created(Locator.of("shop", "pens/blue", "c1", ResourceType.COMMENT), "{}"));
        file("shop/inks/.dm/meta.folder.json", "{\"payload\":{\"body\":\"inks.json\"}}");
        file("shop/inks.json", "{}");
        happened(TestEvents.created(Locator.of("shop", "/", "inks", ResourceType.FOLDER), "{}"));
        file("shop/pens/.dm/blue/attachments.media/meta.pic.json", "{\"payload\":{\"body\":\"pic.png\"}}");
        file("shop/pens/.dm/blue/attachments.media/pic.png", "a picture");
        happened(TestEvents.created(Locator.of("shop", "pens/blue", "pic", ResourceType.MEDIA), "{}"));
        assertThat(files())
                .contains(
                        "shop/pens/.dm/blue/attachments.comment/meta.c1.json",
                        "shop/inks/.dm/meta.folder.json",
                        "shop/inks.json",
                        "shop/pens/.dm/blue/attachments.media/meta.pic.json",
                        "shop/pens/.dm/blue/attachments.media/pic.png");
        assertThat(log()).hasSize(4);
    }

    @Test
    void aSnapshotTakesInWhatNobodyToldOf() throws Exception {
        happened(TestEvents.updated(PEN, "{}"));
        file("shop/by_hand.json", "{}");
        GitHistory history = new GitHistory(api);
        assertThat(history.snapshot("by hand")).isTrue();
        assertThat(history.snapshot("by hand")).isFalse();
        history.pack();
        history.close();
        assertThat(stored("shop/by_hand.json")).contains("{}");
    }

    @Test
    void pathsMayBeLeftOut() throws Exception {
        api.with("exclude", JsonArray.ofStrings(List.of("management/users")));
        file("management/users/.dm/lina/meta.user.json", "{\"password\":\"hash\"}");
        happened(TestEvents.updated(Locator.of("management", "users", "lina", ResourceType.USER), "{}"));
        assertThat(files()).isNotEmpty().noneMatch(path -> path.startsWith("management/"));
    }

    /** An operator excludes the accounts of a server that runs. */
    @Test
    void aConfigurationCountsFromTheNextCommit() throws Exception {
        GitHistory history = new GitHistory(api);
        try {
            history.onEvent(TestEvents.updated(PEN, "{}"), new TestDelivery());
            api.with("exclude", JsonArray.ofStrings(List.of("management/users")));
            file("management/users/.dm/lina/meta.user.json", "{\"password\":\"hash\"}");
            history.onEvent(
                    TestEvents.updated(Locator.of("management", "users", "lina", ResourceType.USER), "{}"),
                    new TestDelivery());
        } finally {
            history.close();
        }
        assertThat(files()).isNotEmpty().noneMatch(path -> path.startsWith("management/"));
    }

    @Test
    void whatAKilledProcessLeftLockedIsUnlocked() throws Exception {
        happened(TestEvents.updated(PEN, "{}"));
        Files.createFile(folder.resolve("own/spaces.git/refs/heads/main.lock"));
        Files.createFile(folder.resolve("own/spaces.git/HEAD.lock"));
        pen("blue", "2");
        happened(TestEvents.updated(PEN, "{}"));
        assertThat(log()).hasSize(2);
    }

    @Test
    void changesThatWaitTogetherAreCommittedTogether() throws Exception {
        happened(TestEvents.updated(PEN, "{}"));
        List<EntryEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            pen("p" + i, "new");
            events.add(by(
                    i < 20 ? "lina" : "omar",
                    TestEvents.created(Locator.of("shop", "pens", "p" + i, ResourceType.CONTENT), "{}")));
        }
        GitHistory history = new GitHistory(api);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<JsonObject>> running = new ArrayList<>();
        for (EntryEvent event : events) {
            running.add(threads.submit(() -> {
                history.onEvent(event, new TestDelivery());
                return JsonObject.EMPTY;
            }));
        }
        for (Future<JsonObject> one : running) {
            one.get();
        }
        threads.shutdown();
        history.close();
        assertThat(files()).hasSize(3 + 2 * 40);
        assertThat(log().size()).isBetween(2, 41);
        assertThat(log().stream().map(c -> c.getAuthorIdent().getName())).contains("omar");
    }
}
