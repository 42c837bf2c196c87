package cc.dmart.core.internal.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cc.dmart.api.model.DmartException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values take their place as plain characters, whatever they hold ({@code query.md} 4.4). */
class SearchTemplateTest {
    private static final Map<String, List<String>> VALUES = Map.of(
            "id", List.of("7"),
            "id_type", List.of("card"),
            "name", List.of("red shoe"),
            "tags", List.of("a b", "c|d"),
            "from", List.of("2025-01-01T00:00:00"),
            "none", List.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "@a:$id;@a:\\7",
                "@a:$id_type;@a:\\card",
                "@a:$id @b:$id_type;@a:\\7 @b:\\card",
                "@payload.body.a:$id;@payload.body.a:\\7",
                "@a:$name*;@a:\\red\\ shoe*",
                "@a:{$name};@a:{\\red\\ shoe}",
                "@a:($name);@a:(\\red\\ shoe)",
                "@a:\"$name\";@a:\"\\red\\ shoe\"",
                "@a:$tags;@a:\\a\\ b|\\c\\|d",
                "@a:>=$id;@a:>=\\7",
                "@a:[$from +inf];@a:[2025-01-01T00:00:00 +inf]",
                "$name;\\red\\ shoe",
                "-@a:$id;-@a:\\7",
                "-$name;-(\\red\\ shoe)",
                "-$id_type*|b;-(\\card*)|b",
                "-$missing b;' b'",
                "a-$id -$ -;a-\\7 -$ -",
                "@$id_type:x;@card:x",
                "price is \\$id;price is \\$id",
                "a$ b;a$ b",
                // what has no value is left out
                "@a:$missing;''",
                "-@a:$missing;''",
                "@a:{$missing};''",
                "-@a.b:($missing);''",
                "@payload.body.a:$missing @b:1;' @b:1'",
                "@a:$missing*;''",
                "@a:[$missing 5];''",
                "@a:$id|$missing;@a:\\7",
                "@a:{$missing|x};@a:{x}",
                "@a:\"$missing\" b;' b'",
                "(@a:$missing) | @b:1;() | @b:1",
                "\"$missing\" $missing x;'  x'",
                "@a:$none;''",
                // text without placeholders stays
                "@a:\"unclosed;@a:\"unclosed\"",
                "@a @b:1 (c;@a @b:1 (c",
                "@a:x|y OR z and -\"p q\" -w;@a:x|y OR z and -\"p q\" -w",
            })
    void bindsAndLeavesOut(String template, String expected) {
        assertEquals(expected, SearchTemplate.bind(template, VALUES, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@a:[$name 5]",
                "@a:[$bad 5]",
                "@$name:x",
                "$tags",
                "x $tags",
                "@a:\"$tags\"",
                "\"$tags\"",
                "@a:[$tags 1]"
            })
    void whatDoesNotFitItsPlaceIsRefused(String template) {
        Map<String, List<String>> values =
                Map.of("name", List.of("red shoe"), "tags", List.of("a", "b"), "bad", List.of("5] @x:[1"));
        DmartException.Invalid error =
                assertThrows(DmartException.Invalid.class, () -> SearchTemplate.bind(template, values, false));
        assertEquals(List.of(400, "request", 402), List.of(error.status(), error.type(), error.code()));
    }

    /** The tree of a search never has another shape, however hostile the value. */
    @Test
    void noValueChangesTheTree() {
        List<String> templates = List.of(
                "@f:$x",
                "-@f:$x",
                "@f:{$x}",
                "@f:($x)",
                "@f:($x|b)",
                "@f:\"$x\"",
                "@f:a|$x|b",
                "@f:>$x",
                "@f:$x*",
                "@a:1 $x",
                "$x @a:1 | @b:2",
                "\"$x\" c",
                "@a:b OR $x",
                "(@a:$x) (@b:2)",
                "-(@a:$x) y",
                "-$x",
                "@a:b OR -$x*");
        String alphabet = "|()\"*\\{}[]@-!<>:$=,. \n\t\u00a0aORnd&x1\u0627";
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder("q");
            int length = random.nextInt(8);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            // inside braces blanks at the ends of a value do not count
            String hostile =
                    round % 4 == 0 ? List.of("OR", "and", "-x", "x) | (@b:1").get(round / 4 % 4) : text + "q";
            String template = templates.get(random.nextInt(templates.size()));
            assertEquals(
                    tree(template, "zqx").replace("zqx", hostile),
                    tree(template, hostile),
                    template + " <- " + hostile);
        }
    }

    private static String tree(String template, String value) {
        String text = SearchTemplate.bind(template, Map.of("x", List.of(value)), false);
        return new SearchReader(text, true).read().map(SearchNode::toString).orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shoe", "5", "-x", "(x", "OR", "and", "\u0642\u0644\u0645"})
    void whatIsExcludedStaysExcluded(String value) {
        assertEquals("Complement[part=" + tree("$x", value) + "]", tree("-$x", value));
    }

    @Test
    void rawValuesAreSearchText() {
        Map<String, List<String>> values = Map.of("x", List.of("1 @b:2"), "y", List.of("a", "b"));
        assertEquals("@a:1 @b:2 @c:a|b ", SearchTemplate.bind("@a:$x @c:$y @d:$none", values, true));
    }
}
