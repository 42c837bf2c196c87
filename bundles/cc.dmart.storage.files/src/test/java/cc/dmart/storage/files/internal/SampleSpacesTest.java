package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample spaces open as they are ({@code storage.md} 7 and 8.5 points 1 and 3). */
final class SampleSpacesTest {
    @TempDir
    Path folder;

    private final List<StoredEntry> seen = new ArrayList<>();
    private final List<StorageFinding> findings = new ArrayList<>();
    private boolean wantsFindings = true;

    @BeforeEach
    void copySample() throws IOException {
        Trees.copy(Fixtures.sampleSpaces(), folder.resolve("spaces"));
    }

    private void scan(Store store) {
        ConcurrentLinkedQueue<StoredEntry> entries = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<StorageFinding> odd = new ConcurrentLinkedQueue<>();
        ExecutorService workers = Executors.newFixedThreadPool(3);
        try {
            store.listings()
                    .spaces()
                    .forEach(space -> store.scan().scan(space, Subpath.ROOT, workers, new ScanVisitor() {
                        @Override
                        public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                            entries.add(entry);
                            entries.addAll(attachments);
                        }

                        @Override
                        public boolean wantsFindings() {
                            return wantsFindings;
                        }

                        @Override
                        public void finding(StorageFinding finding) {
                            odd.add(finding);
                        }
                    }));
        } finally {
            workers.shutdown();
        }
        seen.addAll(entries);
        findings.addAll(odd);
    }

    @Test
    void countsOfTheTable() throws IOException {
        try (Store store = Fixtures.open(new NioDisk(), folder)) {
            scan(store);
        }
        Map<String, Long> byType = seen.stream()
                .collect(Collectors.groupingBy(e -> e.at().type().wire(), TreeMap::new, Collectors.counting()));
        assertThat(byType)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "space",
                        5L,
                        "folder",
                        28L,
                        "schema",
                        16L,
                        "content",
                        20L,
                        "permission",
                        21L,
                        "role",
                        7L,
                        "user",
                        3L,
                        "media",
                        3L,
                        "json",
                        2L));
        assertThat(seen).hasSize(105);
        assertThat(of(Kind.UNREADABLE)).isEmpty();
        assertThat(of(Kind.ORPHAN_FILE))
                .containsExactlyInAnyOrder(
                        "management/requests.json",
                        "applications/logs.json",
                        "applications/errors.json",
                        "applications/configurations/time_out.json");
    }

    @Test
    void wartsAreReported() throws IOException {
        try (Store store = Fixtures.open(new NioDisk(), folder)) {
            scan(store);
        }
        assertThat(of(Kind.LEGACY_CONTENT_TYPE)).hasSize(2);
        assertThat(of(Kind.EMPTY_SCHEMA)).hasSize(3).allMatch(p -> p.startsWith("personal/"));
        assertThat(Set.copyOf(findings.stream()
                        .filter(f ->
                                f.kind() == Kind.UNKNOWN_FIELD && f.message().contains("payload."))
                        .map(StorageFinding::path)
                        .toList()))
                .hasSize(18);
        assertThat(of(Kind.LEGACY_ATTACHMENT_DIRECTORY))
                .containsExactly("management/.dm/notifications/attachments.view.json");
        assertThat(of(Kind.PASSWORD_FORMAT)).containsExactly("management/users/.dm/anonymous/meta.user.json");
        assertThat(of(Kind.DUPLICATE_VALUE)).containsExactly("management/permissions/.dm/world/meta.permission.json");
        assertThat(of(Kind.MISSING_FIELD))
                .as("what has a default may be left out")
                .isEmpty();
        assertThat(of(Kind.UUID)).isEmpty();
        assertThat(of(Kind.NAME_MISMATCH)).isEmpty();
        assertThat(of(Kind.DANGLING_PAYLOAD)).isEmpty();
    }

    @Test
    void staleChecksumsAndDanglingNamesAreReported() throws IOException {
        try (Store store = Fixtures.open(new NioDisk(), folder)) {
            scan(store);
        }
        assertThat(seen.stream()
                        .filter(e -> e.entry()
                                .payload()
                                .flatMap(Payload::checksum)
                                .filter(sum -> sum.length() == 40)
                                .isPresent()))
                .hasSize(9);
        assertThat(of(Kind.CHECKSUM))
                .containsExactlyInAnyOrder(
                        "applications/schema/.dm/api/meta.schema.json",
                        "management/schema/.dm/api/meta.schema.json",
                        "management/schema/.dm/health_check/meta.schema.json",
                        "management/schema/.dm/workflow/meta.schema.json",
                        "management/schema/.dm/system_notification_request/attachments.media/meta.ui_schema.json",
                        "management/schema/.dm/admin_notification_request/attachments.media/meta.ui_schema.json");
        assertThat(findings.stream()
                        .filter(f -> f.kind() == Kind.DANGLING_REFERENCE)
                        .map(f -> f.path().replaceFirst(".*/\\.dm/", "") + ": " + f.message()))
                .containsExactlyInAnyOrder(
                        "dummy/meta.role.json: permission create_dummy is missing",
                        "interviewer/meta.permission.json: space hr is missing",
                        "view_world/meta.permission.json: space hr is missing",
                        "manage_debug/meta.permission.json: space debug is missing",
                        "view_activity_log/meta.permission.json: space ordering is missing",
                        "world/meta.permission.json: space test is missing");
    }

    @Test
    void aWalkWithoutFindingsSeesTheSameEntries() throws IOException {
        List<String> names = new ArrayList<>();
        try (Store store = Fixtures.open(new NioDisk(), folder)) {
            scan(store);
            seen.forEach(e -> names.add(e.at() + " " + e.version()));
            seen.clear();
            findings.clear();
            wantsFindings = false;
            scan(store);
        }
        assertThat(seen.stream().map(e -> e.at() + " " + e.version())).containsExactlyInAnyOrderElementsOf(names);
        assertThat(findings).extracting(StorageFinding::kind).containsOnly(Kind.LEGACY_ATTACHMENT_DIRECTORY);
    }

    private List<String> of(Kind kind) {
        return findings.stream()
                .filter(f -> f.kind() == kind)
                .map(StorageFinding::path)
                .toList();
    }

    @Test
    void everythingIsFoundByNameToo() throws IOException {
        try (Store store = Fixtures.open(new NioDisk(), folder)) {
            scan(store);
            for (StoredEntry entry : seen) {
                StoredEntry found = store.finder().find(entry.at()).orElseThrow();
                assertThat(found.entry()).isEqualTo(entry.entry());
                assertThat(found.version()).isEqualTo(entry.version());
                assertThat(found.payloadFile()).isEqualTo(entry.payloadFile());
                if (found.payloadFile().isPresent()) {
                    assertThat(store.payloads().open(found))
                            .as(entry.at().toString())
                            .isPresent();
                }
                Locator at = entry.at();
                if (at.type().isEntry() && at.type() != ResourceType.SPACE) {
                    assertThat(store.listings()
                                    .findByName(at.space(), at.subpath(), at.shortname())
                                    .map(StoredEntry::at))
                            .contains(at);
                    assertThat(store.listings().isTaken(at.space(), at.subpath(), at.shortname()))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void readingChangesNothing() throws IOException {
        SortedMap<String, String> before = withTimes(folder.resolve("spaces"));
        try (Store store = Fixtures.open(new NioDisk(), folder)) {
            scan(store);
            seen.forEach(e -> store.finder().find(e.at()));
        }
        assertThat(withTimes(folder.resolve("spaces"))).isEqualTo(before);
    }

    private static SortedMap<String, String> withTimes(Path root) throws IOException {
        SortedMap<String, String> out = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                if (!path.endsWith(".dmart.lock")) {
                    out.put(
                            root.relativize(path).toString(),
                            Files.getLastModifiedTime(path) + " "
                                    + java.util.Arrays.hashCode(Files.readAllBytes(path)));
                }
            }
        }
        return out;
    }

    @Test
    void loadAndSaveKeepsEveryMetaAndPayload() throws IOException {
        SortedMap<String, String> before = Trees.snapshot(folder.resolve("spaces"));
        try (Store store = Fixtures.open(new NioDisk(), folder)) {
            scan(store);
            for (StoredEntry entry : seen) {
                store.commit(new Change(
                        List.of(new ChangeOp.PutEntry(
                                entry.at(), entry.entry().meta(), new PayloadChange.Keep(), false)),
                        List.of(),
                        true));
            }
        }
        SortedMap<String, String> after = Trees.snapshot(folder.resolve("spaces"));
        for (Map.Entry<String, String> file : before.entrySet()) {
            String path = file.getKey().replace("attachments.view.json", "attachments.json");
            assertThat(after).containsKey(path);
            if (path.contains("/meta.")) {
                assertThat(json(after.get(path))).as(path).isEqualTo(json(file.getValue()));
            } else if (!path.contains("attachments.json")) {
                assertThat(after.get(path)).as(path).isEqualTo(file.getValue());
            }
        }
    }

    private static JsonValue json(String latin1) {
        return JsonCodec.parse(latin1.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
