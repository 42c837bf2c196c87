package cc.dmart.plugin.data_assets.internal;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.osgi.framework.Bundle;

/** Copies the program of a worker and its libraries out of the bundle. Thread-safe. */
final class BundleFiles {
    private static final String LIBRARIES = "worker";
    private static final String CLASSES = "cc/dmart/plugin/data_assets/worker";

    private BundleFiles() {}

    /** Lays everything into a folder, which is emptied before. */
    static WorkerFiles lay(Bundle bundle, Path folder) throws IOException {
        Folders.delete(folder);
        Files.createDirectories(folder);
        List<String> path = new ArrayList<>();
        path.add(folder.toString());
        for (URL one : entries(bundle, CLASSES, "*.class")) {
            Path unused =
                    WorkerFiles.copy(one::openStream, folder.resolve(CLASSES).resolve(name(one)));
        }
        for (URL jar : entries(bundle, LIBRARIES, "*.jar")) {
            if (!name(jar).equals("duckdb.jar")) {
                path.add(WorkerFiles.copy(jar::openStream, folder.resolve(name(jar)))
                        .toString());
            }
        }
        URL duckdb = entries(bundle, LIBRARIES, "duckdb.jar").get(0);
        return WorkerFiles.lay(duckdb::openStream, path, folder);
    }

    private static List<URL> entries(Bundle bundle, String folder, String pattern) {
        return Collections.list(bundle.findEntries(folder, pattern, false));
    }

    private static String name(URL entry) {
        String path = entry.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
