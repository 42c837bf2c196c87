package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.SendResult;
import cc.dmart.api.plugin.Notifier;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.PluginStatus;
import cc.dmart.api.service.PluginStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;

/** What becomes of jars that are incomplete, doubled or unreadable, in a framework of its own ({@code plugins-events.md} 2.5, 2.6). */
class PluginLifeTest extends PluginWorldFixture {
    /** What the other component needs. */
    public static final class Part {}

    /** A component that is constructed with something. */
    public static final class Needy {
        /** Made of a part. */
        public Needy(Part part) {}
    }

    @Test
    void aComponentWithoutItsClassHasFailed() throws IOException {
        world.drop("ex.jar", PluginWorld.jar("1.0.0", List.of(Guard.class)));
        assertThat(world.plugin().state()).isEqualTo(State.FAILED);
        assertThat(world.plugin().problems())
                .singleElement()
                .asString()
                .startsWith("version 1.0.0 does not start: its component Guard cannot be made: its class "
                        + Guard.class.getName() + " cannot be loaded, ");
        assertThat(world.running()).isEmpty();
        world.drop("ex.jar", whole("1.0.0"));
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        assertThat(world.plugin().problems()).isEmpty();
    }

    @Test
    void aComponentWithoutWhatItIsConstructedWithHasFailed() throws IOException {
        world.drop("ex.jar", PluginWorld.jar("1.0.0", List.of(Needy.class), Needy.class));
        assertThat(world.plugin().state()).isEqualTo(State.FAILED);
        assertThat(world.plugin().problems().toString()).contains("its component Needy cannot be made", "$Part");
        world.drop("ex.jar", PluginWorld.jar("1.0.1", List.of(Needy.class), Needy.class, Part.class));
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void anUpgradeWithoutAClassGivesWayToTheLastGoodVersion() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        world.drop("ex.jar", PluginWorld.jar("1.0.1", List.of(Guard.class, Needy.class), Guard.class, Part.class));
        PluginStatus plugin = world.plugin();
        assertThat(plugin.version()).isEqualTo("1.0.0");
        assertThat(plugin.state()).isEqualTo(State.ACTIVE);
        assertThat(plugin.problems().get(0))
                .startsWith("version 1.0.1 does not start: its component Needy cannot be made")
                .endsWith("; version 1.0.0 runs again");
        assertThat(world.running()).containsExactly("dmart-plugin:ex.jar 1.0.0");
    }

    private static final String BEHIND =
            "ex_b.jar with version 1.0.0 is not used: another file of this plugin runs; it takes over"
                    + " when that is removed";

    /** What is in the folder when the server starts is judged as what is dropped in. */
    @Test
    void theLastGoodVersionGoesOnAfterARestartToo() throws Exception {
        world.drop("ex.jar", whole("1.0.0"));
        world.drop("ex.jar", PluginWorld.jar("1.0.1", List.of(Guard.class)));
        String again = world.plugin().problems().get(0);
        assertThat(again).endsWith("; version 1.0.0 runs again");
        for (int i = 0; i < 2; i++) {
            world.restart();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!world.plugin().problems().contains(again) && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(world.plugin().problems()).contains(again);
            assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
            assertThat(world.plugin().version()).isEqualTo("1.0.0");
        }
    }

    @Test
    void oneThatIsSwitchedOffBeforeItsLevelCameHasNotFailed() throws Exception {
        world.drop("ex.jar", whole("1.0.0"));
        world.restart(() -> world.deployer().disable("ex"));
        assertThat(world.plugin().state()).isEqualTo(State.DISABLED);
        assertThat(world.plugin().problems()).isEmpty();
        world.deployer().enable("ex");
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        world.restart(() -> {
            world.deployer().disable("ex");
            world.deployer().enable("ex");
        });
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
    }

    /** It has nothing to start: what it waits for may come at any time. */
    @Test
    void aFragmentWithoutItsHostWaitsAfterARestartToo() throws Exception {
        world.drop("ex.jar", PluginWorld.fragment("com.acme.nobody"));
        List<String> problems = world.plugin().problems();
        assertThat(world.plugin().state()).isEqualTo(State.UNSATISFIED);
        world.restart();
        assertThat(world.plugin().state()).isEqualTo(State.UNSATISFIED);
        assertThat(world.plugin().problems()).isEqualTo(problems);
    }

