package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.ListenerStatus;
import cc.dmart.api.service.PluginService;
import cc.dmart.api.service.PluginStatus;
import cc.dmart.itest.plugin.Broken;
import cc.dmart.itest.plugin.Quiet;
import cc.dmart.itest.plugin.Slow;
import cc.dmart.itest.plugin.Willing;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** Jars that come, break, are replaced and go ({@code plugins-events.md} 2.5, 2.6). */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
public class HotDeployIT {
    private static final String NAME = "redeployed";

    private BundleContext context;
    private ArtifactInstaller installer;
    private PluginService plugins;
    private DeliveryService delivery;
    private File file;

    /** The watched folder is the one that the settings of this framework name. */
    @BeforeEach
    void place(
            @InjectBundleContext BundleContext here,
            @InjectService(filter = "(component.name=cc.dmart.deploy.*)", timeout = 10_000) ArtifactInstaller deployer,
            @InjectService(timeout = 10_000) PluginService pluginService,
            @InjectService(timeout = 10_000) DeliveryService deliveryService,
            @InjectService(timeout = 5_000) ConfigurationAdmin settings)
            throws IOException {
        context = here;
        installer = deployer;
        plugins = pluginService;
        delivery = deliveryService;
        Object folder = settings.getConfiguration("cc.dmart.deploy", "?")
                .getProperties()
                .get("plugins");
        file = Path.of(folder.toString())
                .toAbsolutePath()
                .resolve(NAME + ".jar")
                .toFile();
        Files.createDirectories(file.toPath().getParent());
    }

    @AfterEach
    void clear() throws Exception {
        Files.deleteIfExists(file.toPath());
        installer.uninstall(file);
    }

    /** A jar with one class as a component. */
    private static byte[] jar(String version, Class<?> type, Map<String, String> more) throws IOException {
        return jar(version, List.of(type), more);
    }

