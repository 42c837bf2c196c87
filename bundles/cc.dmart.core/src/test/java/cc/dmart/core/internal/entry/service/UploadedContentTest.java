package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.MEDIA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.core.internal.entry.form.Checksums;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A JSON file that becomes the body of an entry ({@code http-api.md} 4.6, {@code storage.md} 2.2). */
class UploadedContentTest {
    private static final byte[] SENT = EntryWorld.utf8("{ \"price\" : 5 }");
    private static final String SUM = Checksums.of(SENT);

    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void upload() {
        world.service.upload(
                EntryWorld.SARA,
                EntryWorld.SHOP,
                EntryWorld.record(CONTENT, "pens", "n", "{}"),
                EntryWorld.upload("a.json", "", SENT, SUM.toUpperCase(Locale.ROOT)),
                false);
    }

    private JsonObject payload() {
        return world.stored(CONTENT, "pens", "n")
                .entry()
                .payload()
                .orElseThrow()
                .json();
    }

    @Test
    void isStoredAsItWasSent() {
        for (int round = 0; round < 2; round++) {
            upload();
            assertThat(payload().string("checksum")).contains(SUM);
            assertThat(world.stored(CONTENT, "pens", "n").jsonBody().map(JsonRaw::utf8))
                    .contains(SENT);
            assertThat(world.body(CONTENT, "pens", "n")).isEqualTo(EntryWorld.json("{'price':5}"));
        }
    }

    /** The sum that an uploader states stays as long as the content is his. */
    @Test
    void theStatedSumGoesWithTheContent() {
        upload();
        assertThat(payload().string("client_checksum")).contains(SUM);
        world.done(RequestType.UPDATE, CONTENT, "pens", "n", "{'tags':['a']}");
        assertThat(payload().string("client_checksum")).contains(SUM);
        world.done(RequestType.UPDATE, CONTENT, "pens", "n", "{'payload':{'body':{'price':6}}}");
        assertThat(payload().has("client_checksum")).isFalse();
    }

    /** Files of payloads are UTF-8 without a mark ({@code storage.md} 1.12): what is spliced into replies must be. */
    @Test
    void isUtf8WithoutAMark() {
        String text = "{\"price\":5}";
        for (Charset other : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (ResourceType type : List.of(CONTENT, MEDIA)) {
                assertThat(catchThrowableOfType(DmartException.Invalid.class, () -> send(type, text.getBytes(other)))
                                .code())
                        .as("%s %s", type, other)
                        .isEqualTo(402);
            }
        }
        send(CONTENT, ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));
        byte[] stored = EntryWorld.utf8(text);
        assertThat(world.stored(CONTENT, "pens", "n").jsonBody().map(JsonRaw::utf8))
                .contains(stored);
        assertThat(payload().string("checksum")).contains(Checksums.of(stored));
        assertThat(payload().has("client_checksum")).as("not of what is stored").isFalse();
    }

    private void send(ResourceType type, byte[] bytes) {
        world.service.upload(
                EntryWorld.SARA,
                EntryWorld.SHOP,
                EntryWorld.record(type, type == MEDIA ? "pens/blue" : "pens", "n", "{}"),
                EntryWorld.upload("a.json", "", bytes, Checksums.of(bytes)),
                false);
    }

    /** {@code plugins-events.md} 2.2: what is proposed has the payload, however it was sent. */
    @Test
    void isWhatHooksSeeAndAlter() {
        for (int round = 0; round < 2; round++) {
            world.hooks.calls.clear();
            world.hooks.change.set(r -> r.withAttributes(
                    EntryWorld.json("{'tags':['t'],'payload':{'content_type':'json','body':{'price':5,'total':10}}}")));
            upload();
            assertThat(world.hooks
                            .calls
                            .element()
                            .proposed()
                            .orElseThrow()
                            .attributes()
                            .object("payload"))
                    .contains(EntryWorld.json("{'content_type':'json','body':{'price':5}}"));
            assertThat(world.body(CONTENT, "pens", "n")).isEqualTo(EntryWorld.json("{'price':5,'total':10}"));
            assertThat(payload().has("client_checksum"))
                    .as("not of what was sent")
                    .isFalse();
            assertThat(world.stored(CONTENT, "pens", "n").entry().meta().strings("tags"))
                    .containsExactly("t");
        }
    }

    @Test
    void s4_6_onlyWhatTheDiskDoesNotTakeIsNotStored() {
        for (ResourceType type : List.of(CONTENT, MEDIA)) {
            world.hooks.first.set(call -> {
                throw DmartException.Unavailable.now("The index is being built", null);
            });
            assertThat(failure(type).status()).isEqualTo(503);
            world.hooks.first.set(call -> {});
            world.store.failCommits(true);
            assertThat(failure(type).code()).isEqualTo(51);
            world.store.failCommits(false);
        }
    }

    private DmartException failure(ResourceType type) {
        return catchThrowableOfType(
                DmartException.class, () -> send(type, "{\"price\":5}".getBytes(StandardCharsets.UTF_8)));
    }
}
