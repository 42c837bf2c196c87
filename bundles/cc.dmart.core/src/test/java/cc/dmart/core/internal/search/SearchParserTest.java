package cc.dmart.core.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.SpaceName;
import cc.dmart.core.internal.query.Defaults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar, its tolerance and its limits ({@code query.md} 2.1); the meaning is in the conformance rows. */
class SearchParserTest {
    private static final SpaceName SHOP = new SpaceName("shop");

    private final SearchParser parser = new SearchParserImpl(Defaults.with(Map.of()));

    private IndexQuery parse(String search) {
        return parser.parse(search, SHOP);
    }

    /** Two spellings that mean the same tree. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '`', textBlock = """
                    @tags:a OR b#@tags:a|b
                    @x:1 @tags:a OR b OR c#@x:1 @tags:a|b|c
                    @tags:{a} OR b c#@tags:a|b c
                    (a) (b)#a | b
                    (a) (b) (c)#a | b | c
                    ((a)) (b)#a | b
                    (a) b#a b
                    (a) -(b)#a -(b)
                    (a)|(b)#a | b
                    a OR b#a | b
                    a | | b#a | b
                    | a |#a
                    OR a OR#a
                    a AND b#a b
                    and#*
                    @a b#b
                    @a: b#b
                    @a:> b#b
                    @a:[1 2 3] b#b
                    @a:[1] b#b
                    @a:{} b#b
                    @a:() b#b
                    () b#b
                    )a)#a
                    (a (b#a b
                    @a:{x|y#@a:{x|y}
                    @a:[1 2#@a:[1 2]
                    @a:(x y#@a:(x y)
                    "a b#"a b"
                    --- b#b
                    "--" b#b
                    @slug:a\\-b#@slug:a-b
                    @attributes.tags:a#@tags:a
                    @body.x:1#@payload.body.x:1
                    @x:1#@payload.body.x:1
                    @x[].y:1#@x.y:1
                    @displayname_kd:a#@displayname.ku:a
                    @description_tr:a#@description.tr:a
                    @description_long:a#@payload.body.description_long:a
                    @displayname_x.y:a#@payload.body.displayname_x.y:a
                    @email_unescaped:a#@email:a
                    @exact_subpath:a#@subpath:/a/
                    @reporter_type:a#@reporter.type:a
                    @a:[5 3]#@a:[3 5]
                    @a:[5 (3]#@a:[(3 5]
                    @a:[1,2]#@a:[1 2]
                    @a:[-INF +Inf]#@a:[-inf +inf]
                    @created_at:[2025 INF]#@created_at:[2025 inf]
                    @a:!x#-@a:x
                    -@a|b:x#-@a:x -@b:x
                    @created_at:2025#@created_at:[2025-01-01 (2026-01-01]
                    @created_at:>=1746057600#@created_at:>=2025-05-01
                    @created_at:>=1746057600000#@created_at:>=2025-05-01T00:00:00Z
                    @a:>٢٠#@a:>20
                    @a:<="٢٠"#@a:<="20"
                    @a:[٢٠ ٦٠]#@a:[20 60]
                    @a:[۲۰ (۶۰]#@a:[20 (60]
                    @a:٢٠٢٥-٠١-٠١#@a:2025-01-01
                    @a:"۲۰۲۵-۰۱-۰۱"#@a:"2025-01-01"
                    @a:>=٢٠٢٥-٠١-٠١#@a:>=2025-01-01
                    @a:[٢٠٢٥-٠١-٠١ ٢٠٢٥-٠٢-٠١]#@a:[2025-01-01 2025-02-01]
                    @created_at:٢٠٢٥-٠١#@created_at:2025-01
                    @created_at:[۲۰۲۵ ۲۰۲۶]#@created_at:[2025 2026]
                    @created_at:>١٧٤٦٠٥٧٦٠٠#@created_at:>1746057600
                    """)
    void meansTheSame(String left, String right) {
        assertThat(parse(left)).isEqualTo(parse(right.equals("*") ? "" : right));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@created_at:>99999999999999999",
                "@created_at:<-99999999999999999",
                "@created_at:99999999999999999",
                "@created_at:[99999 99999999999999999]"
            })
    void whatIsNoInstantMatchesNothing(String search) {
        assertThat(parse(search)).isEqualTo(new IndexQuery.None());
    }

    @ParameterizedTest
    @CsvSource({
        "@password:x",
        "@acl:x",
        "@query_policies:x",
        "@device_id:x",
        "@attributes.notes:x",
        "@a.*.b:x",
        "@a$b:x"
    })
    void whatNobodyMayAskForMatchesNothing(String search) {
        assertThat(parse(search)).isEqualTo(new IndexQuery.None());
        assertThat(parse("-" + search)).isEqualTo(new IndexQuery.None());
    }

    /** A part that does not restrict must not open what was to be closed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "((((#false",
                "@nosuch:#false",
                "@a b#false",
                "@a:{} @b:1#false",
                "@a:[1]#false",
                "(@a:1) ()#false",
                "@a:1 !!!#false",
                "\"--\"#false",
                "-()#false",
                "-@password:*#false",
                "-(@password:*)#false",
                "-(@password:x @a:1)#false",
                "-(@a:1 | @password:x)#false",
                "-(-(@a:1 @password:x))#true",
                "and#false",
                "|#false",
                ")#false",
                "*#true",
                "@a:1#true",
                "-@a:1 red#true",
                "(@a:1) (@b:2)#true",
                "@a:1 |#true",
                "(@a:1#true",
                "@a:1)#true",
            })
    void whatSaysLessThanItsTextIsNotWhole(String search, boolean whole) {
        assertThat(parser.parseWhole(search, SHOP)).isEqualTo(whole ? Optional.of(parse(search)) : Optional.empty());
    }

    @Test
    void escapedStarIsNoWildcard() {
        assertThat(parse("@slug:a\\*")).isEqualTo(parse("@slug:\"a*\"")).isNotEqualTo(parse("@slug:a*"));
        assertThat(parse("@slug:re\\|d")).isEqualTo(parse("@slug:{re\\|d}"));
    }

    @Test
    void adjacentGroupsMayIntersect() {
        SearchParser and = new SearchParserImpl(Defaults.with(Map.of("search_adjacent_groups", "and")));
        assertThat(and.parse("(a) (b)", SHOP)).isEqualTo(parse("a b"));
        assertThatThrownBy(() -> new SearchParserImpl(Defaults.with(Map.of("search_adjacent_groups", "xor"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsAreEnforced() {
        refused("a ".repeat(257));
        refused("@a:b ".repeat(10_000));
        refused("(".repeat(10_000));
        refused("-(".repeat(5_000) + "a");
        refused("(".repeat(17) + "a");
        refused("@a:"
                + String.join(
                        "|", IntStream.range(0, 1025).mapToObj(i -> "v" + i).toList()));
        refused("@a:{" + "x|".repeat(2000) + "}");
        assertThat(parse("(".repeat(16) + "a" + ")".repeat(16))).isEqualTo(parse("a"));
        assertThat(parse("a ".repeat(256))).isInstanceOf(IndexQuery.And.class);
        parse("@a:"
                + String.join(
                        "|", IntStream.range(0, 1024).mapToObj(i -> "v" + i).toList()));
    }

    private void refused(String search) {
        assertThatThrownBy(() -> parse(search)).isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.type()).isEqualTo("query");
            assertThat(e.code()).isEqualTo(430);
        });
    }

    /** Whatever the text, there is a tree or the error of the limits, never anything else. */
    @Test
    void anyTextIsRead() {
        List<String> pieces = List.of(
                "@",
                ":",
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                "\"",
                "|",
                " ",
                "-",
                "!",
                ">",
                "<",
                "=",
                "\\",
                "*",
                ".",
                ",",
                "a",
                "b1",
                "OR",
                "and",
                "tags",
                "created_at",
                "2025-01-01",
                "5",
                "-5",
                "inf",
                "\u0623",
                "\uD83D\uDE00",
                "\uD83D",
                "\n",
                "\t",
                "\u0000",
                "payload.body.x[]",
                "/",
                "_");
        Random random = new Random(42);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(24);
            for (int j = 0; j < length; j++) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            assertThat(parse(text.toString())).as(text.toString()).isNotNull();
        }
    }
}
