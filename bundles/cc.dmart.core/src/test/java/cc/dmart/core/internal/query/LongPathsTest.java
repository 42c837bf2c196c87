package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attachments of an entry whose subpath and name are as long as they may be ({@code http-api.md} 1.7, 1.11). */
class LongPathsTest {
    private static final String FOLDER = "f".repeat(128);
    private static final Locator ENTRY = new Locator(
            new SpaceName("shop"), new Subpath(FOLDER), new Shortname("n".repeat(64)), ResourceType.CONTENT);
    private static final Locator NOTE = ENTRY.attachment(ResourceType.COMMENT, new Shortname("c".repeat(64)));

    private QueryWorld world;

    @BeforeEach
    void open() {
        world = QueryWorld.inMemory();
        world.put(ENTRY, meta(ENTRY));
        world.put(NOTE, meta(NOTE));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(String text) {
        return JsonCodec.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject meta(Locator at) {
        return json("{'uuid':'u-" + at.type().wire() + "','shortname':'" + at.shortname()
                + "','is_active':true,'owner_shortname':'dmart','tags':['t'],'created_at':'2025-02-02T00:00:00',"
                + "'updated_at':'2025-02-02T00:00:00'}");
    }

    private List<WireRecord> ask(String more) {
        return world.ask(QueryWorld.ALL, "{'space_name':'shop'," + more + "}").records();
    }

    @Test
    void eventsAreListed() {
        world.commit(new ChangeOp.AppendActivity(
                NOTE.space(),
                json("{'resource':{'type':'comment','space_name':'shop','subpath':'"
                        + NOTE.subpath().slashed()
                        + "','shortname':'" + NOTE.shortname() + "'},'user_shortname':'x','request':'create',"
                        + "'timestamp':'2025-03-01T00:00:00.000000','attributes':{}}")));
        assertThat(ask("'type':'events','subpath':'/'"))
                .extracting(WireRecord::subpath)
                .containsExactly(NOTE.subpath().wire());
    }

    @Test
    void theyAreFoundWithTheirLockAndJoined() {
        world.locks.committed(1, new Change(List.of(), List.of(locked()), false));
        List<WireRecord> found = ask("'type':'attachments','subpath':'" + FOLDER
                + "','retrieve_lock_status':true,'include_fields':['shortname'],'join':[{'join_on':'tags:tags','alias':'same',"
                + "'query':{'type':'search','space_name':'shop','subpath':'" + FOLDER + "'}}]");
        assertThat(found).hasSize(1);
        JsonObject attributes = found.get(0).attributes();
        assertThat(attributes.object("locked").flatMap(l -> l.string("owner_shortname")))
                .contains("mona");
        assertThat(JsonCodec.writeString(attributes.object("join").orElseThrow()))
                .contains("u-content");
    }

    private static EntryEvent locked() {
        return new EntryEvent(
                "e",
                1,
                "shop",
                NOTE.subpath().slashed(),
                Optional.of(NOTE.shortname().value()),
                ActionType.LOCK,
                Optional.of(NOTE.type()),
                Optional.empty(),
                json("{'lock_period':60,'owner_shortname':'mona'}"),
                "mona",
                "2025-03-01T00:00:00.000000",
                "r",
                Optional.empty(),
                Optional.empty(),
                0);
    }

    @Test
    void theyAreGrouped() {
        List<WireRecord> groups = ask("'type':'attachments_aggregation','subpath':'" + FOLDER
                + "','aggregation_data':{'group_by':['@subpath'],'reducers':['count']}");
        assertThat(groups)
                .extracting(group -> group.attributes().string("subpath").orElse(""))
                .containsExactly(NOTE.subpath().wire());
    }

    /** Which is longer than a question about entries may say. */
    @Test
    void theyAreAskedForByTheirOwnPath() {
        world.commit(
                new ChangeOp.AppendHistory(
                        NOTE,
                        HistoryRecord.of(
                                "h1", "2025-03-01T00:00:00.000000", "mona", JsonObject.EMPTY, JsonObject.EMPTY)),
                new ChangeOp.AppendActivity(
                        NOTE.space(),
                        json("{'resource':{'type':'comment','space_name':'shop','subpath':'"
                                + NOTE.subpath().slashed() + "','shortname':'" + NOTE.shortname() + "','uuid':'e1'},"
                                + "'user_shortname':'x','request':'create','attributes':{},"
                                + "'timestamp':'2025-03-01T00:00:00.000000'}")));
        String below = "'subpath':'" + NOTE.subpath().slashed() + "'";
        assertThat(ask("'type':'history','filter_shortnames':['" + NOTE.shortname() + "']," + below))
                .extracting(line -> line.uuid().orElse(""))
                .containsExactly("h1");
        assertThat(ask("'type':'events'," + below))
                .extracting(line -> line.uuid().orElse(""))
                .containsExactly("e1");
        assertThat(ask("'type':'attachments'," + below))
                .extracting(WireRecord::shortname)
                .containsExactly(NOTE.shortname().value());
        WireRecord counts = ask("'type':'attachments_aggregation'," + below).get(0);
        assertThat(counts.subpath()).isEqualTo(NOTE.subpath().wire());
        assertThat(counts.attributes()).isEqualTo(json("{'comment':1}"));
        assertThatThrownBy(() -> ask("'type':'search'," + below))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE_ENTITY));
    }
}
