package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The live feed leads to the documents of a rebuild. */
class IndexFeedTest extends IndexFeedFixture {
    @Test
    void liveFeedKeepsEntriesAttachmentsAndTrees() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator folder = at("/", "docs", ResourceType.FOLDER);
        Locator entry = at("/docs", "one", ResourceType.CONTENT);
        Locator comment = entry.attachment(ResourceType.COMMENT, new Shortname("c1"));
        change(feed, put(folder, "f", true));
        change(feed, putJson(entry, "{\"name\":\"hello\",\"n\":5}", true));
        change(feed, put(comment, "remark", true));
        assertThat(document(index, entry).text()).contains("hello", "5", "c1", "remark");
        assertThat(document(index, comment).kind()).isEqualTo(DocumentKind.ATTACHMENT);

        change(feed, putJson(entry, "{\"name\":\"bye\"}", false));
        assertThat(document(index, entry).text()).contains("bye", "remark").doesNotContain("hello");

        JsonObject inactive = meta(comment, "remark").with("is_active", JsonBool.FALSE);
        change(feed, new ChangeOp.PutEntry(comment, inactive, new PayloadChange.Keep(), false));
        assertThat(document(index, entry).text()).contains("bye").doesNotContain("remark", "c1");
        assertThat(document(index, comment).text()).contains("remark", "c1");
        assertThat(content(index.documents())).isEqualTo(rebuilt());

        change(feed, new ChangeOp.RemoveEntry(comment, Optional.empty()));
        assertThat(document(index, entry).text()).contains("bye").doesNotContain("remark");
        assertThat(find(index, comment)).isEmpty();

        change(feed, put(comment, "again", true));
        Locator moved = at("/", "papers", ResourceType.FOLDER);
        change(feed, new ChangeOp.MoveEntry(folder, moved, meta(moved, "f"), Optional.empty(), Optional.empty()));
        Locator inside = at("/papers", "one", ResourceType.CONTENT);
        assertThat(document(index, inside).text()).contains("bye", "again");
        assertThat(find(index, entry)).isEmpty();
        assertThat(find(index, folder)).isEmpty();
        assertThat(find(index, inside.attachment(ResourceType.COMMENT, new Shortname("c1"))))
                .isPresent();
        assertThat(content(index.documents())).isEqualTo(rebuilt());

