package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.PluginStatus;
import cc.dmart.api.service.PluginStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of jars that are incomplete, doubled or unreadable, in a framework of its own ({@code plugins-events.md} 2.5, 2.6). */
class PluginLifeTest {
    /** A component. */
    public static final class Guard {}

    /** What the other component needs. */
    public static final class Part {}

    /** A component that is constructed with something. */
    public static final class Needy {
        /** Made of a part. */
        public Needy(Part part) {}
    }

    @TempDir
    Path folder;

    private PluginWorld world;

    @BeforeEach
    void begin() throws Exception {
        world = new PluginWorld(folder);
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    private static byte[] whole(String version) throws IOException {
        return PluginWorld.jar(version, List.of(Guard.class), Guard.class);
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
}
