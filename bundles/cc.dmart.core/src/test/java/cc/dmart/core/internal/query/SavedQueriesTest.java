package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.core.internal.entry.EntryWorld;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long the search of a saved query may be ({@code query.md} 1.1, 2.1). */
class SavedQueriesTest {
    private final EntryWorld world = new EntryWorld();
    private final QueryWorld shop = QueryWorld.inMemory();
    private final SavedQueries saved = new SavedQueries(world.service, Defaults.with(Map.of()));
    private final SavedQueryServiceImpl service = new SavedQueryServiceImpl(saved, shop.queries);

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
        String text = ("{'shortname':'saved','subpath':'pens'" + request + "}").replace('\'', '"');
        JsonObject body = JsonCodec.parseObject(text.getBytes(StandardCharsets.UTF_8));
        return service.run(QueryWorld.ALL, new SpaceName("shop"), body, false).total();
    }

    private static String values(int count) {
        return ",'attributes':{'names':['red_shoe'" + ",'something_of_no_entry'".repeat(count) + "]}";
    }

    @Test
    void valuesMakeItLongerThanAClientMayWriteIt() {
        assertThat(run("@shortname:$names", values(300))).isEqualTo(1);
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
}