    /** A jar with classes as components, in this order. */
    private static byte[] jar(String version, List<Class<?>> types, Map<String, String> more) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "test." + NAME);
        main.putValue("Bundle-Version", version);
        main.putValue("Dmart-Plugin", NAME);
        main.putValue("Service-Component", types.stream().map(HotDeployIT::path).collect(Collectors.joining(",")));
        main.putValue(
                "Import-Package", "cc.dmart.api.model;version=\"[1.0,2)\",cc.dmart.api.plugin;version=\"[1.0,2)\"");
        more.forEach(main::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            for (Class<?> type : types) {
                out.putNextEntry(new JarEntry(path(type)));
                out.write(component(type).getBytes(StandardCharsets.UTF_8));
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static String path(Class<?> type) {
        return "OSGI-INF/" + type.getSimpleName() + ".xml";
    }

    /** The descriptor of a component that provides what its class implements. */
    private static String component(Class<?> type) {
        String reference = type == Quiet.class
                ? "<reference name=\"api\" interface=\"cc.dmart.api.plugin.DmartApi\" parameter=\"0\"/>"
                : "";
        return "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"" + type.getName()
                + "\" init=\"" + (reference.isEmpty() ? 0 : 1)
                + "\"><property name=\"dmart.alwaysActive\" type=\"Boolean\" value=\"true\"/><implementation class=\""
                + type.getName()
                + "\"/><service><provide interface=\"" + type.getInterfaces()[0].getName() + "\"/></service>"
                + reference + "</scr:component>";
    }

    private void drop(byte[] bytes) throws Exception {
        boolean known = file.exists();
        Files.write(file.toPath(), bytes);
        if (known) {
            installer.update(file);
        } else {
            installer.install(file);
        }
    }

    private Optional<PluginStatus> status() {
        return plugins.plugins().stream().filter(p -> p.name().equals(NAME)).findFirst();
    }

    private Optional<Bundle> bundle() {
        return Arrays.stream(context.getBundles())
                .filter(b -> ("test." + NAME).equals(b.getSymbolicName()))
                .findFirst();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().contains("-" + NAME + "."))
                .count();
    }

    @Test
    void twoHundredVersionsLeaveNothingBehind() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            drop(jar("1.0." + i, Quiet.class, Map.of()));
            loaders.add(new WeakReference<>(
                    bundle().orElseThrow().adapt(BundleWiring.class).getClassLoader()));
        }
        assertThat(status().orElseThrow().version()).isEqualTo("1.0.200");
        assertThat(status().orElseThrow().state()).isEqualTo(PluginStatus.State.ACTIVE);
        assertThat(status().orElseThrow().problems()).isEmpty();
        assertThat(delivery.listeners().stream().filter(l -> l.plugin().equals(NAME)))
                .hasSize(1);
        Files.delete(file.toPath());
        installer.uninstall(file);
        assertThat(bundle()).isEmpty();
        assertThat(delivery.listeners().stream().filter(l -> l.plugin().equals(NAME)))
                .isEmpty();
        await("threads end", () -> threads() == 0);
        await("class loaders are collected", () -> {
            System.gc();
            return loaders.stream().allMatch(l -> l.get() == null);
        });
    }

    /** An event that happens once a plugin is shown as active is told to every listener of it. */
    @Test
    void aPluginIsActiveWithTheLastOfItsServices() throws Exception {
        List<PluginStatus.State> seen = new ArrayList<>();
        ServiceListener looking = event -> {
            boolean ours = ("test." + NAME)
                    .equals(event.getServiceReference().getBundle().getSymbolicName());
            if (ours && event.getType() == ServiceEvent.REGISTERED) {
                seen.add(status().orElseThrow().state());
            }
        };
        context.addServiceListener(looking);
        try {
            drop(jar("1.0.0", List.of(Willing.class, Quiet.class), Map.of()));
        } finally {
            context.removeServiceListener(looking);
        }
        assertThat(seen).containsExactly(PluginStatus.State.UNSATISFIED, PluginStatus.State.UNSATISFIED);
        assertThat(status().orElseThrow().state()).isEqualTo(PluginStatus.State.ACTIVE);
        assertThat(delivery.listeners().stream().filter(l -> l.plugin().equals(NAME)))
                .extracting(ListenerStatus::phase)
                .containsExactlyInAnyOrder("before", "after");
    }

    /** While a call is under way a jar that goes is shown as going, takes nothing more and is waited for (2.6, 2.8). */
    @Test
    void aPluginIsDrainedBeforeItGoes(@TempDir Path folder) throws Exception {
        Path called = folder.resolve("called");
        System.setProperty(Slow.FILE, called.toString());
        try {
            drains(called);
        } finally {
            Files.deleteIfExists(called); // ends a call that is still under way
            System.clearProperty(Slow.FILE);
        }
    }

    private void drains(Path called) throws Exception {
        drop(jar("1.0.0", Slow.class, Map.of()));
        assertThat(delivery.fire(TestEvents.userUpdated())).contains(NAME + ".Slow");
        await("the call", () -> Files.exists(called));
        Files.delete(file.toPath());
        CompletableFuture<Void> going = CompletableFuture.runAsync(() -> {
            try {
                installer.uninstall(file);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        await("it is going", () -> status().map(PluginStatus::state).equals(Optional.of(PluginStatus.State.DRAINING)));
        await(
                "it takes nothing more",
                () -> !delivery.matching(TestEvents.userUpdated()).contains(NAME + ".Slow"));
        assertThat(going).isNotDone();
        assertThat(delivery.fire(TestEvents.userUpdated())).doesNotContain(NAME + ".Slow");
        Files.delete(called);
        going.get(5, TimeUnit.SECONDS);
        assertThat(status()).isEmpty();
        assertThat(called).doesNotExist();
    }

    @Test
    void aJarThatDoesNotStartGivesWayToTheLastOneThatDid() throws Exception {
        drop(jar("1.0.0", Quiet.class, Map.of()));
        drop(jar("2.0.0", Broken.class, Map.of()));
        assertThat(status().orElseThrow().version()).isEqualTo("1.0.0");
        assertThat(status().orElseThrow().isActive()).isTrue();
        assertThat(status().orElseThrow().problems().get(0))
                .isEqualTo("version 2.0.0 does not start: its component " + Broken.class.getName()
                        + " fails: java.lang.IllegalStateException: no licence file; version 1.0.0 runs again");
        drop(jar(
                "3.0.0",
                Quiet.class,
                Map.of("Import-Package", "org.nowhere.at.all,cc.dmart.api.plugin,cc.dmart.api.model")));
        assertThat(status().orElseThrow().version()).isEqualTo("1.0.0");
        assertThat(status().orElseThrow().problems().get(0))
                .contains("version 3.0.0 does not start: it needs the package org.nowhere.at.all, which nobody here"
                        + " exports")
                .contains("version 1.0.0 runs again");
        drop("no jar".getBytes(StandardCharsets.UTF_8));
        assertThat(status().orElseThrow().version()).isEqualTo("1.0.0");
        assertThat(status().orElseThrow().problems().get(0))
                .startsWith(NAME + ".jar cannot be used: ")
                .endsWith("; version 1.0.0 goes on");
        drop(jar("4.0.0", Quiet.class, Map.of()));
        assertThat(status().orElseThrow().version()).isEqualTo("4.0.0");
        assertThat(status().orElseThrow().problems()).isEmpty();
    }

    @Test
    void aFirstJarThatDoesNotStartSaysWhy() throws Exception {
        drop(jar("1.0.0", Broken.class, Map.of()));
        assertThat(status().orElseThrow().state()).isEqualTo(PluginStatus.State.FAILED);
        assertThat(status().orElseThrow().problems().get(0)).endsWith("IllegalStateException: no licence file");
        Map<String, String> tooNew =
                Map.of("Import-Package", "cc.dmart.api.plugin;version=\"[9.0,10)\",cc.dmart.api.model");
        drop(jar("1.1.0", Quiet.class, tooNew));
        assertThat(status().orElseThrow().problems().get(0))
                .isEqualTo(
                        "version 1.1.0 does not start: it needs the package cc.dmart.api.plugin from version 9.0.0 on,"
                                + " which nobody here exports");
    }

    @Test
    void aPluginIsSwitchedOffAndOn() throws Exception {
        drop(jar("1.0.0", Quiet.class, Map.of()));
        plugins.disable(NAME);
        assertThat(status().orElseThrow().state()).isEqualTo(PluginStatus.State.DISABLED);
        assertThat(bundle().orElseThrow().getState()).isNotEqualTo(Bundle.ACTIVE);
        drop(jar("1.1.0", Quiet.class, Map.of()));
        assertThat(status().orElseThrow().state()).isEqualTo(PluginStatus.State.DISABLED);
        plugins.enable(NAME);
        assertThat(status().orElseThrow().state()).isEqualTo(PluginStatus.State.ACTIVE);
        assertThat(status().orElseThrow().version()).isEqualTo("1.1.0");
        plugins.restart(NAME);
        assertThat(status().orElseThrow().isActive()).isTrue();
    }
}
