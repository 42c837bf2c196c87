package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.testing.TestDelivery;
import cc.dmart.api.plugin.testing.TestEvents;
import cc.dmart.api.service.JobStatus;
import cc.dmart.api.service.PluginStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a configuration switches off and on, and what is shown of a plugin ({@code plugins-events.md} 1.4, 2.8). */
class PluginSwitchTest extends PluginWorldFixture {
    private void configure(String json) throws IOException {
        world.drop("ex.json", json.getBytes(StandardCharsets.UTF_8));
    }

    private void awaitRunning(String... bundles) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        State state = bundles.length == 0 ? State.DISABLED : State.ACTIVE;
        while (!(world.running().equals(List.of(bundles)) && world.plugin().state() == state)
                && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(world.running()).containsExactly(bundles);
        assertThat(world.plugin().state()).isEqualTo(state);
    }

    /** 1.4: it is not loaded at all, so its routes, guards, actions and notifiers go too. */
    @Test
    void aPluginThatItsConfigurationSwitchesOffDoesNotRun() throws Exception {
        world.drop("ex.jar", whole("1.0.0"));
        configure("{\"is_active\":false}");
        awaitRunning();
        world.drop("ex.jar", whole("1.0.1"));
        world.deployer().restart("ex");
        world.deployer().enable("ex");
        world.restart();
        assertThat(world.running()).isEmpty();
        assertThat(world.plugin().state()).isEqualTo(State.DISABLED);
        assertThat(world.plugin().problems()).isEmpty();
        configure("{\"is_active\":true}");
        awaitRunning("dmart-plugin:ex.jar 1.0.1");
        configure("{\"is_active\":false,\"ordinal\":1}");
        awaitRunning();
        world.delete("ex.json");
        awaitRunning("dmart-plugin:ex.jar 1.0.1");
    }

    @Test
    void anEntryThatSwitchesAPluginOffIsFollowed() throws Exception {
        world.drop("ex.jar", whole("1.0.0"));
        Locator at = Locator.of("management", "plugins", "ex", ResourceType.CONTENT);
        world.entry("{\"is_active\":false}");
        world.deployer().onEvent(TestEvents.updated(at, "{}"), new TestDelivery());
        awaitRunning();
        world.entry("{\"is_active\":true}");
        world.deployer().onEvent(TestEvents.updated(at, "{}"), new TestDelivery());
        awaitRunning("dmart-plugin:ex.jar 1.0.0");
    }

    @Test
    void aConfigurationDoesNotStartWhatAnOperatorSwitchedOff() throws Exception {
        world.drop("ex.jar", whole("1.0.0"));
        world.deployer().disable("ex");
        configure("{\"is_active\":true}");
        world.drop("ex.jar", whole("1.0.1"));
        assertThat(world.running()).isEmpty();
        assertThat(world.plugin().state()).isEqualTo(State.DISABLED);
    }

    @Test
    void whatHasNoCodeOfItsOwnHasNothingToStop() throws Exception {
        world.drop("ex.jar", PluginWorld.fragment("com.acme.nobody"));
        world.deployer().disable("ex");
        assertThat(world.plugin().state()).isEqualTo(State.DISABLED);
        assertThat(world.plugin().problems().toString()).doesNotContain("it did not stop");
        world.deployer().enable("ex");
        world.drop("ex.jar", PluginWorld.fragment("com.acme.somebody"));
        assertThat(world.plugin().problems().toString()).doesNotContain("it did not stop");
    }

    private JsonObject shown() {
        return world.deployer().attributes(world.deployer().plugins(), true).get(0);
    }

    /** 2.8: by what the jar declares, whether or not it runs. */
    @Test
    void theTypeOfAPluginStaysWhenItStops() throws Exception {
        world.drop("ex.jar", PluginWorld.described("<provide interface=\"cc.dmart.api.plugin.EntryListener\"/>"));
        assertThat(shown().string("type")).contains("hook");
        world.deployer().disable("ex");
        assertThat(shown().string("type")).contains("hook");
        world.drop("ex.jar", PluginWorld.described("<provide interface=\"cc.dmart.api.plugin.ScheduledJob\"/>"));
        assertThat(shown().string("type")).contains("api");
        world.delete("ex.jar");
        configure("{\"type\":\"webhook\",\"url\":\"http://127.0.0.1:9/x\",\"is_active\":false}");
        assertThat(shown().string("type")).contains("hook");
    }

    @Test
    void timesAreThoseOfTheSettingTimezone() throws Exception {
        world.drop("ex.jar", whole("1.0.0"));
        Instant noon = Instant.parse("2026-01-31T12:00:00Z");
        world.jobs.add(new JobStatus(
                "ex", "ex.J", "0 4 * * *", false, Optional.of(noon), List.of(new JobStatus.Run(noon, 3, ""))));
        assertThat(JsonCodec.writeString(shown().array("jobs").orElseThrow()))
                .contains("\"began\":\"2026-01-31T15:00:00.000000\"", "\"next\":\"2026-01-31T15:00:00.000000\"");
    }
}
