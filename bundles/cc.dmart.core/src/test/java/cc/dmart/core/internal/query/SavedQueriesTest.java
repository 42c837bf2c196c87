package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.core.internal.entry.service.EntryWorld;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long the search of a saved query may be ({@code query.md} 1.1, 2.1). */
class SavedQueriesTest {
    private final EntryWorld world = new EntryWorld();
    private final QueryWorld shop = QueryWorld.inMemory();
    private final SavedQueries service = new SavedQueries(world.service, shop.queries, Defaults.with(Map.of()));

    @AfterEach
    void close() {
        world.close();
        shop.close();
    }

    private long run(String search, String request) {
        world.putJson(
                "shop",
                "pens",
                "saved",
                ResourceType.CONTENT,
                "{'type':'search','subpath':'/','search':'" + search + "'}",
                "");
        return run("{'shortname':'saved','subpath':'pens'" + request + "}");
    }

    private static JsonObject body(String request) {
        return JsonCodec.parseObject(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private long run(String request) {
        return service.run(QueryWorld.ALL, new SpaceName("shop"), body(request), false)
                .total();
    }

    private static String values(int count) {
        return ",'attributes':{'names':['red_shoe'" + ",'something_of_no_entry'".repeat(count) + "]}";
    }

    @Test
    void valuesMakeItLongerThanAClientMayWriteIt() {
        assertThat(run("@shortname:$names", values(300))).isEqualTo(1);
    }

    /** Also where the answer is made as a whole, as a sample is. */
    @Test
    void aTableOfItMayBeASample() {
        world.putJson(
                "shop",
                "pens",
                "saved",
                ResourceType.CONTENT,
                "{'type':'random','subpath':'/','search':'@shortname:$names'}",
                "");
        List<String> names = new ArrayList<>();
        service.rows(
                        QueryWorld.ALL,
                        new SpaceName("shop"),
                        body("{'shortname':'saved','subpath':'pens'" + values(300) + "}"))
                .rows()
                .each(record -> names.add(record.shortname()));
        assertThat(names).containsExactly("red_shoe");
    }

    @Test
    void itHasBoundsAllTheSame() {
        assertThatThrownBy(() -> run("@shortname:$names", values(1500)))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOMETHING_WRONG));
        assertThatThrownBy(() -> run("@shortname:$names", values(4000)))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE_ENTITY));
        String own = ",'query_overrides':{'search':'" + "x".repeat(1025) + "'}";
        assertThatThrownBy(() -> run("@shortname:$names", own))
                .isInstanceOfSatisfying(
                        DmartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE_ENTITY));
    }

    /** One that hangs on an entry whose path is as long as it may be. */
    @Test
    void itMayLieDeeperThanAnEntry() {
        String folder = "f".repeat(128);
        String name = "n".repeat(64);
        world.put("shop", folder, name, ResourceType.CONTENT, "{}");
        world.putJson(
                "shop",
                folder + "/" + name,
                "saved",
                ResourceType.JSON,
                "{'type':'search','subpath':'/','search':'@shortname:red_shoe'}",
                "");
        assertThat(run("{'shortname':'saved','resource_type':'json','subpath':'" + folder + "/" + name + "'}"))
                .isEqualTo(1);
    }
}
