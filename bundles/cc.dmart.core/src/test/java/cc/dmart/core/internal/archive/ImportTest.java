package cc.dmart.core.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.ManagementSpace;
import cc.dmart.core.internal.entry.imports.EntryImporter;
import cc.dmart.core.internal.entry.service.EntryWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an import tells of those who have more by it ({@code security.md} X1). */
class ImportTest {
    private static final SpaceName MGMT = new SpaceName("management");
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    /** Entries without anything else. */
    private static class Staged implements StagedSpaces {
        private final List<StoredEntry> entries = new ArrayList<>();

        Staged with(ResourceType type, String name, String fields) {
            return in(type.wire() + "s", type, name, fields);
        }

        Staged in(String folder, ResourceType type, String name, String fields) {
            return in(MGMT, folder, type, name, fields);
        }

        Staged in(SpaceName space, String folder, ResourceType type, String name, String fields) {
            Locator at = Locator.of(space.value(), folder, name, type);
            Entry entry = new Entry(at, EntryWorld.meta(name, fields));
            entries.add(new StoredEntry(entry, Optional.empty(), Optional.empty(), ""));
            return this;
        }

        @Override
        public List<SpaceName> spaces() {
            return List.of(MGMT, EntryWorld.SHOP);
        }

        @Override
        public int entries() {
            return entries.size();
        }

        @Override
        public List<String> foreign() {
            return List.of();
        }

        @Override
        public List<String> unnamed() {
            return List.of();
        }

        @Override
        public void scan(SpaceName space, ScanVisitor visitor) {
            entries.stream()
                    .filter(e -> e.at().space().equals(space) && visitor.wants(e.at().type()))
                    .forEach(e -> visitor.entry(e, List.of()));
        }

        @Override
        public boolean holds(Locator at) {
            return entries.stream().anyMatch(e -> e.at().equals(at));
        }

        @Override
        public Optional<PayloadFile> open(StoredEntry entry) {
            return Optional.empty();
        }

        @Override
        public List<HistoryRecord> history(Locator at) {
            if (at.shortname().value().equals("verbose")) {
                throw DmartException.Unavailable.now("a log cannot be read", new IOException("larger than allowed"));
            }
            return List.of();
        }

        @Override
        public List<HistoryRecord> attachmentHistory(Locator parent) {
            return List.of();
        }

        @Override
        public void close() {}
    }

    private JsonObject imported(StagedSpaces staged) {
        return imported(staged, world.importer, Executors.newCachedThreadPool());
    }

