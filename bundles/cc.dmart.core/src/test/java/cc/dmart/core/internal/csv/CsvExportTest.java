package cc.dmart.core.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryService;
import cc.dmart.core.internal.query.Defaults;
import cc.dmart.core.internal.query.QueryRows;
import cc.dmart.core.internal.query.ResolvedQueries;
import cc.dmart.core.internal.query.SavedQueries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns come from payloads, so their number has a bound. */
class CsvExportTest {
    private static final JsonObject QUERY =
            JsonObject.builder().put("space_name", "shop").put("subpath", "/").build();

    /** As many rows as keys, each with one of its own. */
    private record Keys(int count, String suffix, boolean isShaped) implements QueryRows.Rows {
        @Override
        public <E extends Exception> void each(QueryRows.Taker<E> taker) throws E {
            for (int i = 0; i < count; i++) {
                taker.take(WireRecord.of(ResourceType.CONTENT, "e" + i, "p", row(i)));
            }
        }

        private JsonObject row(int i) {
            return JsonObject.builder().put("k" + i + suffix, "v").build();
        }

        @Override
        public Optional<JsonArray> shaped() {
            return isShaped
                    ? Optional.of(new JsonArray(List.copyOf(
                            IntStream.range(0, count).mapToObj(this::row).toList())))
                    : Optional.empty();
        }
    }

    private static <T> T none(Class<T> service, Supplier<RuntimeException> answer) {
        return service.cast(Proxy.newProxyInstance(
                CsvExportTest.class.getClassLoader(), new Class<?>[] {service}, (proxy, method, args) -> {
                    throw answer.get();
                }));
    }

    private static CsvExport export(QueryRows.Rows rows) {
        return export(rows, none(EntryService.class, UnsupportedOperationException::new));
    }

    private static CsvExport export(QueryRows.Rows rows, EntryService entries) {
        ResolvedQueries none = none(ResolvedQueries.class, UnsupportedOperationException::new);
        SavedQueries saved = new SavedQueries(entries, none, Defaults.with(Map.of()));
        return new CsvExport((caller, request) -> rows, saved, entries, ZoneOffset.UTC, false);
    }

    private static String table(QueryRows.Rows rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        export(rows).ofFolder(Caller.system("dmart"), QUERY).writeTo(out);
        return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** An old client sends a query where a saved one is named ({@code http-api.md} 4.8). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereASavedQueryIsNamedSomethingMustBeFound(boolean shaped) throws IOException {
        JsonObject query = QUERY.toBuilder().put("type", "search").build();
        SpaceName space = new SpaceName("shop");
        assertThat(table(new Keys(0, "", shaped))).isNotEmpty();
        assertThatThrownBy(() -> export(new Keys(0, "", shaped)).ofSaved(Caller.system("dmart"), space, query))
                .isInstanceOfSatisfying(DmartException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.type()).isEqualTo("media");
                    assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_NOT_FOUND);
                });
        assertThat(export(new Keys(1, "", shaped))
                        .ofSaved(Caller.system("dmart"), space, query)
                        .name())
                .isEqualTo("shop__.csv");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void columnsHaveABound(boolean shaped) throws IOException {
        assertThat(table(new Keys(100, "", shaped))).contains("k0").contains("k99");
        String longName = "x".repeat(20_000);
        for (Keys rows : List.of(new Keys(CsvExport.MOST_COLUMNS + 1, "", shaped), new Keys(100, longName, shaped))) {
            assertThatThrownBy(() -> table(rows)).isInstanceOfSatisfying(DmartException.class, e -> {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.code()).isEqualTo(ErrorCode.SOMETHING_WRONG);
            });
        }
    }

    /** Attachments are asked for by the path of an entry, which is longer than that of a folder may be. */
    @Test
    void aTableOfAttachmentsMayBeOfADeepEntry() {
        String deep = "f".repeat(128) + "/" + "n".repeat(60);
        JsonObject query = QUERY.toBuilder()
                .put("type", "attachments")
                .put("subpath", deep)
                .build();
        EntryService without = none(EntryService.class, () -> DmartException.NotFound.entry());
        assertThat(export(new Keys(1, "", false), without)
                        .ofFolder(Caller.system("dmart"), query)
                        .name())
                .isEqualTo("shop__" + deep.replace('/', '_') + ".csv");
    }
}
