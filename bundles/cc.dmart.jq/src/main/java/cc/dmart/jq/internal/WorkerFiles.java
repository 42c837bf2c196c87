package cc.dmart.jq.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.osgi.framework.Bundle;

/** What a worker process needs on its class path, copied out of the bundle. Thread-safe. */
final class WorkerFiles {
    private static final String LIBRARIES = "worker";
    private static final String CLASSES = "cc/dmart/jq/worker";

    private WorkerFiles() {}

    /** Copies everything into a folder. Returns the class path. */
    static String copy(Bundle bundle, Path folder) {
        try {
            List<String> path = new ArrayList<>();
            path.add(folder.toString());
            for (URL jar : entries(bundle, LIBRARIES, "*.jar")) {
                path.add(copy(jar, folder.resolve(name(jar))).toString());
            }
            for (URL one : entries(bundle, CLASSES, "*.class")) {
                copy(one, folder.resolve(CLASSES).resolve(name(one)));
            }
            return String.join(File.pathSeparator, path);
        } catch (IOException e) {
            throw new UncheckedIOException("the programs of the jq workers cannot be copied", e);
        }
    }

    private static List<URL> entries(Bundle bundle, String folder, String pattern) {
        return Collections.list(bundle.findEntries(folder, pattern, false));
    }

    private static String name(URL entry) {
        String path = entry.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Path copy(URL from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (InputStream in = from.openStream()) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }
}
