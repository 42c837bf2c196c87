package cc.dmart.api.index.testing;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.Glob;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.SearchText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every kind of test on a handful of documents, with the names of those that match ({@code query.md} 2.4, 2.5). */
final class QueryRows {
    private static final String LONG = "begin " + "longword ".repeat(1200) + "end";

    private QueryRows() {}

    private static IndexDocument doc(String name, String json) {
        return TestDocuments.of("shop", "/products", name, json);
    }

    /** The documents that the table of tests is about. */
    static List<IndexDocument> samples() {
        return List.of(
                doc("a", """
                        {"payload":{"body":{"name":"Red Shoe","price":49.50,"rating":"5","in_stock":true,
                        "labels":["new one","eco"],"released":"2025-01-05","big":9007199254740993}},
                        "displayname":{"en":"Red Shoe","ar":"حذاء أحمر"},"tags":["summer","sale"],"slug":"red-shoe",
                        "created_at":"2025-01-10T08:00:00"}"""),
                doc("b", """
                        {"payload":{"body":{"name":"Blue Shoe","price":60,"rating":4,"in_stock":"true",
                        "labels":["one","new eco"],"released":"2025-02-01T10:00:00","big":9007199254740992}},
                        "displayname":{"en":"Shoe that is blue"},"created_at":"2025-02-10T08:00:00","note":"Card 7"}"""),
                doc("c", """
                        {"payload":{"body":{"name":"Green wool hat","price":-5,"in_stock":false,"labels":[],
                        "maker":{"name":"Acme Inc"}}},"created_at":"2024-12-31T23:59:59.5"}"""),
                doc("d", """
                        {"payload":{"body":"Hello *world* of shoes"},"slug":"md-note","created_at":"2025-05-03T09:00:00"}"""),
                doc("e", """
                        {"payload":{"body":{"text":"%s","rating":"4.0","code":"x%sy"}},"created_at":"2025-05-03T09:00:00"}""".formatted(LONG, "ab".repeat(40))),
                doc("f", """
                        {"payload":{"body":{"price":"60","name":"𐐷 \uFFFD odd","maker":{"name":true}}},
                        "created_at":"2025-05-03T09:00:00","note":"2025-05-03"}"""));
    }

    private static Arguments row(String expected, IndexQuery query) {
        return Arguments.of(expected, query);
    }

    private static IndexQuery field(String path, FieldTest test) {
        return new IndexQuery.Field("payload.body." + path, test);
    }

    private static FieldTest.Equal eq(String text) {
        String norm = SearchText.norm(text);
        boolean number = norm.matches("-?[0-9]+(\\.[0-9]+)?");
        Optional<Boolean> bool = norm.equals("true") || norm.equals("false")
                ? Optional.of(Boolean.parseBoolean(norm))
                : Optional.empty();
        return new FieldTest.Equal(
                norm,
                SearchText.tokensOfNormal(norm),
                number ? OptionalDouble.of(Double.parseDouble(norm)) : OptionalDouble.empty(),
                bool,
                Optional.empty());
    }

    private static FieldTest.Equal day(String text) {
        long from = micros(text);
        FieldTest.Span span = new FieldTest.Span(from, from + 86_400_000_000L);
        return new FieldTest.Equal(
                text, SearchText.tokens(text), OptionalDouble.empty(), Optional.empty(), Optional.of(span));
    }

    private static FieldTest glob(String... parts) {
        return new FieldTest.Matches(new Glob(List.of(parts)));
    }

    private static FieldTest phrase(String text) {
        return new FieldTest.Phrase(SearchText.tokens(text), eq(text));
    }

    private static FieldTest oneOf(String... texts) {
        return new FieldTest.OneOf(Set.of(texts));
    }

    private static FieldTest words(String text) {
        return new FieldTest.Words(SearchText.tokens(text), eq(text));
    }

    private static FieldTest texts(String low, String high) {
        return new FieldTest.Texts(Optional.of(low), true, Optional.of(high), false);
    }

    private static long micros(String day) {
        return TestDocuments.micros(Instant.parse(day + "T00:00:00Z"));
    }

    private static FieldTest since(String day) {
        return new FieldTest.Instants(micros(day), true, Long.MAX_VALUE, false);
    }

    private static FieldTest numbers(double low, boolean lowIn, double high, boolean highIn) {
        return new FieldTest.Numbers(low, lowIn, high, highIn);
    }

