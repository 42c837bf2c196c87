package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.service.DeliveryService;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.LoggerFactory;

/** What is told to whom, and when, while jars come; the framework itself is in {@code cc.dmart.itest}. */
class DeployerTest {
    @TempDir
    Path folder;

    private final List<String> calls = new ArrayList<>();
    private boolean updates = true;

    private Path jar(Path place) throws IOException {
        return jar(place, "1.0.0");
    }

    private Path jar(Path place, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "stock");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("com/acme/Shelf.class"));
        }
        Files.createDirectories(place);
        return Files.write(place.resolve("stock.jar"), out.toByteArray());
    }

    private @Nullable Object bundle(String method, Object[] arguments) throws BundleException {
        switch (method) {
            case "adapt" -> {
                return Fakes.fake((Class<?>) arguments[0], (name, args) -> name.equals("getStartLevel") ? 30 : null);
            }
            case "getHeaders" -> {
                return FrameworkUtil.asDictionary(Map.of());
            }
            default -> {
                calls.add(method);
                if (method.equals("update") && !updates) {
                    throw new BundleException("no");
                }
                return null;
            }
        }
    }

    private final Problems problems = new Problems();

    private JarKeeper keeper() {
        Bundle bundle = Fakes.fake(Bundle.class, this::bundle);
        BundleContext context = Fakes.fake(BundleContext.class, (method, args) -> {
            if (method.equals("installBundle")) {
                calls.add(method);
            }
            return bundle;
        });
        JarKeeper[] keeper = new JarKeeper[1];
        keeper[0] = new JarKeeper(
                context,
                new StateFiles(folder.resolve("state")),
                problems,
                new Components(Fakes.fake(ServiceComponentRuntime.class, (method, args) -> null)),
                new ShippedJars(folder.resolve("none")),
                plugin -> false,
                jar -> calls.add("before " + jar.version()),
                () -> calls.add("starting "
                        + keeper[0].jars().pluginWith("com.acme.Shelf").orElse("?")));
        return keeper[0];
    }

    @Test
    void itIsToldThatAJarIsInItsPlaceBeforeItsCodeRuns() throws IOException {
        JarKeeper keeper = keeper();
        keeper.put(jar(folder.resolve("plugins")).toFile());
        assertThat(calls).containsExactly("before 1.0.0", "installBundle", "starting stock", "start");
        calls.clear();
        keeper.put(jar(folder.resolve("plugins"), "1.0.1").toFile());
        assertThat(calls).containsExactly("stop", "update", "before 1.0.1", "starting stock", "start");
    }

    @Test
    void whatAPluginLackedIsForgottenByAGrantWhileItIsOffToo() {
        problems.add("p", "a servlet is not published: it needs the grant public_routes");
        problems.add("p", "cc.dmart.api.plugin.Notifier is not published: it needs the grant network");
        keeper().showAnew("p", Set.of("public_routes", "impersonate"));
        assertThat(problems.of("p"))
                .containsExactly("cc.dmart.api.plugin.Notifier is not published: it needs the grant network");
    }

    /** The bundle stays the old one then. */
    @Test
    void nothingIsToldOfAJarThatIsNotTaken() throws IOException {
        JarKeeper keeper = keeper();
        keeper.put(jar(folder.resolve("plugins")).toFile());
        calls.clear();
        updates = false;
        keeper.put(jar(folder.resolve("plugins"), "1.0.1").toFile());
        assertThat(calls).containsExactly("stop", "update", "stop", "update");
    }

    private List<Appender<ILoggingEvent>> appenders() {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        List<Appender<ILoggingEvent>> out = new ArrayList<>();
        Iterator<Appender<ILoggingEvent>> all = logging.getLogger("ROOT").iteratorForAppenders();
        all.forEachRemaining(out::add);
        return out;
    }

    @Test
    void oneThatDoesNotComeUpLeavesNothingBehind() throws IOException {
        jar(folder.resolve("shipped"));
        List<Appender<ILoggingEvent>> before = appenders();
        assertThat(before).isNotEmpty();
        ServiceRegistration<?> fence = Fakes.fake(ServiceRegistration.class, (method, args) -> {
            calls.add(method);
            return null;
        });
        DmartApi stopped = Fakes.fake(DmartApi.class, (method, args) -> {
            assertThat(appenders()).as("it listens").hasSize(before.size() + 1);
            throw new IllegalStateException("The bundle is stopped");
        });
        assertThatThrownBy(() -> new Deployer(
                        Fakes.fake(DeliveryService.class, (method, args) -> null),
                        Fakes.fake(ServiceComponentRuntime.class, (method, args) -> null),
                        Fakes.fake(ConfigurationAdmin.class, (method, args) -> null),
                        stopped,
                        Fakes.fake(BundleContext.class, (method, args) -> fence),
                        Config.of(folder)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The bundle is stopped");
        assertThat(appenders()).isEqualTo(before);
        assertThat(calls).containsExactly("unregister");
    }

    private record Config(String plugins, String plugins_shipped, String data, String management_space, String app_env)
            implements DeployConfig {
        static Config of(Path folder) {
            return new Config(
                    folder.resolve("plugins").toString(),
                    folder.resolve("shipped").toString(),
                    folder.resolve("data").toString(),
                    "management",
                    "production");
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return DeployConfig.class;
        }
    }
}
