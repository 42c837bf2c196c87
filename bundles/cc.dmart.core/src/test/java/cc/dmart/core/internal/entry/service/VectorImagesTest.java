package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.ResourceType.MEDIA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads of vector images: security.md 5.10 U3. */
class VectorImagesTest {
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void put(String svg) {
        WireRecord record = EntryWorld.record(MEDIA, "pens/blue", "v", "{}");
        Upload file = EntryWorld.upload("v.svg", "image/svg+xml", EntryWorld.utf8(svg), "");
        world.service.upload(EntryWorld.SARA, EntryWorld.SHOP, record, file, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg><script>alert(1)</script></svg>",
                "<svg xmlns:s='http://www.w3.org/2000/svg'><s:SCRIPT/></svg>",
                "<svg onload='x()'/>",
                "<svg><a href='javascript:x()'/></svg>",
                "<svg><a href='&#106;ava&#9;script:x()'/></svg>",
                "<svg xmlns:xlink='x'><use xlink:href='http://evil/x.svg#a'/></svg>",
                "<svg><image href='//evil/x.png'/></svg>",
                "<svg><foreignObject/></svg>",
                "<svg><set attributeName='href' to='javascript:x()'/></svg>",
                "<svg><set attributeName='onmouseover' to='x()'/></svg>",
                "<svg><style>@import url(http://evil)</style></svg>",
                "<svg><rect style='fill:url(http://evil)'/></svg>",
                "<!DOCTYPE svg><svg/>",
                "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
                "<?xml-stylesheet href='http://evil'?><svg/>",
                "<svg><image href='data:image/svg+xml,x'/></svg>",
                "<html/>",
                "<svg>",
                ""
            })
    void s5_10_u3_dangerousVectorImagesAreRefused(String svg) {
        DmartException error = catchThrowableOfType(DmartException.class, () -> put(svg));
        assertThat(error.status()).isEqualTo(406);
    }

    @Test
    void s5_10_u3_harmlessVectorImagesPass() {
        String svg = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><defs><g id=\"a\"/></defs>"
                + "<use href=\"#a\" style=\"fill:url(#g)\"/><text>on = url</text></svg>";
        put(svg);
        assertThat(world.stored(MEDIA, "pens/blue", "v").payloadFile()).contains("v.svg");
    }
}
