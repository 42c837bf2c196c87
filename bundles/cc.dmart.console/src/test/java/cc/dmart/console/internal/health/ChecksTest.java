package cc.dmart.console.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.api.service.MetricSource;
import cc.dmart.api.service.OperationService;
import cc.dmart.api.service.OperationService.JournalView;
import cc.dmart.api.service.PluginService;
import cc.dmart.api.service.PluginStatus;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the health checks say of the states of {@code plugins-events.md} 2.8. */
class ChecksTest {
    /** A service whose methods give the answer of their name. */
    private static <T> T service(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.get(method.getName())));
    }

    private static DeliveryService delivery(String state, long lag, String breaker, long dead) {
        ListenerStatus listener = new ListenerStatus(
                "p",
                "p.L",
                "after",
                "durable",
                state,
                JsonObject.EMPTY,
                1,
                lag,
                0,
                0,
                0,
                dead,
                0,
                0,
                0,
                0,
                breaker,
                "it sleeps");
        return service(DeliveryService.class, Map.of("listeners", List.of(listener)));
    }

    private static List<String> messages(Result result) {
        List<String> out = new java.util.ArrayList<>();
        result.forEach(entry -> out.add(entry.getMessage()));
        return out;
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, ACTIVE, OK",
        "DISABLED, ACTIVE, OK",
        "UNSATISFIED, ACTIVE, OK",
        "FAILED, ACTIVE, WARN",
        "STUCK, ACTIVE, WARN",
        "ACTIVE, STUCK, WARN"
    })
    void plugins(PluginStatus.State state, String listener, Status expected) {
        PluginStatus plugin = new PluginStatus(
                "p", "1", state, "p.jar", "", "", List.of(), Set.of(), JsonObject.EMPTY, List.of("no licence"));
        PluginService plugins = service(PluginService.class, Map.of("plugins", List.of(plugin)));
        Result result = new PluginsCheck(plugins, delivery(listener, 0, "CLOSED", 0)).execute();
        assertThat(result.getStatus()).isEqualTo(expected);
        if (state == PluginStatus.State.FAILED) {
            assertThat(messages(result)).contains("p is FAILED: no licence");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10000, CLOSED, 0, OK",
        "10001, CLOSED, 0, WARN",
        "0, OPEN, 0, WARN",
        "0, TRIAL, 0, OK",
        "0, CLOSED, 3, OK"
    })
    void listeners(long lag, String breaker, long dead, Status expected) {
        Result result = new ListenersCheck(delivery("ACTIVE", lag, breaker, dead)).execute();
        assertThat(result.getStatus()).isEqualTo(expected);
        if (dead > 0) {
            assertThat(messages(result)).contains("p.L gave up 3 events");
        }
    }

    @ParameterizedTest
    @CsvSource({"ok, OK", "read_only, CRITICAL", "broken, CRITICAL"})
    void journal(String store, Status expected) {
        OperationService operations =
                service(OperationService.class, Map.of("journal", new JournalView(1, 9, store, List.of())));
        assertThat(new JournalCheck(operations).execute().getStatus()).isEqualTo(expected);
    }

    private static List<MetricSource> figures(Map<String, Double> values) {
        return List.of(sink -> values.forEach((name, value) -> sink.gauge(name, "", value)));
    }

    @ParameterizedTest
    @CsvSource({
        "2e9, 2e9, OK",
        "1e9, 2e9, WARN",
        "2e9, 1e9, WARN",
        "1e8, 2e9, CRITICAL",
        "2e9, 0, CRITICAL",
        "-1, -1, OK"
    })
    void disk(double spaces, double journal, Status expected) {
        DiskCheck check = new DiskCheck();
        check.sources =
                figures(Map.of("dmart_storage_spaces_free_bytes", spaces, "dmart_storage_journal_free_bytes", journal));
        assertThat(check.execute().getStatus()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0, OK", "1000, 1, 0, OK", "1001, 1, 0, WARN", "0, 1, 1, WARN", "0, 0, 0, CRITICAL"})
    void index(double lag, double usable, double rebuilding, Status expected) {
        IndexCheck check = new IndexCheck();
        check.sources = figures(
                Map.of("dmart_index_lag", lag, "dmart_index_usable", usable, "dmart_index_rebuilding", rebuilding));
        assertThat(check.execute().getStatus()).isEqualTo(expected);
    }

    @Test
    void withoutFiguresNothingIsKnown() {
        assertThat(messages(new DiskCheck().execute()))
                .containsExactly("room for spaces is not known", "room for journal is not known");
    }
}
