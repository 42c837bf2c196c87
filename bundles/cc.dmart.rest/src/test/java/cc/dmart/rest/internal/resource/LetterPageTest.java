package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.DeliveryService;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
