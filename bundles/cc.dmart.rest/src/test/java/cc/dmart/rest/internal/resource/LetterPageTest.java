package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.rest.internal.wire.QueryString;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of the letters of all listeners of a plugin. */
class LetterPageTest {
    private static final Map<String, List<String>> LETTERS =
            Map.of("p.A", List.of("a1", "a2"), "p.B", List.of(), "p.C", List.of("c1", "c2", "c3"));

    private final DeliveryService delivery = (DeliveryService) Proxy.newProxyInstance(
            DeliveryService.class.getClassLoader(), new Class<?>[] {DeliveryService.class}, (proxy, method, args) -> {
                List<String> ids = LETTERS.get((String) args[0]);
                return method.getName().equals("deadLetterCount")
                        ? ids.size()
                        : read(ids, (int) args[1], (int) args[2]);
            });

    private int reads;

    private List<JsonObject> read(List<String> ids, int offset, int limit) {
        reads++;
        return ids.stream()
                .skip(offset)
                .limit(limit)
                .map(id -> JsonObject.builder().put("id", id).build())
                .toList();
    }

    private String page(int offset, int limit) {
        return LetterPage.of(delivery, List.of("p.A", "p.B", "p.C"), offset, limit).stream()
                .map(l -> l.asObject().orElseThrow().string("id").orElseThrow())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, a1 a2 c1 c2 c3",
        "0, 3, a1 a2 c1",
        "1, 2, a2 c1",
        "2, 10, c1 c2 c3",
        "4, 10, c3",
        "5, 10, ''",
        "-3, 1, a1",
        "0, 0, ''",
        "0, -1, ''"
    })
    void allListenersAreOneList(int offset, int limit, String letters) {
        assertThat(page(offset, limit)).isEqualTo(letters);
    }

    @Test
    void lettersThatAreLeftOutAreNotRead() {
        assertThat(page(4, 10)).isEqualTo("c3");
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void aLetterNamesItsListener() {
        assertThat(LetterPage.of(delivery, List.of("p.A", "p.C"), 2, 1)
                        .get(0)
                        .asObject()
                        .orElseThrow()
                        .string("listener"))
                .contains("p.C");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {"none | 5", "offset=4 | 1", "offset=&limit=2 | 2", "limit=-1 | 0", "offset=-7&limit=9999999999 | 5"
            })
    void theUrlSaysWhichPage(String query, int count) {
        assertThat(LetterPage.of(delivery, List.of("p.A", "p.B", "p.C"), QueryString.parse(query)))
                .hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offset=abc", "limit=1.5", "offset=99999999999999999999"})
    void whatIsNoNumberIsRefused(String query) {
        assertThatThrownBy(() -> LetterPage.of(delivery, List.of("p.A"), QueryString.parse(query)))
                .isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
                    assertThat(e.status()).isEqualTo(422);
                    assertThat(e.code()).isEqualTo(424);
                });
    }

    /** One of two listeners of a plugin is gone: the other one's letters are not left half done. */
    @Test
    void whoIsGoneIsLeftOut() {
        ToIntFunction<String> action = name -> {
            if (name.startsWith("gone")) {
                throw DmartException.NotFound.entry();
            }
            return name.length();
        };
        assertThat(EachListener.counts(List.of("gone.A", "p.A", "gone.B", "p.Long"), action))
                .containsExactly(3, 6);
        assertThat(EachListener.counts(List.of(), action)).isEmpty();
        assertThatThrownBy(() -> EachListener.counts(List.of("gone.A", "gone.B"), action))
                .isInstanceOf(DmartException.NotFound.class);
    }
}
