package cc.dmart.deploy.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins that come with the server, in a folder of the distribution: those at its top run unless the watched folder holds a
 * jar of the same plugin, those in {@code optional} run when an operator copies them there. A file is known by its sum, so that a
 * jar that only has the name of one is not trusted. Thread-safe.
 */
final class ShippedJars {
    private static final Logger LOG = LoggerFactory.getLogger(ShippedJars.class);
    private static final String JAR = ".jar";

    private final Path folder;
    private final Set<String> sums = ConcurrentHashMap.newKeySet();

    /** The jars of a folder, which need not exist. */
    ShippedJars(Path folder) {
        this.folder = folder;
    }

    /** The jars that run by themselves, read. */
    List<Jar> running() {
        List<Jar> out = new ArrayList<>();
        for (Path file : files(folder)) {
            try {
                Jar jar = Jar.read(file);
                sums.add(jar.sha256());
                out.add(jar);
            } catch (IOException e) {
                LOG.error("{} of the distribution cannot be used", file.getFileName(), e);
            }
        }
        return out;
    }

    /** The one of a plugin. */
    Optional<Jar> of(String plugin) {
        return running().stream().filter(jar -> jar.plugin().equals(plugin)).findFirst();
    }

    /** Whether a jar is one of these, wherever it lies. */
    boolean contains(Jar jar) {
        if (sums.contains(jar.sha256())) {
            return true;
        }
        for (Path file : files(folder.resolve("optional"))) {
            try {
                if (Files.size(file) == jar.size() && Jar.sha256(file).equals(jar.sha256())) {
                    sums.add(jar.sha256());
                    return true;
                }
            } catch (IOException e) {
                LOG.warn("{} of the distribution cannot be read", file.getFileName(), e);
            }
        }
        return false;
    }

    private static List<Path> files(Path folder) {
        File[] found = folder.toFile().listFiles((dir, name) -> name.endsWith(JAR));
        return found == null
                ? List.of()
                : Stream.of(found).sorted().map(File::toPath).toList();
    }
}
