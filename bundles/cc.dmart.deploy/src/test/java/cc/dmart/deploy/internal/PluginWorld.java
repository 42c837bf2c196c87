package cc.dmart.deploy.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.JobStatus;
import cc.dmart.api.service.PluginStatus;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * A {@link Deployer} in a framework of its own, with real bundles. Their components are what the header {@value #COMPONENTS}
 * names; as with SCR, each counts as registered whether or not there is a class. For one thread.
 */
final class PluginWorld implements AutoCloseable {
    private static final String COMPONENTS = "Test-Components";

    private final Path folder;
    private final Map<String, DeliveryService.Setup> setups = new ConcurrentHashMap<>();
    /** What the jobs of the plugin are said to be doing. */
    final List<JobStatus> jobs = new CopyOnWriteArrayList<>();

    private volatile Optional<WireRecord> entry = Optional.empty();
    private Framework framework;
    private Deployer deployer;

    PluginWorld(Path folder) throws BundleException, IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("plugins"));
        framework = begin("40");
        deployer = deploy();
    }

    private Framework begin(String level) throws BundleException {
        Framework out = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_STORAGE_CLEAN,
                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                        "felix.bootdelegation.implicit",
                        "false", // bundles see no classes of the tests
                        Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
                        level));
        out.start();
        return out;
    }

    private Deployer deploy() {
        return new Deployer(
                Fakes.fake(DeliveryService.class, this::delivery),
                Fakes.fake(ServiceComponentRuntime.class, PluginWorld::runtime),
                Fakes.fake(
                        ConfigurationAdmin.class,
                        (method, args) -> Fakes.fake(
                                Configuration.class, (name, none) -> name.equals("updateIfDifferent") ? true : null)),
                api(),
                framework.getBundleContext(),
                new Config(folder));
    }

    private @Nullable Object delivery(String method, Object[] arguments) {
        if (method.equals("setup") && arguments.length == 2) {
            setups.put(String.valueOf(arguments[0]), (DeliveryService.Setup) arguments[1]);
            return null;
        }
        return switch (method) {
            case "setup" -> setups.getOrDefault(String.valueOf(arguments[0]), DeliveryService.Setup.FREE);
            case "jobs" -> jobs;
            case "spacesByPlugin" -> Map.of();
            default -> null;
        };
    }

    private DmartApi api() {
        return Fakes.fake(DmartApi.class, (method, args) -> switch (method) {
            case "load" -> entry;
            case "timezone" -> ZoneId.of("Asia/Baghdad");
            default -> api();
        });
    }

    /** What the entry of the plugin says from now on. */
    void entry(String body) {
        entry = Optional.of(WireRecord.of(ResourceType.CONTENT, "ex", "plugins", (JsonObject)
                JsonCodec.parse("{\"is_active\":true,\"payload\":{\"body\":" + body + "}}")));
    }

    private static @Nullable Object runtime(String method, Object[] arguments) {
        return switch (method) {
            case "getComponentDescriptionDTOs" ->
                Stream.of((Bundle[]) arguments[0])
                        .flatMap(PluginWorld::components)
                        .toList();
            case "getComponentConfigurationDTOs" -> List.of(satisfied());
            case "isComponentEnabled" -> true;
            default -> null;
        };
    }

    private static Stream<ComponentDescriptionDTO> components(Bundle bundle) {
        String header = bundle.getHeaders("").get(COMPONENTS);
        return header == null || header.isEmpty()
                ? Stream.empty()
                : Stream.of(header.split(",")).map(PluginWorld::component);
    }

    private static ComponentDescriptionDTO component(String type) {
        ComponentDescriptionDTO out = new ComponentDescriptionDTO();
        out.name = type.substring(type.lastIndexOf('$') + 1);
        out.implementationClass = type;
        out.serviceInterfaces = new String[] {"cc.dmart.api.plugin.WorkflowGuard"};
        out.defaultEnabled = true;
        return out;
    }

    private static ComponentConfigurationDTO satisfied() {
        ComponentConfigurationDTO out = new ComponentConfigurationDTO();
        out.state = ComponentConfigurationDTO.SATISFIED;
        out.service = new ServiceReferenceDTO();
        return out;
    }

    /** A jar of the plugin {@code ex} with components, and the classes that it has. */
    static byte[] jar(String version, List<Class<?>> components, Class<?>... classes) throws IOException {
        String names = String.join(",", components.stream().map(Class::getName).toList());
        return jar(version, "", COMPONENTS, names, classes);
    }

    /** A jar of the plugin {@code ex} without code of its own. */
    static byte[] fragment(String host) throws IOException {
        return jar("1.0.0", "", Constants.FRAGMENT_HOST, host);
    }

    /** A jar of the plugin {@code ex} whose descriptors of components have this text. */
    static byte[] described(String descriptors) throws IOException {
        return jar("1.0.0", descriptors, COMPONENTS, "");
    }

    private static byte[] jar(String version, String descriptors, String header, String value, Class<?>... classes)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "com.acme.ex");
        main.putValue("Bundle-Version", version);
        main.putValue("Dmart-Plugin", "ex");
        main.putValue(header, value);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("readme.txt"));
            jar.putNextEntry(new JarEntry("OSGI-INF/components.xml"));
            jar.write(descriptors.getBytes(StandardCharsets.UTF_8));
            for (Class<?> one : classes) {
                String path = one.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(path));
                try (InputStream in = one.getResourceAsStream("/" + path)) {
                    in.transferTo(jar);
                }
            }
        }
        return out.toByteArray();
    }

    /** A file appears or changes. */
    void drop(String name, byte[] content) throws IOException {
        deployer.update(Files.write(file(name).toPath(), content).toFile());
    }

    /** Ends, and starts as the server does: files are found before the level at which their bundles start. */
    void restart() throws Exception {
        restart(() -> {});
    }

    /** The same; runs something when the files are found and their bundles have yet to start. */
    void restart(Runnable meanwhile) throws Exception {
        close();
        framework = begin("20");
        deployer = deploy();
        for (File file :
                Objects.requireNonNull(folder.resolve("plugins").toFile().listFiles())) {
            deployer.install(file);
        }
        meanwhile.run();
        FrameworkStartLevel level = framework.adapt(FrameworkStartLevel.class);
        CountDownLatch there = new CountDownLatch(1);
        context()
                .addFrameworkListener(
                        event -> { // told after those of the deployer
                            if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED && level.getStartLevel() == 40) {
                                there.countDown();
                            }
                        });
        level.setStartLevel(40);
        if (!there.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the framework stays at level " + level.getStartLevel());
        }
    }

    /** A file goes. */
    void delete(String name) throws IOException {
        Files.delete(file(name).toPath());
        deployer.uninstall(file(name));
    }

    File file(String name) {
        return folder.resolve("plugins").resolve(name).toFile();
    }

    Deployer deployer() {
        return deployer;
    }

    /** Where the bundles live. */
    BundleContext context() {
        return framework.getBundleContext();
    }

    /** The only plugin. */
    PluginStatus plugin() {
        List<PluginStatus> all = deployer.plugins();
        if (all.size() != 1) {
            throw new AssertionError("one plugin expected: " + all);
        }
        return all.get(0);
    }

    /** Where the bundles that run come from. */
    List<String> running() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(b -> b.getBundleId() != 0 && b.getState() == Bundle.ACTIVE)
                .map(b -> b.getLocation() + " " + b.getVersion())
                .toList();
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        deployer.close();
        framework.stop();
        framework.waitForStop(10_000);
    }

    private record Config(Path folder) implements DeployConfig {
        @Override
        public String plugins() {
            return folder.resolve("plugins").toString();
        }

        @Override
        public String plugins_shipped() {
            return folder.resolve("shipped").toString();
        }

        @Override
        public String data() {
            return folder.resolve("data").toString();
        }

        @Override
        public String management_space() {
            return "management";
        }

        @Override
        public String app_env() {
            return "production";
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return DeployConfig.class;
        }
    }
}
