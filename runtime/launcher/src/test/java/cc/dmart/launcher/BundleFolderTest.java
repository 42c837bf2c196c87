package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.startlevel.BundleStartLevel;

class BundleFolderTest {
    @TempDir
    Path home;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(home.resolve("bundle"));
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/startlevels.properties"), "default=10\n");
    }

    /** A framework in which a jar {@code name-version.jar} is the bundle {@code name}. */
    private static BundleContext framework() {
        return made(BundleContext.class, (name, args) -> bundle(String.valueOf(args[0])));
    }

    private static Bundle bundle(String location) {
        String symbolicName = location.substring(location.lastIndexOf('/') + 1, location.lastIndexOf('-'));
        return made(Bundle.class, (name, args) -> switch (name) {
            case "getSymbolicName" -> symbolicName;
            case "getHeaders" -> FrameworkUtil.asDictionary(Map.of());
            case "adapt" -> made(BundleStartLevel.class, (n, a) -> true);
            default -> true;
        });
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T made(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object result = answer.to(method.getName(), args);
            return method.getReturnType() == void.class ? null : result;
        }));
    }

    @Test
    void eachJarIsABundle() throws Exception {
        Files.createFile(home.resolve("bundle/cc.dmart.core-1.0.0.jar"));
        Files.createFile(home.resolve("bundle/cc.dmart.rest-1.0.0.jar"));
        assertThat(new BundleFolder(home, false).install(framework())).hasSize(2);
    }

    /** As when a distribution is unpacked over an older one. */
    @Test
    void twoVersionsOfABundleAreRefused() throws Exception {
        Files.createFile(home.resolve("bundle/cc.dmart.core-1.0.0.jar"));
        Files.createFile(home.resolve("bundle/cc.dmart.core-1.1.0.jar"));
        BundleFolder folder = new BundleFolder(home, false);
        assertThatThrownBy(() -> folder.install(framework()))
                .isInstanceOf(SettingsException.class)
                .hasMessage(home.resolve("bundle")
                        + ": cc.dmart.core-1.0.0.jar and cc.dmart.core-1.1.0.jar are the same bundle;"
                        + " unpack a distribution into a folder of its own");
    }
}