        change(feed, new ChangeOp.RemoveEntry(moved, Optional.empty()));
        assertThat(index.documents()).isEmpty();
        assertThat(index.watermark()).isEqualTo(store.lastSeq());
    }

    /** An import brings attachments along with their entry. */
    @Test
    void attachmentsThatComeWithTheirEntryAreFound() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator entry = at("/", "one", ResourceType.CONTENT);
        Locator other = at("/", "two", ResourceType.CONTENT);
        ChangeOp made = putJson(entry, "{\"name\":\"hello\"}", true);
        ChangeOp remark = put(entry.attachment(ResourceType.COMMENT, new Shortname("c1")), "remark", true);
        change(feed, made, remark, putJson(other, "{}", true));
        assertThat(document(index, entry).text()).contains("hello", "remark");
        assertThat(content(index.documents())).isEqualTo(rebuilt());
    }

    private static EntryEvent updated(Locator at, String diff) {
        return EntryEvent.fromJson((JsonObject) JsonCodec.parse("{'event_id':'e','space_name':'shop','subpath':'"
                .concat(at.subpath().slashed() + "','shortname':'" + at.shortname() + "','resource_type':'")
                .concat(at.type().wire() + "','action_type':'update','user_shortname':'dmart',")
                .concat("'attributes':{" + diff + "}}")
                .replace('\'', '"')));
    }

    /** An import brings lines along that tell of what happened to the entry elsewhere, not of what it does to it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content | ''",
                "content | \"history_diff\":{\"is_active\":{\"old\":true,\"new\":false}}",
                "log | ''",
            })
    void attachmentsFollowAChangeThatTakesTheirEntryAway(String type, String diff) {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator entry = at("/", "one", ResourceType.of(type).orElseThrow());
        Locator comment = entry.attachment(ResourceType.COMMENT, new Shortname("c1"));
        change(feed, put(entry, "t", true));
        change(feed, put(comment, "remark", true));
        JsonObject inactive = meta(entry, "t").with("is_active", JsonBool.FALSE);
        JsonObject tags = (JsonObject) JsonCodec.parse("{\"tags\":{\"old\":[],\"new\":[\"t\"]}}");
        HistoryRecord archived = HistoryRecord.of("u1", "2025-01-01T00:00:00.000000", "eve", JsonObject.EMPTY, tags);
        List<ChangeOp> ops = List.of(
                new ChangeOp.PutEntry(entry, inactive, new PayloadChange.Keep(), false),
                new ChangeOp.AppendHistory(entry, archived));
        Change change = new Change(ops, List.of(updated(entry, diff)), true);
        feed.applied(store.commit(change), change);
        assertThat(content(index.documents())).isEqualTo(rebuilt());
    }

    private Change indexed(boolean now, List<EntryEvent> events) {
        ChangeOp put = new ChangeOp.PutEntry(Locator.ofSpace(SHOP), spaceMeta(now), new PayloadChange.Keep(), false);
        return new Change(List.of(put), events, true);
    }

    /** Nobody has read the setting since the start. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aSpaceIsIndexedAnewWithItsFirstChangeAfterAStart(boolean live) {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        Locator entry = at("/", "one", ResourceType.CONTENT);
        change(feed(index), putJson(entry, "{\"name\":\"hello\"}", true));
        assertThat(document(index, entry).text()).contains("hello");
        Change change =
                indexed(false, List.of(updated(Locator.ofSpace(SHOP), "'history_diff':{'indexing_enabled':{}}")));
        if (live) {
            IndexFeedImpl again = feed(index);
            again.applied(store.commit(change), change);
        } else { // it is caught up from the journal
            store.commit(change);
            feed(index);
        }
        until(() -> !document(index, entry).text().contains("hello"));
    }

    @Test
    void aChangeOfASpaceThatSaysWhatItChangesIndexesNothingAnew() {
        EntryEvent tags = updated(Locator.ofSpace(SHOP), "'history_diff':{'tags':{}}");
        EntryEvent setting = updated(Locator.ofSpace(SHOP), "'history_diff':{'indexing_enabled':{}}");
        assertThat(new ChangeReader(documents(), indexed(true, List.of(tags)), true).reindexesSpace())
                .isFalse();
        assertThat(new ChangeReader(documents(), indexed(true, List.of(setting)), true).reindexesSpace())
                .isTrue();
        assertThat(new ChangeReader(documents(), indexed(true, List.of()), true).reindexesSpace())
                .as("nobody knows")
                .isTrue();
    }

    /** Older data may have both. */
    @Test
    void anEntryThatGoesLeavesTheFolderOfItsName() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator entry = at("/", "pens", ResourceType.CONTENT);
        Locator inside = at("/pens", "blue", ResourceType.CONTENT);
        change(feed, put(at("/", "pens", ResourceType.FOLDER), "f", true));
        change(feed, put(entry, "e", true));
        change(feed, put(inside, "b", true));
        change(feed, new ChangeOp.RemoveEntry(entry, Optional.empty()));
        assertThat(find(index, inside)).isPresent();
        assertThat(find(index, entry)).isEmpty();
        assertThat(content(index.documents())).isEqualTo(rebuilt());
    }

    @Test
    void oneThatIsStoppedRefusesNothingThatIsDone() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        feed.stop();
        feed.missing(at("/", "gone", ResourceType.CONTENT));
        Change change = indexed(false, List.of());
        feed.applied(store.commit(change), change);
        assertThat(feed.begin(Optional.empty(), false)).isFalse();
        assertThat(feed.begin(Optional.of(SHOP), false)).isFalse();
    }

    @Test
    void aTicketThatDoesNotSaySoIsOpen() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator old = at("/", "old", ResourceType.TICKET);
        Locator closed = at("/", "closed", ResourceType.TICKET);
        JsonObject meta = meta(closed, "t").toBuilder().put("is_open", false).build();
        change(feed, put(old, "t", true), new ChangeOp.PutEntry(closed, meta, new PayloadChange.Keep(), true));
        assertThat(document(index, old).leaves().toString()).contains("is_open").contains("true");
        assertThat(document(index, closed).leaves().stream()
                        .filter(l -> l.toString().contains("is_open")))
                .isNotEmpty()
                .noneMatch(l -> l.toString().contains("true"));
    }

    @Test
    void s2_1_earlyCommentsAreFoundByTheirText() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator entry = at("/", "one", ResourceType.CONTENT);
        Locator comment = entry.attachment(ResourceType.COMMENT, new Shortname("c1"));
        JsonObject early = meta(comment, "t").toBuilder()
                .put("body", "looks fine")
                .put("state", "open")
                .build();
        change(feed, put(entry, "t", true));
        change(feed, new ChangeOp.PutEntry(comment, early, new PayloadChange.Keep(), true));
        assertThat(document(index, entry).text()).contains("looks fine");
        assertThat(document(index, comment).text()).contains("looks fine", "open");
        assertThat(document(index, comment).leaves().stream()
                        .filter(l -> l.path().equals("payload.body"))
                        .map(Leaf::text))
                .containsExactly("looks fine");
    }

    @Test
    void textFilesAreFreeText() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator at = at("/", "readme", ResourceType.CONTENT);
        JsonObject payload = JsonObject.builder()
                .put("content_type", "markdown")
                .put("body", "readme.md")
                .build();
        byte[] bytes = "# Title of the file".getBytes(StandardCharsets.UTF_8);
        change(
                feed,
                new ChangeOp.PutEntry(
                        at,
                        meta(at, "t").with("payload", payload),
                        new PayloadChange.Bytes("readme.md", bytes, Optional.empty()),
                        true));
        assertThat(document(index, at).text()).contains("# Title of the file");
        assertThat(content(index.documents())).isEqualTo(rebuilt());
    }

    @Test
    void hitWithoutAnEntryIsTakenOut() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator gone = at("/", "gone", ResourceType.CONTENT);
        Locator there = at("/", "there", ResourceType.CONTENT);
        change(feed, put(there, "x", true));
        IndexDocument left = new IndexDocument(gone, DocumentKind.ENTRY, Map.of(), List.of(), Set.of(), List.of());
        index.apply(new IndexBatch(0, List.of(), List.of(), List.of(left)));
        feed.missing(gone);
        feed.missing(there);
        until(() -> find(index, gone).isEmpty());
        assertThat(find(index, there)).isPresent();
    }

    @Test
    void largeFolderIsMovedInParts() {
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator folder = at("/", "big", ResourceType.FOLDER);
        change(feed, put(folder, "f", true));
        for (int i = 0; i < 1200; i++) {
            change(feed, put(at("/big", "e" + i, ResourceType.CONTENT), "t", true));
        }
        Locator to = at("/", "huge", ResourceType.FOLDER);
        change(feed, new ChangeOp.MoveEntry(folder, to, meta(to, "f"), Optional.empty(), Optional.empty()));
        assertThat(index.documents()).hasSize(1201);
        assertThat(content(index.documents())).isEqualTo(rebuilt());
        assertThat(index.watermark()).isEqualTo(store.lastSeq());
    }

    @Test
    void s4_1_secretsNeverGetIn() {
        Locator user = at("/users", "u1", ResourceType.USER);
        JsonObject meta = meta(user, "t")
                .with("password", JsonCodec.parse("\"$argon2id$hidden\""))
                .with("device_id", JsonCodec.parse("\"hidden\""))
                .with("last_login", JsonCodec.parse("{\"headers\":{\"x\":\"hidden\"}}"))
                .with("notes", JsonCodec.parse("\"hidden\""))
                .with("google_id", JsonCodec.parse("\"hidden\""))
                .with("facebook_id", JsonCodec.parse("\"hidden\""))
                .with("apple_id", JsonCodec.parse("\"hidden\""))
                .with("attempt_count", JsonCodec.parse("\"hidden\""))
                .with("locked_until", JsonCodec.parse("\"hidden\""))
                .with("query_policies", JsonCodec.parse("[\"hidden\"]"))
                .with("firebase_token", JsonCodec.parse("\"hidden\""))
                .with("acl", JsonCodec.parse("[{\"user_shortname\":\"hidden\",\"allowed_actions\":[\"view\"]}]"))
                .with("email", JsonCodec.parse("\"U1@x.org\""));
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        change(feed(index), new ChangeOp.PutEntry(user, meta, new PayloadChange.Keep(), true));
        IndexDocument document = document(index, user);
        assertThat(document.toString())
                .doesNotContain("hidden")
                .doesNotContain("argon2", "path=password")
                .contains("u1@x.org");
        assertThat(document.present()).contains("roles", "groups", "tags").doesNotContain("notes");
    }

    @Test
    void spaceWithoutIndexingHasMetaOnly() {
        space(false);
        InMemoryEntryIndex index = new InMemoryEntryIndex();
        IndexFeedImpl feed = feed(index);
        Locator a = at("/", "a", ResourceType.CONTENT);
        change(feed, putJson(a, "{\"v\":\"word\"}", true));
        assertThat(document(index, a).text()).isEmpty();
        assertThat(document(index, a).leaves()).noneMatch(l -> l.path().startsWith("payload.body"));
        assertThat(document(index, a).leaves()).anyMatch(l -> l.path().equals("tags"));

        change(feed, new ChangeOp.PutEntry(Locator.ofSpace(SHOP), spaceMeta(true), new PayloadChange.Keep(), false));
        until(() -> document(index, a).text().contains("word"));
    }
}
