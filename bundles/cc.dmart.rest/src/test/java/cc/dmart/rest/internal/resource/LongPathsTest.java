package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.rest.internal.edge.RequestPath;
import cc.dmart.rest.internal.payload.PayloadName;
import cc.dmart.rest.internal.wire.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places of attachments are deeper than those of entries, by the name of the parent ({@code http-api.md} 1.7, 1.11). */
class LongPathsTest {
    private static final String ENTRY = "f".repeat(128) + "/" + "n".repeat(64);

    private static RequestPath path(String start, String end) {
        return RequestPath.parse(start + ENTRY + end);
    }

    @Test
    void paths() {
        Locator picture = EntryPath.locator(path("/managed/payload/media/shop/", "/pic.png"), PayloadName::shortname);
        assertThat(picture).isEqualTo(Locator.of("shop", ENTRY, "pic", ResourceType.MEDIA));
        assertThat(EntryPath.untyped(path("/managed/lock/shop/", "/pic"), ResourceType.MEDIA, 0))
                .isEqualTo(picture);
        assertThatThrownBy(() -> EntryPath.locator(path("/managed/entry/content/shop/", "/pic")))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class, e -> assertThat(e.code()).isEqualTo(424));
    }

    @Test
    void codes() {
        String json = "{\"resource_type\":\"media\",\"space_name\":\"shop\",\"shortname\":\"pic\",\"subpath\":\""
                + ENTRY + "\"}";
        assertThat(QrResource.named(JsonCodec.parseObject(json.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Locator.of("shop", ENTRY, "pic", ResourceType.MEDIA));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"comment, true", "media, true", "content, false", "folder, false"})
    void records(String type, boolean legal) {
        String json = "{\"resource_type\":\"" + type + "\",\"shortname\":\"a\",\"subpath\":\"" + ENTRY
                + "\",\"attributes\":{}}";
        var record = JsonCodec.parseObject(json.getBytes(StandardCharsets.UTF_8));
        if (legal) {
            assertThat(WireReader.record(record, List.of("body")).subpath()).isEqualTo(ENTRY);
        } else {
            assertThatThrownBy(() -> WireReader.record(record, List.of("body")))
                    .isInstanceOfSatisfying(
                            DmartException.Invalid.class,
                            e -> assertThat(e.info().get(0).strings("loc")).containsExactly("body", "subpath"));
        }
    }
}
