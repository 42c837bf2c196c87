package cc.dmart.plugin.example.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.testing.TestChange;
import org.junit.jupiter.api.Test;

class LineTotalTest {
    private static final Locator LINE = Locator.of("shop", "lines", "l1", ResourceType.CONTENT);

    private static JsonObject body(String sent) {
        TestChange change =
                TestChange.create(LINE, "{'tags':['a'],'payload':{'content_type':'json','body':" + sent + "}}");
        new LineTotal().before(change);
        JsonObject left = change.proposed().orElseThrow().attributes();
        assertThat(left.strings("tags")).containsExactly("a");
        return left.object("payload").orElseThrow().object("body").orElseThrow();
    }

    @Test
    void theTotalIsWorkedOutWhateverTheClientThinks() {
        assertThat(body("{'price':3,'quantity':4,'total':1}"))
                .isEqualTo(JsonCodec.parse("{\"price\":3,\"quantity\":4,\"total\":12}"));
        assertThat(body("{'price':2.5,'quantity':3}"))
                .isEqualTo(JsonCodec.parse("{\"price\":2.5,\"quantity\":3,\"total\":7.5}"));
    }

    @Test
    void whatIsNotNamedIsLeftAlone() {
        assertThat(body("{'price':3,'total':1}")).isEqualTo(JsonCodec.parse("{\"price\":3,\"total\":1}"));
        TestChange bare = TestChange.update(LINE, "{}", "{'tags':[]}");
        new LineTotal().before(bare);
        assertThat(bare.proposed().orElseThrow().attributes().has("payload")).isFalse();
        new LineTotal().before(TestChange.delete(LINE, "{}"));
    }
}
