package cc.dmart.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "\"\"",
                "{\"b\":1,\"a\":2}",
                "{\"n\":null,\"l\":[1,2.50,1e400,-0,123456789012345678901234567890]}",
                "{\"ar\":\"أخبار\",\"emoji\":\"😀\",\"quote\":\"\\\"\\\\\\n\\t\\u0001\"}"
            })
    void compactTextComesBackAsItWas(String text) {
        assertThat(JsonCodec.writeString(JsonCodec.parse(text))).isEqualTo(text);
    }

    @Test
    void acceptsByteOrderMarkBlanksAndEscapes() {
        byte[] text = "\uFEFF { \"a\" : \"\\u0623\\/\" }\n".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonCodec.parseObject(text)).isEqualTo(JsonObject.EMPTY.with("a", new JsonString("أ/")));
    }

    @Test
    void lastOfDuplicateKeysWins() {
        assertThat(JsonCodec.parse("{\"a\":1,\"a\":2}")).isEqualTo(JsonObject.EMPTY.with("a", JsonNumber.of(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "{\"a\":}", "{} {}", "nul", "01", "\"\u0001\"", "{'a':1}", "NaN"})
    void syntaxErrorsAreValidationErrors(String text) {
        assertThatThrownBy(() -> JsonCodec.parse(text)).isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
            assertThat(e.status()).isEqualTo(422);
            assertThat(e.code()).isEqualTo(424);
            assertThat(e.info()).hasSize(1);
            assertThat(e.info().get(0).string("type")).contains("json_invalid");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\uDC00x\"",
                "[\"\\ud83d\\u0041\"]",
                "{\"\\ud83d\":1}",
                "\"\\ud83d\\ud83d\\ude00\""
            })
    void halfSurrogatePairsAreNoText(String json) {
        assertThatThrownBy(() -> JsonCodec.requireUnicode(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
                    assertThat(e.status()).isEqualTo(422);
                    assertThat(e.code()).isEqualTo(424);
                });
    }

    @Test
    void halfSurrogatePairsInBytesAreNoTextEither() {
        byte[] json = {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'};
        assertThatThrownBy(() -> JsonCodec.requireUnicode(json)).isInstanceOf(DmartException.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud83d\\ude00 \\uD83D\\uDE00\"",
                "\"\\\\ud800\"",
                "\"\\\"\\u0623\uD7FF\"",
                "\"😀\"",
                "\"\\u",
                "{}"
            })
    void wholePairsAndEscapedBackslashesPass(String json) {
        JsonCodec.requireUnicode(json.getBytes(StandardCharsets.UTF_8));
    }

    /** What older files have is read and written without a loss. */
    @Test
    void halfSurrogatePairsComeBackAsTheyWere() {
        String json = "[\"a\\ud800\",\"\\udc00b\",\"\\u0001\"]";
        assertThat(JsonCodec.writeString(JsonCodec.parse(json))).isEqualTo(json);
    }

    @Test
    void nestingIsLimited() {
        String ok = "[".repeat(JsonCodec.MAX_DEPTH) + "]".repeat(JsonCodec.MAX_DEPTH);
        assertThat(JsonCodec.parse(ok)).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> JsonCodec.parse("[" + ok + "]")).isInstanceOf(DmartException.Invalid.class);
        String bomb = "[".repeat(200_000);
        assertThatThrownBy(() -> JsonCodec.parse(bomb)).isInstanceOf(DmartException.Invalid.class);
    }

    @Test
    void errorsDoNotEchoTheInput() {
        assertThatThrownBy(() -> JsonCodec.parse("{\"password\":\"Secret123!\" x}"))
                .isInstanceOfSatisfying(
                        DmartException.class,
                        e -> assertThat(e.text() + e.info())
                                .doesNotContain("Secret")
                                .doesNotContain("password"));
    }

    @Test
    void rawJsonIsSplicedUnchanged() throws Exception {
        JsonRaw raw = new JsonRaw("{ \"x\" : 1 }".getBytes(StandardCharsets.UTF_8));
        JsonObject around = JsonObject.builder()
                .put("payload", JsonObject.EMPTY.with("body", raw))
                .put("z", JsonNull.NULL)
                .build();
        JsonWriter writer = new JsonWriter(1);
        writer.value(around);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"payload\":{\"body\":{ \"x\" : 1 }},\"z\":null}");
        assertThat(JsonCodec.materialize(raw)).isEqualTo(JsonObject.EMPTY.with("x", JsonNumber.of(1)));
    }

    @Test
    void randomTreesComeBack() {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            JsonValue tree = tree(random, 5);
            assertThat(JsonCodec.parse(JsonCodec.write(tree))).isEqualTo(tree);
        }
    }

    private static JsonValue tree(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 5)) {
            case 0 -> JsonNumber.of(random.nextLong());
            case 1 ->
                new JsonString(random.ints(random.nextInt(12), 1, 0x2000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
            case 2 -> JsonNull.NULL;
            case 3 -> new JsonArray(List.of(tree(random, depth - 1), tree(random, depth - 1)));
            default ->
                JsonObject.builder()
                        .put("k" + random.nextInt(4), tree(random, depth - 1))
                        .put("k" + random.nextInt(4), tree(random, depth - 1))
                        .build();
        };
    }

    @Test
    void longTextsAreWrittenAsShortOnesAreAndTakeLittleMore() {
        String unit = "plain \" \\ \n \u0001 \u00e9 \u0642 \u20ac \ud83d\ude00 \ud83d ";
        String whole = new String(JsonCodec.write(new JsonString(unit)), StandardCharsets.UTF_8);
        String inner = whole.substring(1, whole.length() - 1);
        for (int shift = 0; shift < unit.length(); shift++) { // so that pieces end everywhere
            String text = "x".repeat(shift) + unit.repeat(10_000);
            assertThat(JsonCodec.writeString(new JsonString(text)))
                    .isEqualTo("\"" + "x".repeat(shift) + inner.repeat(10_000) + "\"");
        }
        JsonWriter out = new JsonWriter(256);
        out.string("x".repeat(10 << 20));
        assertThat(out.size()).isEqualTo((10 << 20) + 2);
        assertThat(out.capacity()).isLessThan(21 << 20);
    }
}
