package cc.dmart.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A world of plugins of its own for each test. */
abstract class PluginWorldFixture {
    /** A component. */
    public static final class Guard {}

    @TempDir
    Path folder;

    @AutoClose
    PluginWorld world;

    @BeforeEach
    void begin() throws Exception {
        world = new PluginWorld(folder);
    }

    /** A jar of the plugin {@code ex} with a component and its class. */
    static byte[] whole(String version) throws IOException {
        return PluginWorld.jar(version, List.of(Guard.class), Guard.class);
    }
}
