package cc.dmart.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** One framework with the bundles of a distribution. Started by one thread, stopped by any. */
final class Server {
    private static final long STOP_LIMIT_MS = 30_000;

    private final Framework framework;
    private final BundleFolder folder;
    private final List<Bundle> bundles;

    // held open: a channel that nobody refers to any more is closed some day, and the lock goes with it
    private final FileChannel lock;

    private final BundleCache cache;

    private Server(
            Framework framework, BundleFolder folder, List<Bundle> bundles, FileChannel lock, BundleCache cache) {
        this.framework = framework;
        this.cache = cache;
        this.lock = lock;
        this.folder = folder;
        this.bundles = bundles;
    }

    /** Makes the folders of {@code data}, writes what Config Admin reads, and returns the lock, held while it is open. */
    static FileChannel prepare(Path home, Settings settings) throws IOException {
        Folders.requireFolder("spaces", settings.path("spaces"));
        Path run = settings.path("data").resolve("run");
        if (!Files.isDirectory(run)) {
            Folders.make("data", run);
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
        }
        FileChannel lock = lock(settings.path("data"), run.resolve("lock"));
        refuseUsedSpaces(settings.path("spaces"));
        Folders.make("plugins", settings.path("plugins"));
        if (!settings.text("log_dir").isEmpty()) {
            Folders.makeForLog("log_dir", settings.path("log_dir"));
        }
        ConfigFolder folder = new ConfigFolder(run.resolve("config"));
        folder.reset();
        for (Map.Entry<String, Map<String, Object>> pid : settings.byPid().entrySet()) {
            folder.write(pid.getKey(), pid.getValue());
        }
        try (Stream<Path> etc = Files.list(home.resolve("etc"))) {
            for (Path file :
                    etc.filter(f -> f.toString().endsWith(".properties")).toList()) {
                folder.copy(file);
            }
        }
        return lock;
    }

    /** The storage takes this lock itself; asked here, a second server ends with one line instead of never being ready. */
    private static void refuseUsedSpaces(Path spaces) throws IOException {
        Path file = spaces.resolve(".dmart.lock");
        if (!Files.isWritable(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            if (free == null) {
                throw new SettingsException("spaces: " + spaces + " is used by another server");
            }
        }
    }

    private static FileChannel lock(Path data, Path file) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new SettingsException("data: " + data + " cannot be written: " + Folders.reason(e));
        }
        if (channel.tryLock() == null) {
            channel.close();
            throw new SettingsException("data: " + data + " is used by another server");
        }
        return channel;
    }

    /** Starts every bundle, level by level, and returns when the last level is reached. */
    static Server start(Path home, Settings settings, Map<String, String> tls, FileChannel lock)
            throws IOException, BundleException {
        Map<String, String> properties = FrameworkProperties.load(home, settings);
        BundleCache cache = new BundleCache(settings.path("data"));
        cache.setAside();
        properties.putAll(tls);
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(properties);
        framework.init();
        BundleFolder folder = new BundleFolder(home, !tls.isEmpty());
        Server server = new Server(framework, folder, folder.install(framework.getBundleContext()), lock, cache);
        framework.start();
        return server;
    }

    /** Names the bundles that should run and do not. */
    List<String> inactive() {
        return BundleFolder.inactive(bundles);
    }

    /** What components say about settings that are refused, a sentence each. */
    List<String> refusals() {
        return framework.getState() == Bundle.ACTIVE
                ? new Components(framework.getBundleContext()).refusals()
                : List.of();
    }

    /** Does what can wait until the server is ready. */
    void tidy() {
        cache.sweep();
    }

    /** Links what the bundles have loaded, so that a class archive keeps it. @return how many classes */
    int linkClasses() {
        return new LoadedClasses(framework.getBundleContext()).link();
    }

    /** Lets running requests end, stops the bundles from the last level to the first and waits, at most half a minute. */
    void stop() {
        try {
            folder.stopFirst(bundles);
            framework.stop();
            framework.waitForStop(STOP_LIMIT_MS);
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BundleException e) {
            throw new IllegalStateException("The framework did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until somebody stopped the framework. Returns false if it failed. */
    boolean awaitStop() throws InterruptedException {
        return framework.waitForStop(0).getType() == FrameworkEvent.STOPPED;
    }
}