    /** What comes and goes beside a plugin takes nothing of what is said of it. */
    @Test
    void aSecondCopyTakesNoSentenceAlong() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        world.drop("ex.jar", PluginWorld.jar("1.0.1", List.of(Guard.class)));
        List<String> problems = world.plugin().problems();
        assertThat(problems).isNotEmpty();
        world.drop("ex_b.jar", whole("1.0.0"));
        assertThat(world.plugin().problems()).containsAll(problems);
        world.delete("ex_b.jar");
        assertThat(world.plugin().problems()).isEqualTo(problems);
    }

    @Test
    void aSecondCopyWaitsUntilTheFirstIsGone() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        world.drop("ex_b.jar", whole("1.0.0"));
        assertThat(world.plugin().source()).isEqualTo("ex.jar");
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        assertThat(world.plugin().problems()).containsExactly(BEHIND);
        world.delete("ex.jar");
        assertThat(world.plugin().source()).isEqualTo("ex_b.jar");
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        assertThat(world.plugin().problems()).isEmpty();
        assertThat(world.running()).containsExactly("dmart-plugin:ex_b.jar 1.0.0");
    }

    @Test
    void aSecondCopyThatGoesChangesNothing() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        world.drop("ex_b.jar", whole("1.0.0"));
        world.delete("ex_b.jar");
        assertThat(world.plugin().problems()).isEmpty();
        assertThat(world.running()).containsExactly("dmart-plugin:ex.jar 1.0.0");
    }

    @Test
    void aSecondCopyDoesNotComeUpBesideANewerVersion() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        world.drop("ex_b.jar", whole("1.0.0"));
        world.drop("ex.jar", whole("1.0.1"));
        assertThat(world.plugin().version()).isEqualTo("1.0.1");
        assertThat(world.plugin().problems()).containsExactly(BEHIND);
        assertThat(world.running()).containsExactly("dmart-plugin:ex.jar 1.0.1");
    }

    @Test
    void aPluginOfTwoFilesIsRemovedWithBoth() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        world.drop("ex_b.jar", whole("1.0.0"));
        world.deployer().remove("ex");
        assertThat(world.deployer().plugins()).isEmpty();
        assertThat(world.running()).isEmpty();
        assertThat(world.file("ex.jar")).doesNotExist();
        assertThat(world.file("ex_b.jar")).doesNotExist();
    }

    private <T> void register(Class<T> type, T service, Map<String, Object> properties) {
        Bundle bundle = Arrays.stream(world.context().getBundles())
                .filter(b -> b.getLocation().equals("dmart-plugin:ex.jar"))
                .findFirst()
                .orElseThrow();
        bundle.getBundleContext().registerService(type, service, FrameworkUtil.asDictionary(properties));
    }

    private void servlet() {
        register(Runnable.class, () -> {}, Map.of("osgi.http.whiteboard.servlet.pattern", "/ex/*"));
    }

    /** 2.5: what would get every code that is mailed is nobody's before an administrator says so. */
    @Test
    void aPluginWithANotifierStartsAnewWhenItMaySend() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        register(Notifier.class, message -> SendResult.failed("no"), Map.of());
        servlet();
        assertThat(world.plugin().problems().toString())
                .contains("Notifier is not published: it needs the grant network", "the grant public_routes");
        world.deployer().grant("ex", Set.of("before_hooks"));
        assertThat(world.plugin().problems()).as("nothing changed for these").hasSize(2);
        world.deployer().grant("ex", Set.of("network"));
        assertThat(world.plugin().problems()).as("it is told anew").isEmpty();
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
    }

    /** Its services come whenever it starts. */
    @Test
    void twoGrantsAtATimeCountTogether() throws IOException {
        List<Integer> stops = new ArrayList<>();
        world.context().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STARTED) {
                register(Notifier.class, message -> SendResult.failed("no"), Map.of());
                servlet();
            } else if (event.getType() == BundleEvent.STOPPED) {
                stops.add(event.getType());
            }
        });
        String notifier = Notifier.class.getName() + " is not published: it needs the grant network";
        String servlet = "a servlet is not published: it needs the grant public_routes";
        world.drop("ex.jar", whole("1.0.0"));
        assertThat(world.plugin().problems()).containsExactlyInAnyOrder(notifier, servlet);
        world.deployer().grant("ex", Set.of("network", "public_routes"));
        assertThat(world.plugin().problems()).isEmpty();
        assertThat(stops).hasSize(1);
        world.deployer().grant("ex", Set.of("public_routes"));
        assertThat(world.plugin().problems()).containsExactly(notifier);
        world.deployer().grant("ex", Set.of("network"));
        assertThat(world.plugin().problems()).containsExactly(servlet);
        assertThat(stops).hasSize(3);
        world.deployer().grant("ex", Set.of("network", "before_hooks", "impersonate"));
        assertThat(world.plugin().problems()).as("nothing of it needs these").containsExactly(servlet);
        assertThat(stops).hasSize(3);
    }

    /** Who serves servlets looks at them once: when they come. */
    @Test
    void aPluginWithServletsStartsAnewWhenTheyBecomePublicOrNot() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        servlet();
        assertThat(world.plugin().problems().toString()).contains("it needs the grant public_routes");
        List<Integer> events = new ArrayList<>();
        world.context().addBundleListener((SynchronousBundleListener) event -> events.add(event.getType()));
        List<Integer> again =
                List.of(BundleEvent.STOPPING, BundleEvent.STOPPED, BundleEvent.STARTING, BundleEvent.STARTED);
        world.deployer().grant("ex", Set.of("public_routes"));
        assertThat(events).isEqualTo(again);
        assertThat(world.plugin().problems()).isEmpty();
        servlet();
        world.deployer().grant("ex", Set.of("public_routes", "network"));
        assertThat(events).isEqualTo(again);
        events.clear();
        world.deployer().grant("ex", Set.of());
        assertThat(events).isEqualTo(again);
        events.clear();
        world.deployer().grant("ex", Set.of("public_routes"));
        assertThat(events).as("it has no servlet now").isEmpty();
    }

    private static final byte[] GARBAGE = "no jar at all".getBytes(StandardCharsets.UTF_8);

    private static final String UNREADABLE =
            " cannot be used: it is not a readable jar: it has no manifest with a Bundle-SymbolicName";

    @Test
    void oneThatCannotBeReadIsShown() throws IOException {
        world.drop("bad.jar", GARBAGE);
        PluginStatus plugin = world.plugin();
        assertThat(plugin.name()).isEqualTo("bad");
        assertThat(plugin.source()).isEqualTo("bad.jar");
        assertThat(plugin.state()).isEqualTo(State.FAILED);
        assertThat(plugin.problems()).containsExactly("bad.jar" + UNREADABLE);
        assertThat(world.deployer().state()).isEqualTo(HealthIndicator.State.WARN);
        world.drop("bad.jar", whole("1.0.0"));
        assertThat(world.plugin().name()).isEqualTo("ex");
        assertThat(world.plugin().problems()).isEmpty();
    }

    @Test
    void oneThatIsCutOffIsShown() throws IOException {
        byte[] whole = whole("1.0.0");
        for (int length : List.of(0, 10, whole.length / 2, whole.length - 30)) {
            world.drop("bad.jar", Arrays.copyOf(whole, length));
            assertThat(world.plugin().state()).as(length + " bytes").isEqualTo(State.FAILED);
            assertThat(world.plugin().problems()).isNotEmpty();
            world.delete("bad.jar");
            assertThat(world.deployer().plugins()).isEmpty();
        }
    }

    @Test
    void oneThatCannotBeReadIsRemoved() throws IOException {
        world.drop("bad.jar", GARBAGE);
        world.deployer().remove("bad");
        assertThat(world.deployer().plugins()).isEmpty();
        assertThat(world.file("bad.jar")).doesNotExist();
    }

    @Test
    void oneThatCannotBeReadIsNamedAtThePluginOfItsName() throws IOException {
        world.drop("good.jar", whole("1.0.0"));
        world.drop("ex.jar", GARBAGE);
        assertThat(world.plugin().source()).isEqualTo("good.jar");
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        assertThat(world.plugin().problems()).containsExactly("ex.jar" + UNREADABLE);
    }

    @Test
    void onlyAVersionThatRunsGoesOn() throws IOException {
        world.drop("ex.jar", whole("1.0.0"));
        world.drop("ex.jar", GARBAGE);
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        assertThat(world.plugin().problems()).containsExactly("ex.jar" + UNREADABLE + "; version 1.0.0 goes on");
        world.delete("ex.jar");
        world.drop("ex.jar", PluginWorld.jar("1.0.0", List.of(Guard.class)));
        world.drop("ex.jar", GARBAGE);
        assertThat(world.plugin().state()).isEqualTo(State.FAILED);
        assertThat(world.plugin().problems().get(0)).isEqualTo("ex.jar" + UNREADABLE);
    }
}
