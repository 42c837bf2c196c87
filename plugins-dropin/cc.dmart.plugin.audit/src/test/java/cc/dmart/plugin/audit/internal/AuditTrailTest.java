package cc.dmart.plugin.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestEvents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line says, and that a chain shows what was done to it. */
class AuditTrailTest {
    private static final Locator PEN = Locator.of("shop", "pens", "blue", ResourceType.CONTENT);

    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();

    @Test
    void aLineSaysWhoDidWhatAndNeverWithWhichValues() {
        EntryEvent event = TestEvents.updated(
                PEN, "{'payload.body.qty':{'old':1,'new':2},'password':{'old':'a secret','new':'another'}}");
        JsonObject line = AuditTrail.line(event, ZoneId.of("Asia/Baghdad"));
        assertThat(JsonCodec.writeString(line.without("event_id")
                        .without("seq")
                        .without("entry_uuid")
                        .without("request_id")))
                .isEqualTo("{\"timestamp\":\"2025-12-31T21:00:00Z\",\"event\":\"change\",\"actor\":\"lina\","
                        + "\"action\":\"update\",\"space_name\":\"shop\",\"subpath\":\"/pens\",\"shortname\":\"blue\","
                        + "\"resource_type\":\"content\",\"changed\":[\"payload.body.qty\",\"password\"]}");
        assertThat(line.string("event_id")).contains(event.eventId());
        assertThat(line.number("seq").orElseThrow().longValue()).isEqualTo(event.seq());
    }

    @Test
    void aMoveSaysWhereTheEntryCameFrom() {
        EntryEvent event = TestEvents.event(
                ActionType.MOVE,
                PEN,
                TestEvents.json("{'src_space_name':'shop','src_subpath':'/old','src_shortname':'red'}"));
        assertThat(AuditTrail.line(event, ZoneOffset.UTC).string("from")).contains("shop:/old/red");
    }

    @Test
    void aChainGoesOnAfterARestart() throws IOException {
        write("{\"n\":1}", "{\"n\":2}");
        write("{\"n\":3}");
        assertThat(firstBroken()).isEqualTo(-1);
        assertThat(lines).hasSize(3);
    }

    @Test
    void whatIsAlteredOrLeftOutIsSeen() throws IOException {
        write("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
        String second = lines.set(1, lines.get(1).replace("2", "7"));
        assertThat(firstBroken()).isEqualTo(1);
        lines.set(1, second);
        lines.remove(0);
        assertThat(firstBroken()).isZero();
    }

    /** Whether the last line was written before the crash or not, the chain holds, and no line is missing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChainGoesOnAfterACrash(boolean written) throws IOException {
        write("{\"n\":1,\"long\":\"a line that is longer than the next\"}");
        HashChain crashed = new HashChain(folder.resolve("chain"), lines::add);
        crashed.append("{\"n\":2}", lines::add);
        crashed.append("{\"n\":3}", written ? lines::add : line -> {});
        write("{\"n\":2}", "{\"n\":3}");
        List<String> once = new ArrayList<>();
        lines.stream()
                .filter(l -> once.isEmpty() || !l.equals(once.get(once.size() - 1)))
                .forEach(once::add);
        lines.clear();
        lines.addAll(once);
        assertThat(firstBroken()).isEqualTo(-1);
        assertThat(lines)
                .extracting(l -> l.substring(0, 6))
                .containsExactly("{\"n\":1", "{\"n\":2", "{\"n\":3", "{\"n\":2", "{\"n\":3");
    }

    /** Declarative Services make it anew when it is configured: the chain begins on a server that runs. */
    @Test
    void itIsMadeAnewWithAnotherConfiguration() throws IOException {
        try (InputStream type = AuditTrail.class.getResourceAsStream("AuditTrail.class")) {
            String text = new String(Objects.requireNonNull(type).readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(text).contains("configurationPid", "dmart.plugin.audit");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "\"true\", false", "1, false"})
    void theChainIsSwitchedOnByAFlag(String value, boolean chained) throws Exception {
        TestApi api = new TestApi().withFolders(folder, folder).with("hash_chain", JsonCodec.parse(value));
        new AuditTrail(api).close();
        assertThat(folder.resolve("chain").toFile().exists()).isEqualTo(chained);
    }

    private void write(String... more) throws IOException {
        try (HashChain chain = new HashChain(folder.resolve("chain"), lines::add)) {
            for (String line : more) {
                chain.append(line, lines::add);
            }
        }
    }

    /** Checks as the README of the plugin tells. */
    private int firstBroken() {
        String before = HashChain.START;
        for (int i = 0; i < lines.size(); i++) {
            int cut = lines.get(i).lastIndexOf(",\"hash\":\"");
            String bare = lines.get(i).substring(0, cut) + "}";
            before = HashChain.hash(before, bare);
            if (!lines.get(i).endsWith(before + "\"}")) {
                return i;
            }
        }
        return -1;
    }
}
