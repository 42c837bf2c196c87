package cc.dmart.api.index.testing;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.Glob;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.SearchText;
import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Random documents over few paths and values, and random trees about them, so that most trees match some. */
final class RandomQueries {
    private static final List<String> PATHS = List.of(
            "payload.body.a", "payload.body.b", "payload.body.c.d", "displayname.en", "slug", "tags", "created_at");
    private static final List<String> WILD =
            List.of("payload.body.*", "payload.*", "displayname.*", "payload.body.c.*");
    private static final List<String> WIDE = List.of(
            "9007199254740992",
            "9007199254740993",
            "9007199254740994",
            "-9007199254740993",
            "9007199254740993.5",
            "9223372036854775807",
            "9223372036854775808");
    private static final List<String> NUMBERS = Stream.concat(
                    Stream.of("5", "-7", "49.5", "49.50", "0", "-0.0", "1e3", "123456789.25", "60"), WIDE.stream())
            .toList();
    private static final List<String> BOUNDS = Stream.concat(
                    Stream.of("-Infinity", "-7", "-0.0", "0", "5", "49.5", "60", "1000000000", "Infinity"),
                    WIDE.stream())
            .toList();
    private static final List<String> TEXTS = List.of(
            "red",
            "Red Shoe",
            "shoe red",
            "blue shoe",
            "x",
            "ab",
            "abc",
            "abcabc",
            "5",
            "-7",
            "49.5",
            "9007199254740993",
            "true",
            "False",
            "",
            "2025-01-05",
            "2025-01-06T10:00:00",
            "a_b-c",
            "أحمر",
            "\uD83D\uDE00 face",
            "\uFFFD",
            "card\u0001odd",
            "z\u0000y");

    private final Random random;

    RandomQueries(Random random) {
        this.random = random;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    IndexDocument document(String name) {
        JsonObject.Builder body = JsonObject.builder();
        body.put("a", value(2)).put("b", value(1));
        if (random.nextBoolean()) {
            body.put(
                    "c",
                    JsonObject.builder().put("d", value(1)).put("e", value(0)).build());
        }
        JsonObject.Builder out = JsonObject.builder();
        out.put("payload", JsonObject.builder().put("body", body.build()).build());
        if (random.nextBoolean()) {
            out.put("displayname", JsonObject.builder().put("en", any(TEXTS)).build());
        }
        if (random.nextBoolean()) {
            out.put("slug", any(TEXTS));
        }
        out.put("tags", new JsonArray(List.of(new JsonString(any(TEXTS)), new JsonString(any(TEXTS)))));
        out.put("created_at", "2025-01-0" + (1 + random.nextInt(9)) + "T0" + random.nextInt(10) + ":00:00");
        String subpath = any(List.of("/", "/p", "/p/q", "/r"));
        ResourceType type = any(List.of(ResourceType.CONTENT, ResourceType.TICKET));
        return TestDocuments.of(Locator.of("shop", subpath, name, type), out.build());
    }

    private JsonValue value(int depth) {
        int kind = random.nextInt(depth > 0 ? 8 : 6);
        return switch (kind) {
            case 0 -> JsonNull.NULL;
            case 1 -> JsonBool.of(random.nextBoolean());
            case 2 -> new JsonNumber(any(NUMBERS));
            case 3, 4, 5 -> new JsonString(any(TEXTS));
            default -> new JsonArray(List.of(value(depth - 1), value(depth - 1)));
        };
    }

    List<SortKey> sort() {
        List<SortKey> out = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            out.add(new SortKey(
                    any(List.of("updated_at", "payload.body.a", "payload.body.b", "slug", "created_at", "none")),
                    random.nextBoolean()));
        }
        return out;
    }

    IndexQuery tree(int depth) {
        int kind = random.nextInt(depth > 0 ? 12 : 9);
        return switch (kind) {
            case 0, 1, 2, 3 -> new IndexQuery.Field(any(PATHS), test(2));
            case 4 -> new IndexQuery.Field(any(WILD), test(2));
            case 5 -> new IndexQuery.Present(random.nextBoolean() ? any(PATHS) : any(WILD));
            case 6 -> words();
            case 7 -> random.nextInt(4) == 0 ? new IndexQuery.All() : words();
            case 8 -> exact();
            case 9 -> new IndexQuery.Not(tree(depth - 1));
            case 10 -> new IndexQuery.And(trees(depth - 1));
            default -> new IndexQuery.Or(trees(depth - 1));
        };
    }

