package cc.dmart.core.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.api.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HealthReportTest {
    @ParameterizedTest
    @CsvSource({
        "shop/pens/.dm/blue/meta.content.json, pens, blue, content",
        "shop/pens/.dm/blue/attachments.media/meta.pic.json, pens, blue, ''",
        "shop/pens/.dm/blue/attachments.media/pic.png, pens, blue, ''",
        "shop/pens/.dm/blue/history.jsonl, pens, blue, ''",
        "shop/pens/.dm/blue, pens, blue, ''",
        "shop/a/b/.dm/meta.folder.json, a, b, folder",
        "shop/pens/.dm/meta.folder.json, /, pens, folder",
        "shop/.dm/meta.space.json, /, shop, space",
        "shop/.dm/top/meta.ticket.json, /, top, ticket",
        "shop/pens/stray.json, pens, stray, ''",
        "shop/stray.json, /, stray, ''",
        "shop/drafts, /, drafts, ''",
        "shop/pens/.dm, /, pens, ''"
    })
    void aPathTellsTheEntry(String path, String folder, String shortname, String type) {
        FindingPlace place = FindingPlace.of(path);
        assertThat(place.folder()).isEqualTo(folder);
        assertThat(place.shortname()).isEqualTo(shortname);
        assertThat(place.type().orElse("")).isEqualTo(type);
    }

    private static StoredEntry entry(String name) {
        JsonObject meta = JsonCodec.parse("{\"uuid\":\"u-" + name + "\",\"shortname\":\"" + name + "\"}")
                .asObject()
                .orElseThrow();
        Entry entry = new Entry(Locator.of("shop", "pens", name, ResourceType.CONTENT), meta);
        return new StoredEntry(entry, Optional.empty(), Optional.empty(), "");
    }

    @Test
    void aFolderDescribesOneHundredAndCountsAll() {
        HealthReport report = new HealthReport("shop");
        Issue broken = new Issue("schema", Issue.Part.PAYLOAD, "not valid");
        for (int i = 0; i < 150; i++) {
            report.entry(entry("e" + i), List.of(broken));
        }
        report.entry(entry("fine"), List.of());
        JsonObject folder = report.stored()
                .object("folders_report")
                .flatMap(f -> f.object("pens"))
                .orElseThrow();
        assertThat(folder.array("invalid_entries").orElse(JsonArray.EMPTY).size())
                .isEqualTo(HealthReport.DESCRIBED);
        assertThat(JsonCodec.writeString(folder)).startsWith("{\"valid_entries\":1,");
        assertThat(JsonCodec.writeString(report.reply("soft"))).contains("\"total_issues\":150,");
    }

    @Test
    void aFindingGetsTheUuidOfAnEntryThatIsFineOtherwise() {
        HealthReport report = new HealthReport("shop");
        report.finding(new StorageFinding(Kind.DANGLING_PAYLOAD, "shop/pens/.dm/blue/meta.content.json", "no file"));
        report.entry(entry("blue"), List.of());
        assertThat(JsonCodec.writeString(report.stored())).contains("\"uuid\":\"u-blue\",\"shortname\":\"blue\"");
    }

    private static long valid(HealthReport report, String folder) {
        return report.stored()
                .object("folders_report")
                .flatMap(f -> f.object(folder))
                .flatMap(f -> f.number("valid_entries"))
                .orElseThrow()
                .longValue();
    }

    /** What is wrong beside entries takes nothing from their number, and what is wrong with one takes it once. */
    @Test
    void validEntriesAreThoseThatWereReadAndHaveNothingWrong() {
        HealthReport report = new HealthReport("shop");
        report.finding(new StorageFinding(Kind.MISSING_META, "shop/pens/.dm/x", "no meta of an entry"));
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop/pens/.dm/y/meta.content.json", "no JSON"));
        report.entry(entry("red"), List.of());
        report.entry(entry("blue"), List.of());
        assertThat(valid(report, "pens")).isEqualTo(2);
        String attachments = "shop/pens/.dm/gold/attachments.media/";
        report.finding(new StorageFinding(Kind.UNREADABLE, attachments + "meta.a.json", "no JSON"));
        report.finding(new StorageFinding(Kind.UNREADABLE, attachments + "meta.b.json", "no JSON"));
        report.entry(entry("gold"), List.of());
        assertThat(valid(report, "pens")).isEqualTo(2);
        report.entry(entry("grey"), List.of(new Issue("uuid", Issue.Part.NONE, "worth a look")));
        assertThat(valid(report, "pens")).isEqualTo(3);
    }

    /** An entry that shares the name of a folder is invalid, the folder is not, whichever is met first. */
    @Test
    void aFolderBesideAnEntryOfItsNameCounts() {
        StoredEntry folder = new StoredEntry(
                new Entry(Locator.of("shop", "pens", "red", ResourceType.FOLDER), JsonObject.EMPTY),
                Optional.empty(),
                Optional.empty(),
                "");
        for (boolean first : List.of(true, false)) {
            HealthReport report = new HealthReport("shop");
            if (first) {
                report.entry(folder, List.of());
            }
            report.finding(new StorageFinding(Kind.DUPLICATE_NAME, "shop/pens/.dm/red", "share one name"));
            report.entry(entry("red"), List.of());
            if (!first) {
                report.entry(folder, List.of());
            }
            assertThat(valid(report, "pens")).isEqualTo(1);
        }
    }

    private static StoredEntry directory(String subpath, String name, ResourceType type) {
        JsonObject meta = JsonObject.builder()
                .put("uuid", "u-" + name)
                .put("shortname", name)
                .build();
        Entry entry = new Entry(Locator.of("shop", subpath, name, type), meta);
        return new StoredEntry(entry, Optional.empty(), Optional.empty(), "");
    }

    /** Its attachments lie where those of an entry of its name would. */
    @Test
    void aFolderWithABrokenAttachmentIsInvalid() {
        HealthReport report = new HealthReport("shop");
        String attachment = "shop/.dm/pens/attachments.media/meta.pic.json";
        report.finding(new StorageFinding(Kind.UUID, "shop/.dm/inks/attachments.media/meta.pic.json", "no version 4"));
        report.finding(new StorageFinding(Kind.UNREADABLE, attachment, "no JSON"));
        report.entry(directory("/", "inks", ResourceType.FOLDER), List.of());
        report.entry(directory("/", "pens", ResourceType.FOLDER), List.of());
        assertThat(valid(report, "/")).isEqualTo(1);
        assertThat(JsonCodec.writeString(report.stored()))
                .contains("\"uuid\":\"u-pens\",\"shortname\":\"pens\",\"resource_type\":\"folder\"");
    }

    /** What is wrong is not the folder's, so the description is not of it. */
    @Test
    void anInvalidEntryIsNotDescribedAsTheFolderOfItsName() {
        HealthReport report = new HealthReport("shop");
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop/pens/.dm/red/meta.content.json", "no JSON"));
        report.entry(directory("pens", "red", ResourceType.FOLDER), List.of());
        assertThat(JsonCodec.writeString(report.stored()))
                .contains("\"uuid\":\"\",\"shortname\":\"red\",\"resource_type\":\"content\"");
    }

    /** The walk comes to its inside after its entry, and may fail in several parts of it. */
    @Test
    void aFolderThatCannotBeWalkedCountsNoLonger() {
        HealthReport report = new HealthReport("shop");
        report.entry(directory("/", "shop", ResourceType.SPACE), List.of());
        report.entry(directory("/", "shop", ResourceType.FOLDER), List.of());
        report.entry(directory("/", "pens", ResourceType.FOLDER), List.of());
        assertThat(valid(report, "/")).isEqualTo(3);
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop/pens/.dm", "the folder cannot be read"));
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop/pens", "the folder cannot be read"));
        assertThat(valid(report, "/")).isEqualTo(2);
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop", "the folder cannot be read"));
        assertThat(valid(report, "/")).as("the space").isEqualTo(1);
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop/shop", "the folder cannot be read"));
        assertThat(valid(report, "/")).isZero();
    }

    @Test
    void aFolderThatCannotBeReadIsAnInvalidFolder() {
        HealthReport report = new HealthReport("shop");
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop/pens", "the folder cannot be read"));
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop/inks/.dm", "the folder cannot be read"));
        assertThat(report.stored().strings("invalid_folders")).containsExactly("inks", "pens");
    }

    @Test
    void issuesOfOneEntryComeTogetherWithItsUuid() {
        HealthReport report = new HealthReport("shop");
        report.finding(new StorageFinding(Kind.DANGLING_PAYLOAD, "shop/pens/.dm/blue/meta.content.json", "no file"));
        report.entry(entry("blue"), List.of(new Issue("schema", Issue.Part.PAYLOAD, "not valid")));
        assertThat(JsonCodec.writeString(report.stored()))
                .isEqualTo(
                        "{\"invalid_folders\":[],\"folders_report\":{\"pens\":{\"valid_entries\":0,\"invalid_entries\":["
                                + "{\"issues\":[\"meta\",\"payload\"],\"uuid\":\"u-blue\",\"shortname\":\"blue\","
                                + "\"resource_type\":\"content\",\"exception\":\"no file; not valid\"}]}}}");
    }

    @Test
    void aFolderWithoutAReadableMetaIsAnInvalidFolder() {
        HealthReport report = new HealthReport("shop");
        report.finding(new StorageFinding(Kind.MISSING_FOLDER_META, "shop/drafts", "a folder without a meta"));
        report.finding(new StorageFinding(Kind.UNREADABLE, "shop/pens/.dm/meta.folder.json", "no JSON"));
        assertThat(report.stored().strings("invalid_folders"))
                .containsExactly("/shop/drafts/.dm/meta.folder.json", "pens");
    }

    @Test
    void aFolderWhosePayloadIsNotValidIsAnInvalidFolder() {
        HealthReport report = new HealthReport("shop");
        JsonObject meta = JsonCodec.parse("{\"uuid\":\"u\",\"shortname\":\"red\"}")
                .asObject()
                .orElseThrow();
        Entry folder = new Entry(Locator.of("shop", "pens", "red", ResourceType.FOLDER), meta);
        report.entry(
                new StoredEntry(folder, Optional.empty(), Optional.empty(), ""),
                List.of(new Issue("schema", Issue.Part.META, "not valid")));
        assertThat(report.stored().strings("invalid_folders")).containsExactly("pens/red");
    }
}
