package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestEvents;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations of plugins that are entries of the management space ({@code plugins-events.md} 2.7). */
class EntrySettingsTest {
    private final TestApi api = new TestApi();
    private final EntrySettings entries = new EntrySettings(api, "management");

    private static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    private void store(String attributes) {
        api.create("management", WireRecord.of(ResourceType.CONTENT, "audit", "plugins", json(attributes)));
    }

    @Test
    void theBodyOfAnActiveEntryCounts() throws IOException {
        assertThat(entries.of("audit")).isEqualTo(JsonObject.EMPTY);
        store("{'is_active':true,'payload':{'content_type':'json','body':{'ordinal':3,'attributes':{'x':1}}}}");
        assertThat(entries.of("audit")).isEqualTo(json("{'ordinal':3,'attributes':{'x':1}}"));
        assertThat(entries.of("other")).isEqualTo(JsonObject.EMPTY);
        assertThat(entries.of("../roles/x")).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void anInactiveOneDoesNot() throws IOException {
        store("{'is_active':false,'payload':{'content_type':'json','body':{'ordinal':3}}}");
        assertThat(entries.of("audit")).isEqualTo(JsonObject.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'is_active':true} | it has no JSON object",
                "{'is_active':true,'payload':{'body':'text'}} | it has no JSON object",
                "{'is_active':true,'payload':{'body':{'filters':[]}}} | filters is an object",
                "{'is_active':true,'payload':{'body':{'type':'webhook','url':'http://x'}}} | a webhook is a file",
            })
    void whatCannotBeUsedSaysWhy(String attributes, String why) {
        store(attributes);
        assertThatThrownBy(() -> entries.of("audit"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE | management | audit | {} | audit",
                "DELETE | management | audit | {} | audit",
                "MOVE | management | new | {'src_shortname':'old'} | new old",
                "UPDATE | shop | audit | {} | ",
            },
            quoteCharacter = '`')
    void anEventTellsWhichPluginsItConfigures(
            ActionType action, String space, String name, String attributes, String expected) {
        Locator at = Locator.of(space, "plugins", name, ResourceType.CONTENT);
        EntryEvent event = TestEvents.event(action, at, json(attributes));
        assertThat(entries.changedBy(event)).containsExactly(expected == null ? new String[0] : expected.split(" "));
    }
}
