package cc.dmart.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The jars of {@code bundle/}, installed by reference at the levels of {@code conf/startlevels.properties}. */
final class BundleFolder {
    private static final String WITH_HTTPS = ".https";

    private final Path jars;
    private final boolean https;
    private final Properties levels = new Properties();

    /** @param https whether the levels with the suffix {@value #WITH_HTTPS} count */
    BundleFolder(Path home, boolean https) throws IOException {
        this.jars = home.resolve("bundle");
        this.https = https;
        try (Reader in = Files.newBufferedReader(home.resolve("conf/startlevels.properties"))) {
            levels.load(in);
        }
    }

    /**
     * Installs every jar and marks it for start; fragments, and what is started on demand, are only installed. Returns what has to
     * become active.
     *
     * @throws SettingsException if two of them are one bundle, as when a distribution is unpacked over an older one: both would run
     */
    List<Bundle> install(BundleContext context) throws IOException, BundleException {
        List<String> onDemand = List.of(levels.getProperty("on-demand", "").split(","));
        List<Bundle> started = new ArrayList<>();
        Map<String, Path> names = new HashMap<>();
        try (Stream<Path> files = Files.list(jars)) {
            for (Path jar :
                    files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                Bundle bundle = context.installBundle("reference:" + jar.toUri());
                Path other = names.put(bundle.getSymbolicName(), jar);
                if (other != null) {
                    throw new SettingsException(jars + ": " + other.getFileName() + " and " + jar.getFileName()
                            + " are the same bundle; unpack a distribution into a folder of its own");
                }
                bundle.adapt(BundleStartLevel.class).setStartLevel(level(bundle.getSymbolicName()));
                boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
                if (!fragment && !onDemand.contains(bundle.getSymbolicName())) {
                    started.add(bundle);
                }
            }
        }
        for (Bundle bundle : started) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
        return started;
    }

    private int level(String symbolicName) {
        String usual = levels.getProperty(symbolicName, levels.getProperty("default", "10"));
        return Integer.parseInt(https ? levels.getProperty(symbolicName + WITH_HTTPS, usual) : usual);
    }

    /** Stops the one bundle whose work in progress needs all the others: HTTP. */
    void stopFirst(List<Bundle> bundles) throws BundleException {
        for (Bundle bundle : bundles) {
            if (bundle.getSymbolicName().equals(levels.getProperty("first-to-stop"))) {
                bundle.stop(Bundle.STOP_TRANSIENT);
            }
        }
    }

    /** Names the bundles that are not active. */
    static List<String> inactive(List<Bundle> bundles) {
        return bundles.stream()
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion())
                .toList();
    }
}
