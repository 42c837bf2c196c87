package cc.dmart.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "A_9", "_x", "كتاب", "٣", "مُدَرِّس", "__all_spaces__"})
    void s1_2_legalShortnames(String name) {
        assertThat(new Shortname(name).value()).isEqualTo(name);
        assertThat(new SpaceName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a-b", "a.b", "..", "a/b", "a\\b", "a\n", "a\u0000", "گ", "ک", "é", "%2e", "a\uFEFF",
                "😀"
            })
    void s1_2_illegalShortnames(String name) {
        assertThatThrownBy(() -> new Shortname(name)).isInstanceOf(DmartException.Invalid.class);
        assertThatThrownBy(() -> new SpaceName(name)).isInstanceOf(DmartException.Invalid.class);
    }

    @Test
    void lengthsAreBounded() {
        assertThat(new Shortname("ب".repeat(64)).value()).hasSize(64);
        assertThatThrownBy(() -> new Shortname("b".repeat(65))).isInstanceOf(DmartException.Invalid.class);
        assertThatThrownBy(() -> new SpaceName("b".repeat(33))).isInstanceOf(DmartException.Invalid.class);
        assertThatThrownBy(() -> Subpath.parse("b/".repeat(64) + "bb")).isInstanceOf(DmartException.Invalid.class);
    }

    /** That of its parent, as long as one may be, and the name of the parent. */
    @Test
    void theSubpathOfAnAttachmentMayBeLonger() {
        String parent = "b".repeat(128);
        String deep = parent + "/" + "c".repeat(64);
        assertThat(Subpath.parse("/" + deep, ResourceType.MEDIA).value()).isEqualTo(deep);
        assertThat(Locator.of("shop", deep, "a", ResourceType.COMMENT)
                        .parentSubpath()
                        .value())
                .isEqualTo(parent);
        assertThat(Subpath.parseAny(deep)).isEqualTo(new Subpath(deep));
        assertThatThrownBy(() -> Subpath.parse(deep, ResourceType.CONTENT)).isInstanceOf(DmartException.Invalid.class);
        for (String longer : List.of(deep + "c", "b" + deep.substring(0, 190), "b/".repeat(97) + "b")) {
            assertThatThrownBy(() -> Subpath.parse(longer, ResourceType.MEDIA))
                    .isInstanceOf(DmartException.Invalid.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',''",
        "/,''",
        "__root__,''",
        "/__root__,''",
        "//__root__//,''",
        "__root__/a,a",
        "/__root__/a/b/,a/b",
        "a/__root__,a/__root__",
        "__root__a,__root__a",
        "a,a",
        "/a/,a",
        "//a///b//,a/b",
        "a/b/c,a/b/c",
    })
    void subpathsHaveOneNormalForm(String text, String normal) {
        assertThat(Subpath.parse(text).value()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "..", "a/./b", "a b", "a\\b", "a/b\n", "a%2Fb", "a/\u0000"})
    void s1_2_illegalSubpaths(String text) {
        assertThatThrownBy(() -> Subpath.parse(text)).isInstanceOf(DmartException.Invalid.class);
    }

    @Test
    void subpathsKnowTheirPlaceInTheTree() {
        Subpath deep = Subpath.parse("a/b/c");
        assertThat(deep.levels()).extracting(Subpath::wire).containsExactly("/", "a", "a/b", "a/b/c");
        assertThat(deep.parent().slashed()).isEqualTo("/a/b");
        assertThat(deep.name()).isEqualTo("c");
        assertThat(deep.isUnder(Subpath.parse("a/b"))).isTrue();
        assertThat(deep.isUnder(deep)).isTrue();
        assertThat(deep.isUnder(Subpath.ROOT)).isTrue();
        assertThat(Subpath.parse("ab").isUnder(Subpath.parse("a"))).isFalse();
        assertThat(deep.rebase(Subpath.parse("a/b"), Subpath.parse("x"))).isEqualTo(Subpath.parse("x/c"));
        assertThat(deep.rebase(Subpath.ROOT, Subpath.parse("x"))).isEqualTo(Subpath.parse("x/a/b/c"));
        assertThat(deep.rebase(deep, Subpath.ROOT)).isEqualTo(Subpath.ROOT);
    }

    @ParameterizedTest
    @CsvSource({"a@b.co,true", "A.B-c@X.Y.info,true", "a@b,false", "a@b.toolong,false", "a b@c.de,false", "a@b.c,false"
    })
    void s1_2_emails(String text, boolean legal) {
        assertThat(Names.isEmail(text)).isEqualTo(legal);
    }

    @ParameterizedTest
    @CsvSource({
        "9647701234567,true",
        "0123456789,false",
        "123456789,false",
        "1234567890123456,false",
        "+12345678901,false"
    })
    void s1_2_phoneNumbers(String text, boolean legal) {
        assertThat(Names.isMsisdn(text)).isEqualTo(legal);
    }
}