    private static IndexQuery top(String path, FieldTest test) {
        return new IndexQuery.Field(path, test);
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                row("abcdef", new IndexQuery.All()),
                row("", new IndexQuery.None()),
                row("abcdef", new IndexQuery.And(List.of())),
                row("", new IndexQuery.Or(List.of())),
                row("def", new IndexQuery.Not(new IndexQuery.Present("payload.body.labels"))),
                row("cdef", new IndexQuery.Not(field("labels", new FieldTest.Exists()))),
                row("ab", new IndexQuery.Exact(ExactField.SHORTNAME, Set.of("a", "b", "z"))),
                row("", IndexQuery.Exact.of(ExactField.SHORTNAME, "A")),
                row("", new IndexQuery.Exact(ExactField.TAG, Set.of())),
                row("a", IndexQuery.Exact.of(ExactField.TAG, "sale")),
                row("abcdef", IndexQuery.Exact.of(ExactField.ANCESTOR, "/")),
                row("", IndexQuery.Exact.of(ExactField.SUBPATH, "/")),
                row("a", field("name", eq("RED shoe"))),
                row("", field("name", eq("shoe"))),
                row("a", field("price", eq("49.5"))),
                row("a", field("price", eq("49.500"))),
                row("bf", field("price", eq("60"))),
                row("c", field("price", eq("-5"))),
                row("a", field("big", eq("9007199254740993"))),
                row("a", field("rating", eq("5"))),
                row("b", field("rating", eq("4"))),
                row("be", field("rating", eq("4.0"))),
                row("ab", field("in_stock", eq("true"))),
                row("c", field("in_stock", eq("false"))),
                row("ab", top("displayname.en", eq("shoe"))),
                row("a", top("displayname.en", eq("shoe red"))),
                row("a", top("displayname.ar", eq("احمر"))),
                row("ab", top("displayname.en", eq("!"))),
                row("a", field("released", day("2025-01-05"))),
                row("b", field("released", day("2025-02-01"))),
                row("a", top("created_at", day("2025-01-10"))),
                row("f", top("note", day("2025-05-03"))),
                row("e", field("text", eq(LONG))),
                row("", field("text", eq(LONG + "x"))),
                row("a", field("name", glob("red", ""))),
                row("ab", field("name", glob("", "shoe"))),
                row("c", field("name", glob("", "wool", ""))),
                row("c", field("name", glob("g", "w", "hat"))),
                row("bf", field("price", glob("6", ""))),
                row("e", field("text", glob("", "ongw", ""))),
                row("", field("text", glob("begin l", ""))),
                row("ab", top("displayname.en", glob("sh", "e"))),
                row("", top("displayname.en", glob("red", "shoe"))),
                row("abcef", field("*", new FieldTest.Exists())),
                row("abcdef", top("payload.*", new FieldTest.Exists())),
                row("cf", field("maker", new FieldTest.Exists())),
                row("c", field("maker.*", new FieldTest.Exists())),
                row("cf", new IndexQuery.Present("payload.body.maker.*")),
                row("", new IndexQuery.Present("payload.body.maker.name.*")),
                row("c", field("*", glob("", "acme", ""))),
                row("abd", top("payload.*", glob("", "shoe", ""))),
                row("ab", top("displayname.*", glob("", "sho", ""))),
                row("a", top("displayname.*", new FieldTest.Contains("ed sh"))),
                row("b", top("displayname.en", new FieldTest.Contains("that is b"))),
                row("", top("displayname.*", new FieldTest.Contains("blue shoe"))),
                row("ab", top("displayname.*", new FieldTest.Contains("sho"))),
                row("b", field("*", new FieldTest.Contains("e shoe"))),
                row("e", field("text", new FieldTest.Contains("begin l"))),
                row("", field("text", new FieldTest.Contains("word end"))),
                row("bf", field("*", eq("60"))),
                row("b", field("*", numbers(59, true, 61, true))),
                row("a", field("*", phrase("red shoe"))),
                row("b", field("*", words("eco new"))),
                row("a", field("name", phrase("red shoe"))),
                row("", field("name", phrase("red sho"))),
                row("a", field("labels", phrase("new one"))),
                row("b", field("labels", phrase("new eco"))),
                row("", field("labels", phrase("one new"))),
                row("d", top("payload.body", phrase("hello world"))),
                row("a", top("displayname.en", phrase("red shoe"))),
                row("a", top("slug", phrase("red-shoe"))),
                row("", top("slug", phrase("shoe"))),
                row("bf", field("price", phrase("60"))),
                row("c", field("name", words("hat green"))),
                row("a", field("labels", words("one new"))),
                row("b", field("labels", words("eco new"))),
                row("ab", field("labels", words("!"))),
                row("b", top("note", words("card 7"))),
                row("", top("note", words("card"))),
                row("b", top("displayname.en", words("blue that"))),
                row("ab", field("price", numbers(20, false, Double.POSITIVE_INFINITY, true))),
                row("a", field("price", numbers(49.5, true, 60, false))),
                row("b", field("price", numbers(49.5, false, 60, true))),
                row("c", field("price", numbers(Double.NEGATIVE_INFINITY, true, 0, false))),
                row("", field("rating", numbers(5, true, 5, true))),
                row("b", field("released", since("2025-01-31"))),
                row("def", top("created_at", since("2025-05-01"))),
                row("abc", new IndexQuery.Not(top("created_at", since("2025-05-01")))),
                row("c", top("created_at", new FieldTest.Instants(Long.MIN_VALUE, false, micros("2025-01-01"), false))),
                row("ac", field("name", texts("c", "s"))),
                row("f", field("name", texts("\uFFFE", "\uD83D\uDE00"))),
                row("e", field("text", texts("begin", "c"))),
                row("b", top("displayname.en", texts("s", "t"))),
                row("ab", field("labels", new FieldTest.OtherThan(List.of(eq("eco"))))),
                row("a", field("labels", new FieldTest.OtherThan(List.of(eq("one"), eq("new eco"))))),
                row("b", field("released", new FieldTest.OtherThan(List.of(day("2025-01-05"))))),
                row("ac", field("price", new FieldTest.OtherThan(List.of(eq("60"))))),
                row("a", field("name", oneOf("Red Shoe", "blue shoe"))),
                row("ab", field("labels", oneOf("eco", "one"))),
                row("bf", field("price", oneOf("60", "x"))),
                row("a", field("price", oneOf("49.5"))),
                row("", field("price", oneOf("49.50"))),
                row("c", field("in_stock", oneOf("false"))),
                row("a", top("displayname.en", oneOf("Red Shoe", "Shoe"))),
                row("c", top("created_at", oneOf("2024-12-31T23:59:59.5"))),
                row("", top("created_at", oneOf("2024-12-31"))),
                row("e", field("text", oneOf(LONG))),
                row("b", field("*", oneOf("Blue Shoe"))),
                row("abd", new IndexQuery.Word("shoe")),
                row("abd", new IndexQuery.Word("sh")),
                row("c", new IndexQuery.Word("woo")),
                row("e", new IndexQuery.Word("ngwor")),
                row("", new IndexQuery.Word("no_such")),
                row("e", new IndexQuery.Word("ab".repeat(20))),
                row("", new IndexQuery.Word("ab".repeat(41))),
                row("e", new IndexQuery.Word("b" + "ab".repeat(30) + "y")),
                row("a", new IndexQuery.Word("احمر")),
                row("abd", new IndexQuery.WordGlob(new Glob(List.of("sh", "")))),
                row("ab", new IndexQuery.WordGlob(new Glob(List.of("", "shoe")))),
                row("d", new IndexQuery.WordGlob(new Glob(List.of("w", "ld")))),
                row("c", new IndexQuery.WordGlob(new Glob(List.of("", "ee", "")))),
                row("c", new IndexQuery.WordGlob(new Glob(List.of("", "ool", "")))),
                row("a", new IndexQuery.TextPhrase(List.of("red", "shoe"))),
                row("", new IndexQuery.TextPhrase(List.of("red", "sho"))),
                row("", new IndexQuery.TextPhrase(List.of("one", "eco"))),
                row("abcdef", new IndexQuery.TextPhrase(List.of())),
                row(
                        "f",
                        new IndexQuery.And(List.of(
                                new IndexQuery.Not(new IndexQuery.Or(List.of(
                                        new IndexQuery.Word("shoe"), new IndexQuery.Present("payload.body.labels")))),
                                new IndexQuery.Not(field("text", new FieldTest.Exists()))))));
    }
}