    private JsonObject imported(StagedSpaces staged, EntryImporter importer, ExecutorService writers) {
        Report report = new Report();
        Import work = new Import(world.store, importer, world.access, new ManagementSpace(MGMT), staged, report);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> work.run(EntryWorld.DMART.silently(), writers), "no writer to wait for");
        return report.json();
    }

    private static List<String> gaining(JsonObject report) {
        return report.array("gained_by_groups").stream()
                .flatMap(all -> all.stream())
                .map(one -> one.asObject().orElseThrow())
                .map(one -> one.string("shortname").orElseThrow() + " " + one.strings("roles"))
                .toList();
    }

    @Test
    void membersWhoAreNotInTheArchiveAreNamed() {
        imported(new Staged()
                .with(ResourceType.GROUP, "crew", "{'roles':[]}")
                .with(ResourceType.USER, "old", "{'roles':[],'groups':['crew']}")
                .with(ResourceType.USER, "same", "{'roles':['keeper'],'groups':['crew']}")
                .with(ResourceType.USER, "gone", "{'roles':[],'groups':['crew']}"));
        JsonObject report = imported(new Staged()
                .with(ResourceType.GROUP, "crew", "{'roles':['keeper']}")
                .with(ResourceType.USER, "gone", "{'roles':[],'groups':[]}")
                .with(ResourceType.USER, "fresh", "{'roles':[],'groups':['crew']}"));
        assertThat(gaining(report)).containsExactlyInAnyOrder("old [keeper]", "fresh [keeper]");
        assertThat(report.number("gained_by_groups_count").map(JsonNumber::text))
                .contains("2");
    }

    /** What lies beside their folders counts for nobody. */
    @Test
    void accountsAndGroupsElsewhereAreEntriesLikeOthers() {
        imported(new Staged()
                .with(ResourceType.GROUP, "crew", "{'roles':['keeper']}")
                .with(ResourceType.USER, "old", "{'roles':[],'groups':['crew']}"));
        Staged elsewhere = new Staged()
                .in("schema", ResourceType.GROUP, "crew", "{'roles':['spare']}")
                .in("schema", ResourceType.USER, "draft", "{'roles':[],'groups':['crew']}");
        JsonObject report = imported(elsewhere);
        assertThat(report.number("failed_count").map(JsonNumber::text)).contains("0");
        assertThat(gaining(report)).isEmpty();
    }

    /** Requests make them there, and an export has them. */
    @Test
    void inOtherSpacesTheyCountForNobodyAndAreThere() {
        Map<ResourceType, String> fields = Map.of(
                ResourceType.USER, "{'roles':['keeper'],'groups':['crew'],'type':'web','email':'draft@example.com'}",
                ResourceType.GROUP, "{'roles':['keeper']}",
                ResourceType.ROLE, "{'permissions':['super_manager']}",
                ResourceType.PERMISSION, "{'subpaths':{},'resource_types':['content'],'actions':['view']}",
                ResourceType.FOLDER, "{}");
        Staged staged = new Staged().with(ResourceType.GROUP, "crew", "{'roles':['keeper']}");
        fields.forEach((type, values) ->
                staged.in(EntryWorld.SHOP, type == ResourceType.FOLDER ? "/" : "people", type, type.wire(), values));
        JsonObject report = imported(staged);
        assertThat(report.array("failed").orElseThrow().stream()).isEmpty();
        assertThat(gaining(report)).isEmpty();
        assertThat(staged.entries)
                .allSatisfy(each -> assertThat(world.store
                                .find(each.at())
                                .orElseThrow()
                                .entry()
                                .meta()
                                .without("last_checksum_history"))
                        .isEqualTo(each.entry().meta().without("last_checksum_history")));
    }

    @Test
    void anArchiveOfGroupsAloneNamesTheirMembersOnce() {
        imported(new Staged()
                .with(ResourceType.GROUP, "crew", "{'roles':[]}")
                .with(ResourceType.GROUP, "team", "{'roles':[]}")
                .with(ResourceType.USER, "old", "{'roles':[],'groups':['crew','team']}"));
        Staged groups = new Staged()
                .with(ResourceType.GROUP, "crew", "{'roles':['keeper']}")
                .with(ResourceType.GROUP, "team", "{'roles':['spare']}");
        assertThat(gaining(imported(groups))).containsExactly("old [keeper, spare]");
        assertThat(gaining(imported(groups))).as("nothing was written").isEmpty();
    }

    private static Staged roles() {
        return new Staged()
                .with(ResourceType.ROLE, "one", "{'permissions':[]}")
                .with(ResourceType.ROLE, "two", "{'permissions':[]}")
                .with(ResourceType.ROLE, "three", "{'permissions':[]}");
    }

    private static String told(JsonObject report, String name) {
        return report.number(name).map(JsonNumber::text).orElse("");
    }

    @Test
    void aLogThatCannotBeReadKeepsNoEntryOut() {
        Locator verbose = Locator.of("management", "roles", "verbose", ResourceType.ROLE);
        JsonObject report = imported(roles().with(ResourceType.ROLE, "verbose", "{'permissions':[]}"));
        assertThat(told(report, "roles_inserted")).isEqualTo("4");
        assertThat(world.store.find(verbose)).isPresent();
        assertThat(told(report, "failed_count")).isEqualTo("1");
        assertThat(JsonCodec.writeString(report.array("failed").orElseThrow()))
                .contains("management/roles/verbose", "history");
    }

    /** Its path is longer than a subpath may be. */
    @Test
    void anAttachmentOfNothingIsNamedHoweverLongItsPath() {
        Locator parent = Locator.of("shop", "f".repeat(128), "n".repeat(64), ResourceType.CONTENT);
        Locator at = parent.attachment(ResourceType.COMMENT, new Shortname("c".repeat(64)));
        Entry note = new Entry(at, EntryWorld.meta(at.shortname().value(), "{}"));
        StoredEntry stored = new StoredEntry(note, Optional.empty(), Optional.empty(), "");
        JsonObject report = imported(new Staged() {
            @Override
            public void scan(SpaceName space, ScanVisitor visitor) {
                if (space.equals(EntryWorld.SHOP) && visitor.wantsStrays()) {
                    visitor.strays(parent, List.of(stored));
                }
            }
        });
        assertThat(report.array("failed").orElseThrow().stream()
                        .map(one -> one.asObject().orElseThrow().string("path").orElseThrow()))
                .containsExactly("shop/" + at.subpath().value() + "/" + at.shortname());
    }

    @Test
    void whatAnErrorKeptOutIsNamed() {
        EntryImporter broken = (caller, entries, told) -> {
            world.importer.store(caller, entries.subList(0, 1), told);
            throw new NoClassDefFoundError("made up");
        };
        JsonObject report = imported(roles(), broken, Executors.newCachedThreadPool());
        assertThat(told(report, "roles_inserted")).isEqualTo("1");
        assertThat(told(report, "failed_count")).isEqualTo("2");
        assertThat(report.array("failed").orElseThrow().stream()
                        .map(one -> one.asObject().orElseThrow().string("path").orElseThrow()))
                .containsExactlyInAnyOrder("management/roles/two", "management/roles/three");
    }

    @Test
    void anImportGoesOnWithoutAThread() {
        ExecutorService none = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        JsonObject report = imported(roles(), world.importer, none);
        assertThat(told(report, "roles_inserted")).isEqualTo("3");
        assertThat(told(report, "failed_count")).isEqualTo("0");
    }

    @Test
    void whatBeganIsNotBegunAgain() {
        ExecutorService odd = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            public void execute(Runnable task) {
                task.run();
                throw new NoClassDefFoundError("made up");
            }
        };
        JsonObject report = imported(roles(), world.importer, odd);
        assertThat(told(report, "roles_inserted")).isEqualTo("3");
        assertThat(told(report, "skipped")).isEqualTo("0");
    }
}