    private List<IndexQuery> trees(int depth) {
        List<IndexQuery> out = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            out.add(tree(depth));
        }
        return out;
    }

    private IndexQuery exact() {
        return switch (random.nextInt(3)) {
            case 0 -> new IndexQuery.Exact(ExactField.TAG, Set.of(any(TEXTS), "none"));
            case 1 -> IndexQuery.Exact.of(ExactField.ANCESTOR, any(List.of("/", "/p", "/p/q")));
            default -> IndexQuery.Exact.of(ExactField.TYPE, any(List.of("content", "ticket")));
        };
    }

    private IndexQuery words() {
        List<String> tokens = SearchText.tokens(any(TEXTS));
        String token = tokens.isEmpty() ? "sho" : any(tokens);
        return switch (random.nextInt(3)) {
            case 0 -> new IndexQuery.TextPhrase(tokens);
            case 1 -> new IndexQuery.WordGlob(glob(token));
            default -> new IndexQuery.Word(part(token));
        };
    }

    private String part(String text) {
        int from = random.nextInt(text.length());
        int to = from + 1 + random.nextInt(text.length() - from);
        boolean whole = (from > 0 && Character.isLowSurrogate(text.charAt(from)))
                || (to < text.length() && Character.isLowSurrogate(text.charAt(to)));
        return whole ? text : text.substring(from, to);
    }

    private Glob glob(String text) {
        String literal = text.isEmpty() ? "a" : part(text);
        return switch (random.nextInt(4)) {
            case 0 -> Glob.prefix(literal);
            case 1 -> Glob.infix(literal);
            case 2 -> new Glob(List.of("", literal));
            default -> new Glob(List.of(literal, "", part(literal)));
        };
    }

    private FieldTest test(int depth) {
        String text = SearchText.norm(any(TEXTS));
        return switch (random.nextInt(depth > 0 ? 12 : 9)) {
            case 0, 1 -> equal(text);
            case 2 -> new FieldTest.Matches(glob(text));
            case 3 -> new FieldTest.Phrase(SearchText.tokensOfNormal(text), equal(text));
            case 4 -> new FieldTest.Words(SearchText.tokensOfNormal(text), equal(text));
            case 5 -> numbers();
            case 6 -> instants();
            case 7 -> new FieldTest.Texts(bound(), random.nextBoolean(), bound(), random.nextBoolean());
            case 8 -> new FieldTest.Contains(text.isEmpty() ? "" : part(text));
            case 9 -> new FieldTest.Exists();
            case 10 -> new FieldTest.OneOf(Set.of(any(TEXTS), "none", "60"));
            default -> new FieldTest.OtherThan(List.of(test(depth - 1), equal(text)));
        };
    }

    private Optional<String> bound() {
        return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(SearchText.norm(any(TEXTS)));
    }

    private FieldTest numbers() {
        return FieldTest.Numbers.between(any(BOUNDS), random.nextBoolean(), any(BOUNDS), random.nextBoolean());
    }

    private FieldTest instants() {
        List<Long> bounds = List.of(
                Long.MIN_VALUE,
                0L,
                1_736_035_200_000_000L,
                1_736_157_600_000_000L,
                1_736_208_000_000_000L,
                Long.MAX_VALUE);
        return new FieldTest.Instants(any(bounds), random.nextBoolean(), any(bounds), random.nextBoolean());
    }

    private FieldTest.Equal equal(String text) {
        boolean number = text.matches("-?[0-9]+(\\.[0-9]+)?");
        Optional<Boolean> bool = text.equals("true") || text.equals("false")
                ? Optional.of(Boolean.parseBoolean(text))
                : Optional.empty();
        Optional<FieldTest.Span> span = text.startsWith("2025-01-05")
                ? Optional.of(new FieldTest.Span(1_736_035_200_000_000L, 1_736_121_600_000_000L))
                : Optional.empty();
        OptionalDouble value = number ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
        return new FieldTest.Equal(text, SearchText.tokensOfNormal(text), value, bool, span);
    }
}
