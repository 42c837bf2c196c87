package cc.dmart.core.internal.event.hook;

import static cc.dmart.core.internal.event.host.PluginFixture.call;
import static cc.dmart.core.internal.event.host.PluginFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.ChangeContext;
import cc.dmart.api.plugin.VetoException;
import cc.dmart.core.internal.event.Acting;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.event.call.GuardedCalls;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.host.PluginFixture;
import cc.dmart.core.internal.event.host.PluginHost;
import cc.dmart.core.internal.event.registration.PluginGate;
import cc.dmart.core.internal.event.registration.Registration;
import cc.dmart.core.internal.event.registration.ServiceProps;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookChainTest {
    private static final String TOKEN = "eyJ.secret.token";

    private final PluginFixture fixture = new PluginFixture();
    private final PluginHost host = fixture.host;

    @AfterEach
    void close() {
        fixture.close();
    }

    private void add(BeforeHook hook, Object... properties) {
        Map<String, Object> map = new java.util.HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            map.put((String) properties[i], properties[i + 1]);
        }
        fixture.addHook(hook, map, "test.bundle");
    }

    private WireRecord left(String attributes) {
        return host.before(call(attributes)).proposed().orElseThrow();
    }

    @Test
    void withoutHooksTheRecordIsHandedBack() {
        HookDispatcher.Call call = call("{}");
        assertThat(host.before(call)).isSameAs(call);
    }

    @Test
    void hooksRunInOrderAndSeeWhatEarlierOnesPropose() {
        add(c -> c.propose(c.proposed().orElseThrow().attributes().with("second", JsonBool.TRUE)), "dmart.ordinal", 2);
        add(c -> c.propose(json("{'first':1}")), "dmart.ordinal", 1);
        WireRecord out = left("{'sent':1}");
        assertThat(out.attributes()).isEqualTo(json("{'first':1,'second':true}"));
        assertThat(out.shortname()).isEqualTo("x1");
    }

    @Test
    void notesAreKeptByPluginAndSeenByLaterHooks() {
        add(
                c -> {
                    c.note("price", new JsonNumber("1"));
                    c.note("price", new JsonNumber("2"));
                },
                "dmart.plugin",
                "first",
                "dmart.ordinal",
                1);
        add(
                c -> {
                    assertThat(c.attributes().object("plugin")).contains(json("{'first':{'price':2}}"));
                    c.note("seen", JsonBool.TRUE);
                },
                "dmart.plugin",
                "second",
                "dmart.listener.onerror",
                "veto");
        assertThat(host.before(call("{}")).notes()).isEqualTo(json("{'first':{'price':2},'second':{'seen':true}}"));
    }

    @Test
    void notesOfAHookThatFailsOrWritesTooMuchDoNotCount() {
        add(
                c -> {
                    c.note("half", JsonBool.TRUE);
                    throw new IllegalStateException("broken");
                },
                "dmart.plugin",
                "broken");
        add(c -> c.note("long", new JsonString("x".repeat(16_385))), "dmart.plugin", "chatty");
        add(c -> c.note("short", new JsonString("x".repeat(16_000))), "dmart.plugin", "brief");
        assertThat(host.before(call("{}")).notes().names()).containsExactly("brief");
    }

    @Test
    void identityFieldsStayAsSent() {
        add(c -> c.propose(json("{'uuid':'u','owner_shortname':'eve','tags':['a']}")));
        assertThat(left("{'owner_shortname':'lina'}").attributes())
                .isEqualTo(json("{'owner_shortname':'lina','tags':['a']}"));
    }

    /** What the server does on behalf of an account it does with rights of its own, which are not for plugins. */
    @Test
    void aHookActsWithTheRightsOfTheAccountAndOneLevelDeeper() {
        AtomicReference<Caller> acting = new AtomicReference<>();
        add(c -> acting.set(Acting.current().orElseThrow()));
        HookDispatcher.Call call = call("{}");
        Caller server = call.caller().asSystem().causedBy("e1", 2);
        host.before(new HookDispatcher.Call(
                server, call.action(), call.at(), call.current(), call.proposed(), call.attributes()));
        assertThat(acting.get()).isEqualTo(call.caller().causedBy("e1", 3));
    }

    private static String said(Method told, ChangeContext context) {
        try {
            return String.valueOf(told.invoke(context));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @Test
    void s5_13_i5_contextTellsWhatHappens() {
        AtomicBoolean seen = new AtomicBoolean();
        add(c -> {
            assertThat(c.user()).isEqualTo("lina");
            assertThat(c.roles()).containsExactly("role_of_lina");
            assertThat(c.query()).isEmpty();
            assertThat(c.spaceName()).isEqualTo("shop");
            assertThat(c.subpath()).isEqualTo("/products");
            assertThat(c.shortname()).contains("x1");
            assertThat(c.schemaShortname()).contains("order");
            for (Method told : ChangeContext.class.getMethods()) {
                if (told.getParameterCount() == 0) {
                    assertThat(said(told, c)).as(told.getName()).doesNotContain(TOKEN);
                }
            }
            seen.set(true);
        });
        HookDispatcher.Call call = call("{'payload':{'schema_shortname':'order'}}");
        Map<String, String> headers = Map.of("authorization", "Bearer " + TOKEN, "cookie", "auth_token=" + TOKEN);
        Caller caller = Caller.of("lina", "r", headers);
        host.before(new HookDispatcher.Call(
                caller, call.action(), call.at(), call.current(), call.proposed(), call.attributes()));
        assertThat(seen).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"418, teapot, 777, 418, teapot, 777", "400, request, 49, 400, request, 402", "200, x, 5, 400, x, 5"})
    void vetoReachesTheClient(int status, String type, int code, int outStatus, String outType, int outCode) {
        add(c -> {
            throw new VetoException(status, type, code, "no", List.of(json("{'a':1}")));
        });
        assertThatThrownBy(() -> host.before(call("{}"))).isInstanceOfSatisfying(DmartException.Vetoed.class, e -> {
            assertThat(e.status()).isEqualTo(outStatus);
            assertThat(e.type()).isEqualTo(outType);
            assertThat(e.code()).isEqualTo(outCode);
            assertThat(e.text()).isEqualTo("no");
            assertThat(e.info()).containsExactly(json("{'a':1}"));
        });
    }

    @Test
    void vetoByDefault() {
        add(c -> {
            throw new VetoException("not today");
        });
        assertThatThrownBy(() -> host.before(call("{}"))).isInstanceOfSatisfying(DmartException.Vetoed.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.type()).isEqualTo("request");
            assertThat(e.code()).isEqualTo(402);
        });
    }

    @Test
    void errorsAreIgnoredAndWhatTheHookProposedToo() {
        add(c -> {
            c.propose(json("{'half':1}"));
            throw new IllegalStateException("broken");
        });
        add(c -> {
            throw new NoClassDefFoundError("broken");
        });
        assertThat(left("{'sent':1}").attributes()).isEqualTo(json("{'sent':1}"));
    }

    @Test
    void errorsVetoWhereTheHookMustAgree() {
        add(
                c -> {
                    throw new IllegalStateException("broken");
                },
                "dmart.listener.onerror",
                "veto",
                "dmart.plugin",
                "guardian");
        assertThatThrownBy(() -> host.before(call("{}")))
                .isInstanceOf(DmartException.Vetoed.class)
                .hasMessageContaining("guardian")
                .hasMessageNotContaining("broken");
    }

    @Test
    void slowHookIsInterruptedAndCannotAlterLater() {
        AtomicBoolean interrupted = new AtomicBoolean();
        add(c -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                c.propose(json("{'late':1}"));
            }
        });
        WireRecord out = left("{'sent':1}");
        assertThat(out.attributes()).isEqualTo(json("{'sent':1}"));
        PluginFixture.await("interrupt", interrupted::get);
    }

    @Test
    void hookThatIgnoresInterruptsIsNotCalledAgain() {
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean end = new AtomicBoolean();
        add(
                c -> {
                    calls.incrementAndGet();
                    while (!end.get()) {
                        Thread.onSpinWait();
                    }
                },
                "dmart.plugin",
                "spinner");
        assertThat(left("{'sent':1}").attributes()).isEqualTo(json("{'sent':1}"));
        PluginFixture.await("stuck", () -> !host.active().contains("spinner"));
        assertThat(left("{'sent':1}").attributes()).isEqualTo(json("{'sent':1}"));
        assertThat(calls).hasValue(1);
        end.set(true);
    }

    @Test
    void hookThatKeepsFailingIsLeftAloneForAWhile() {
        AtomicInteger calls = new AtomicInteger();
        add(c -> {
            calls.incrementAndGet();
            throw new IllegalStateException("broken");
        });
        for (int i = 0; i < 50; i++) {
            host.before(call("{}"));
        }
        assertThat(calls).hasValue(5);
    }

    /** What one hook takes, the later ones have no more, whatever their own limits say. */
    @Test
    void allHooksOfAChangeShareOneBudget() {
        Timers timer = new Timers("budget-test");
        GuardedCalls guard = new GuardedCalls(timer.executor());
        HookChain chain = new HookChain(
                guard,
                new PluginGate(fixture.store, "dropped"),
                fixture.setups(),
                c -> Set.of(),
                Duration.ofMillis(200));
        AtomicBoolean interrupted = new AtomicBoolean();
        List<String> called = new CopyOnWriteArrayList<>();
        chain.add(hook("slow", "ignore", c -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        }));
        chain.add(hook("later", "ignore", c -> called.add("later")));
        assertThat(chain.before(call("{'sent':1}")).proposed().orElseThrow().attributes())
                .isEqualTo(json("{'sent':1}"));
        PluginFixture.await("interrupt", interrupted::get);
        chain.add(hook("guardian", "veto", c -> called.add("guardian")));
        assertThatThrownBy(() -> chain.before(call("{}")))
                .isInstanceOf(DmartException.Vetoed.class)
                .hasMessageContaining("guardian");
        assertThat(called).isEmpty();
        guard.close();
        timer.close();
    }

    private static Registration<BeforeHook> hook(String plugin, String onError, BeforeHook hook) {
        Map<String, Object> properties = Map.of("dmart.listener.onerror", onError, "component.name", plugin);
        return Registration.of(hook, new ServiceProps(properties), plugin, Duration.ofMinutes(1));
    }

    @Test
    void filterAndRemoval() {
        List<String> seen = new CopyOnWriteArrayList<>();
        BeforeHook hook = (ChangeContext c) -> seen.add(c.subpath());
        add(hook, "dmart.event.subpaths", "products", "dmart.event.changed", new String[] {"payload.body.qty"});
        add(c -> seen.add("never"), "dmart.event.actions", "create");
        host.before(call("{'payload':{'body':{'qty':1}}}"));
        host.before(call("{'tags':[]}"));
        host.removeHook(hook);
        host.before(call("{'payload':{'body':{'qty':1}}}"));
        assertThat(seen).containsExactly("/products");
    }

    @ParameterizedTest
    @CsvSource({
        "dropped, any, false, [], true",
        "dropped, local_notification, false, [], false",
        "dropped, local_notification, false, ['local_notification'], true",
        "listed, any, false, [], false",
        "listed, any, false, ['any'], true",
        "listed, any, true, [], true",
    })
    void spaceDecidesWhichPluginsRun(String activation, String plugin, boolean always, String list, boolean runs) {
        try (PluginFixture other = new PluginFixture(activation, 300)) {
            AtomicInteger calls = new AtomicInteger();
            other.addHook(
                    c -> calls.incrementAndGet(), Map.of("dmart.plugin", plugin, "dmart.alwaysActive", always), "b");
            other.space(list);
            other.host.before(call("{}"));
            assertThat(calls).hasValue(runs ? 1 : 0);
        }
    }

    @Test
    void activePluginsAreNamedOnce() {
        add(c -> {}, "dmart.plugin", "b");
        add(c -> {}, "dmart.plugin", "b");
        fixture.addListener((e, d) -> {}, Map.of("dmart.plugin", "a"), "x");
        fixture.addListener((e, d) -> {}, Map.of(), "cc.plugin.bundle");
        assertThat(host.active()).containsExactly("a", "b", "cc.plugin.bundle");
    }
}
