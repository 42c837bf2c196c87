package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ArchiveLimits;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.NioDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as other programs write them ({@code storage.md} 1.2, 1.6, 1.7, 2.10, 5.3, 6). */
final class ForeignFilesTest {
    private static final SpaceName SHOP = new SpaceName("shop");
    private static final Locator PEN = Locator.of("shop", "catalog", "pen", ResourceType.CONTENT);

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        write("shop/.dm/meta.space.json", "{}");
        write("shop/catalog/.dm/meta.folder.json", "{}");
        write("shop/.dm/catalog/history.jsonl", "{\"uuid\":\"f\"}\n");
        write("shop/.dm/catalog/attachments.media/meta.banner.json", "{}");
        write("shop/.dm/catalog/pen/history.jsonl", "{\"uuid\":\"a1\"}\n");
        write("shop/catalog/.dm/pen/meta.content.json", "{}");
        write("shop/catalog/.dm/pen/attachments.comment/meta.c1.json", remark());
        write("shop/catalog/.dm/pen/attachments.comment/c1.json", "{\"body\":\"nice\"}");
    }

    private static String remark() {
        return "{\"payload\":{\"content_type\":\"comment\",\"body\":\"c1.json\"}}";
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve("spaces").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Store open() throws IOException {
        return Fixtures.open(new NioDisk(), folder);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-01T10:11:12.000013,2024-05-01T10:11:12.000013",
        "2024-05-01T10:11:12Z,2024-05-01T10:11:12.000000",
        "2024-05-01T10:11:12.1234567,2024-05-01T10:11:12.123456",
        "2024-05-01T10:11:12+03:00,2024-05-01T07:11:12.000000",
        "yesterday,yesterday"
    })
    void datesHaveOneForm(String written, String read) throws IOException {
        String dates = "{\"created_at\":\"%s\",\"updated_at\":\"%s\"}".formatted(written, written);
        write("shop/catalog/.dm/pen/meta.content.json", dates);
        write("shop/catalog/.dm/pen/history.jsonl", "{\"uuid\":\"1\",\"timestamp\":\"" + written + "\"}\n");
        write("shop/.dm/events.jsonl", "{\"timestamp\":\"" + written + "\"}\n");
        try (Store store = open()) {
            StoredEntry found = store.finder().find(PEN).orElseThrow();
            assertThat(found.entry().meta().string("created_at")).contains(read);
            assertThat(found.entry().meta().string("updated_at")).contains(read);
            assertThat(store.logs().history(PEN, 0, 1).get(0).timestamp()).contains(read);
            List<Optional<String>> events = new ArrayList<>();
            store.logs().activity(SHOP, line -> events.add(line.string("timestamp")));
            assertThat(events).containsExactly(Optional.of(read));
        }
        assertThat(Files.readString(folder.resolve("spaces/shop/catalog/.dm/pen/meta.content.json")))
                .as("reading changes nothing")
                .isEqualTo(dates);
    }

    /** Several attachments may have the name, each of a type of its own. */
    @Test
    void aLineThatNamesNoTypeStaysWhenAnAttachmentGoes() throws IOException {
        String stays = "{\"uuid\":\"a1\"}\n{\"uuid\":\"a2\",\"attachment\":\"c1\"}\n";
        write("shop/.dm/catalog/pen/history.jsonl", stays + "{\"uuid\":\"a3\",\"attachment\":\"comment/c1\"}\n");
        Locator remark = PEN.attachment(ResourceType.COMMENT, new Shortname("c1"));
        try (Store store = open()) {
            Scenarios.commit(store, Scenarios.putJson(Scenarios.INK, true, 1));
            Locator moved = Scenarios.INK.attachment(ResourceType.COMMENT, new Shortname("c2"));
            Scenarios.commit(store, Scenarios.move(remark, moved));
            assertThat(store.logs().history(moved, 0, 5))
                    .extracting(HistoryRecord::uuid)
                    .containsExactly("a3");
        }
        assertThat(folder.resolve("spaces/shop/.dm/catalog/pen/history.jsonl")).hasContent(stays);
        assertThat(folder.resolve("spaces/shop/.dm/catalog/ink/history.jsonl"))
                .hasContent("{\"uuid\":\"a3\",\"attachment\":\"comment/c2\"}");
    }

    /** Also where no line is one that can be shown. */
    @Test
    void logsAreReadNoLongerThanARequestMayTake() throws IOException {
        write("shop/.dm/events.jsonl", "no line at all\n");
        try (Store store = open()) {
            Deadline.begin(-1);
            assertThatThrownBy(() -> store.logs().activity(SHOP, line -> true))
                    .isInstanceOfSatisfying(
                            DmartException.class, e -> assertThat(e.status()).isEqualTo(504));
        } finally {
            Deadline.end();
        }
    }

    @Test
    void whatIsWrittenRightAfterUsIsSeenThoughItIsAsLong() throws IOException {
        try (Store store = open()) {
            for (String name : List.of("pen.json", ".dm/pen/meta.content.json")) {
                Scenarios.commit(store, Scenarios.putJson(PEN, false, 1));
                Path file = folder.resolve("spaces/shop/catalog").resolve(name);
                Files.writeString(
                        file, Files.readString(file).replace("n\":1", "n\":2").replace("test\":1", "test\":2"));
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusMillis(1)));
                StoredEntry found = store.finder().find(PEN).orElseThrow();
                assertThat(json(store, PEN).orElseThrow()
                                + found.entry()
                                        .meta()
                                        .number("version_of_test")
                                        .orElseThrow()
                                        .longValue())
                        .isEqualTo(name.equals("pen.json") ? "{\"n\":2}1" : "{\"n\":1}2");
            }
        }
    }

    @Test
    void theBodyOfARemarkMayBeAFile() throws IOException {
        try (Store store = open()) {
            Locator at = Locator.of("shop", "catalog/pen", "c1", ResourceType.COMMENT);
            assertThat(json(store, at)).contains("{\"body\":\"nice\"}");
            assertThat(store.finder().find(at).flatMap(StoredEntry::payloadFile))
                    .contains("c1.json");
        }
    }

    @Test
    void aJsonPayloadThatLostItsNameHasItsFile() throws IOException {
        write("shop/catalog/.dm/pen/meta.content.json", "{\"payload\":{\"content_type\":\"json\"}}");
        write("shop/catalog/pen.json", "{\"n\":1}");
        try (Store store = open()) {
            assertThat(json(store, PEN)).contains("{\"n\":1}");
        }
    }

    private static Optional<String> json(Store store, Locator at) {
        return store.finder()
                .find(at)
                .flatMap(StoredEntry::jsonBody)
                .map(JsonRaw::utf8)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private List<String> findings(Kind... kinds) throws IOException {
        ConcurrentSkipListSet<String> out = new ConcurrentSkipListSet<>();
        try (Store store = open()) {
            store.scan().scan(SHOP, Subpath.ROOT, Runnable::run, new ScanVisitor() {
                @Override
                public void entry(StoredEntry entry, List<StoredEntry> attachments) {}

                @Override
                public void finding(StorageFinding finding) {
                    if (List.of(kinds).contains(finding.kind())) {
                        out.add(finding.kind() + " " + finding.path());
                    }
                }
            });
        }
        return List.copyOf(out);
    }

    @Test
    void whatHangsOnFoldersAndTheLogsOfAttachmentsAreInOrder() throws IOException {
        write("shop/.dm/gone/deep/pen/history.jsonl", "{\"uuid\":\"1\"}\n");
        assertThat(findings(Kind.CASE_COLLISION, Kind.MISSING_META, Kind.DUPLICATE_NAME))
                .isEmpty();
    }

    @Test
    void namesThatCollideOrHaveNoMetaAreReported() throws IOException {
        write("shop/Catalog/.dm/meta.folder.json", "{}");
        write("shop/.dm/lost/history.jsonl", "{\"uuid\":\"1\"}\n");
        write("shop/catalog/.dm/lost/attachments.media/meta.x.json", "{}");
        write("shop/catalog/pen/.dm/meta.folder.json", "{}");
        assertThat(findings(Kind.CASE_COLLISION, Kind.MISSING_META, Kind.DUPLICATE_NAME))
                .containsExactly(
                        "CASE_COLLISION shop",
                        "DUPLICATE_NAME shop/catalog/.dm/pen",
                        "MISSING_META shop/.dm/lost",
                        "MISSING_META shop/catalog/.dm/lost");
    }

    @Test
    void aTicketNeedsNoTimeLimit() throws IOException {
        write(
                "shop/catalog/.dm/case/meta.ticket.json",
                "{\"uuid\":\"0d6b4c8e-52a3-4b7e-9d14-7a60a5a0b001\",\"shortname\":\"case\",\"is_active\":true,\"tags\":[],"
                        + "\"created_at\":\"x\",\"updated_at\":\"x\",\"owner_shortname\":\"dmart\",\"state\":\"new\","
                        + "\"is_open\":true,\"workflow_shortname\":\"w\"}");
        assertThat(findings(Kind.MISSING_FIELD)).noneMatch(f -> f.contains("case"));
    }

    @Test
    void whatHasADefaultIsNotMissed() throws IOException {
        String uuid = "\"uuid\":\"0d6b4c8e-52a3-4b7e-9d14-7a60a5a0b001\"";
        write("shop/catalog/.dm/bare/meta.ticket.json", "{" + uuid + ",\"shortname\":\"bare\"}");
        write(
                "shop/catalog/.dm/reader/meta.role.json",
                "{" + uuid + ",\"shortname\":\"reader\",\"owner_shortname\":\"dmart\",\"permissions\":[]}");
        assertThat(findings(Kind.MISSING_FIELD))
                .anyMatch(f -> f.contains("bare"))
                .noneMatch(f -> f.contains("reader"));
    }

    @Test
    void valuesOfAnotherTypeAreReported() throws IOException {
        List<String> wrong = List.of(
                "\"tags\":\"x\"",
                "\"tags\":[1]",
                "\"is_active\":\"yes\"",
                "\"created_at\":5",
                "\"created_at\":\"not a date\"",
                "\"displayname\":\"x\"",
                "\"payload\":\"x\"",
                "\"acl\":{\"a\":1}");
        for (int i = 0; i < wrong.size(); i++) {
            write(
                    "shop/catalog/.dm/w" + i + "/meta.content.json",
                    "{\"shortname\":\"w" + i + "\"," + wrong.get(i) + "}");
        }
        write(
                "shop/catalog/.dm/right/meta.content.json",
                "{\"shortname\":\"right\",\"tags\":[],\"is_active\":true,\"created_at\":\"2024-01-01T00:00:00\","
                        + "\"displayname\":null,\"acl\":[{\"user_shortname\":\"a\"}]}");
        write(
                "shop/catalog/.dm/case/meta.ticket.json",
                "{\"shortname\":\"case\",\"reporter\":{\"name\":\"n\"},\"collaborators\":{\"a\":\"b\"}}");
        write(
                "shop/catalog/.dm/told/meta.notification.json",
                "{\"shortname\":\"told\",\"type\":\"admin\",\"priority\":\"high\",\"entry\":{\"type\":\"content\"}}");
        write(
                "shop/catalog/.dm/may/meta.permission.json",
                "{\"shortname\":\"may\",\"allowed_fields_values\":{},\"subpaths\":{},\"actions\":[\"view\"]}");
        assertThat(findings(Kind.WRONG_TYPE))
                .hasSize(wrong.size())
                .allMatch(f -> f.matches("WRONG_TYPE shop/catalog/.dm/w[0-7]/meta.content.json"));
    }

    private byte[] zipped() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Path root = folder.resolve("spaces");
        try (ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(root)) {
            zip.putNextEntry(new ZipEntry("shop/.dm/catalog/pen/"));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(root.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return out.toByteArray();
    }

    @Test
    void anArchiveHoldsLogsOfAttachmentsAndWhatHangsOnEntriesThatItHasNot() throws IOException {
        Files.delete(folder.resolve("spaces/shop/catalog/.dm/pen/meta.content.json"));
        write("shop/.dm/catalog/ink/history.jsonl", "{\"uuid\":\"a2\"}\n");
        write("shop/.dm/gone/deep/history.jsonl", "{\"uuid\":\"a3\"}\n");
        byte[] archive = zipped();
        List<String> strays = new ArrayList<>();
        try (Store store = open();
                StagedSpaces staged =
                        store.archives().stage(new ByteArrayInputStream(archive), new ArchiveLimits(100, 1 << 20))) {
            staged.scan(SHOP, new ScanVisitor() {
                @Override
                public boolean wantsFindings() {
                    return false;
                }

                @Override
                public boolean wantsStrays() {
                    return true;
                }

                @Override
                public void strays(Locator parent, List<StoredEntry> attachments) {
                    strays.add(parent.inside() + " "
                            + attachments.stream().map(a -> a.at().shortname()).toList());
                }

                @Override
                public void entry(StoredEntry entry, List<StoredEntry> attachments) {}

                @Override
                public void finding(StorageFinding finding) {}
            });
            assertThat(staged.attachmentHistory(PEN))
                    .extracting(HistoryRecord::uuid)
                    .containsExactly("a1");
        }
        assertThat(strays)
                .containsExactlyInAnyOrder("/catalog/pen [c1]", "/catalog/ink []", "/gone []", "/gone/deep []");
    }
}
