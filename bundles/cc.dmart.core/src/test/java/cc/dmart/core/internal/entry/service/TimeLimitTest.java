package cc.dmart.core.internal.entry.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.HealthCheckService.Depth;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.event.InstalledPlugins;
import cc.dmart.core.internal.health.HealthCheckImpl;
import cc.dmart.core.internal.schema.SchemaValidatorImpl;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request whose time is over changes nothing more ({@code http-api.md} 1.3, 1.12). */
final class TimeLimitTest {
    private static final SpaceName SHOP = new SpaceName("shop");

    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void end() {
        Deadline.end();
    }

    private static WireRecord pen(String name) {
        return EntryWorld.record(ResourceType.CONTENT, "pens", name, "{'is_active':true}");
    }

    private boolean exists(String name) {
        return world.store
                .find(Locator.of("shop", "pens", name, ResourceType.CONTENT))
                .isPresent();
    }

    @Test
    void aLateChangeIsNotDone() {
        long before = world.store.lastSeq();
        Deadline.begin(-1);

        assertThatThrownBy(() ->
                        world.service.apply(EntryWorld.caller("dmart"), SHOP, RequestType.CREATE, List.of(pen("red"))))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status()).isEqualTo(504));
        assertThat(exists("red")).isFalse();
        assertThat(world.store.lastSeq()).isEqualTo(before);
    }

    @Test
    void aHealthCheckThatTakesTooLongKeepsNoReport() {
        world.putJson("management", "schema", "health_check", ResourceType.SCHEMA, "{'type':'object'}", "meta_schema");
        CoreConfig config = EntryWorld.config(Map.of());
        HealthCheckImpl health = new HealthCheckImpl(
                world.store,
                world.index,
                new SchemaValidatorImpl(world.store, config),
                world.service,
                new InstalledPlugins(),
                config);
        Locator report = Locator.of("management", "health_check", "shop", ResourceType.CONTENT);
        Deadline.begin(-1);
        assertThatThrownBy(() -> health.check(EntryWorld.DMART, "shop", Depth.SOFT))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status()).isEqualTo(504));
        assertThat(world.store.find(report)).isEmpty();

        Deadline.end();
        health.check(EntryWorld.DMART, "shop", Depth.SOFT);
        assertThat(world.store.find(report)).isPresent();
    }

    @Test
    void recordsBeforeTheEndAreDoneAndTheOthersSaySo() {
        List<WireRecord> records = List.of(pen("red"), pen("green"), pen("black"));
        BatchResult result = world.service.apply(
                EntryWorld.caller("dmart"), SHOP, RequestType.CREATE, new AbstractList<WireRecord>() {
                    @Override
                    public WireRecord get(int i) {
                        Deadline.begin(i == 0 ? Long.MAX_VALUE / 2 : -1);
                        return records.get(i);
                    }

                    @Override
                    public int size() {
                        return records.size();
                    }
                });

        assertThat(result.done()).extracting(WireRecord::shortname).containsExactly("red");
        assertThat(result.failed())
                .extracting(f -> f.shortname() + " " + f.error().code())
                .containsExactly("green 504", "black 504");
        assertThat(exists("red")).isTrue();
        assertThat(exists("green")).isFalse();
    }

    /** Whoever reads that it failed sends it again, and it would be done twice. */
    @Test
    void whatIsDurableAndNotVisibleYetIsToldAsItIs() {
        world.store.hideCommits(true);
        assertThatThrownBy(() ->
                        world.service.apply(EntryWorld.caller("dmart"), SHOP, RequestType.CREATE, List.of(pen("red"))))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status() + " " + e.isStored()).isEqualTo("500 true"));

        world.store.hideCommits(false);
        world.store.hideCommits(true);
        BatchResult result = world.service.apply(
                EntryWorld.caller("dmart"), SHOP, RequestType.CREATE, List.of(pen("red"), pen("green")));
        assertThat(result.done()).isEmpty();
        assertThat(result.failed().get(0).error().text()).isEqualTo("This shortname red already exists");
        assertThat(result.failed().get(1).shortname()).isEqualTo("green");
        assertThat(result.failed().get(1).error().text()).startsWith("the change is durable but not visible yet");
    }

    /** Who is told that a request failed sends another one; who is told to come again sends the same. */
    @Test
    void aDiskThatFailsIsOneAnswerUnlessSomethingIsDone() {
        List<WireRecord> records = List.of(pen("red"), pen("green"));
        world.store.failCommits(true);
        assertThatThrownBy(() -> world.service.apply(EntryWorld.caller("dmart"), SHOP, RequestType.CREATE, records))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status()).isEqualTo(503));
        assertThat(exists("red")).isFalse();

        BatchResult result = world.service.apply(
                EntryWorld.caller("dmart"), SHOP, RequestType.CREATE, new AbstractList<WireRecord>() {
                    @Override
                    public WireRecord get(int i) {
                        world.store.failCommits(i > 0);
                        return records.get(i);
                    }

                    @Override
                    public int size() {
                        return records.size();
                    }
                });
        assertThat(result.done()).extracting(WireRecord::shortname).containsExactly("red");
        assertThat(result.failed())
                .extracting(f ->
                        f.shortname() + " " + f.error().code() + " " + f.error().text())
                .containsExactly("green 430 Something went wrong");
    }
}
