package cc.dmart.plugin.data_assets.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * What a worker process needs, in a folder: of DuckDB's jar the classes and the library of this machine, so that a process need
 * not unpack 70 MB before it begins. Thread-safe.
 *
 * @param classPath for the process
 * @param libraries folder of native code
 */
record WorkerFiles(String classPath, Path libraries) {
    private static final String NATIVE = "libduckdb_java.so_";

    /** Opens something that is copied. */
    interface Source {
        InputStream open() throws IOException;
    }

    /**
     * Lays everything down.
     *
     * @param duckdb its jar
     * @param others other parts of the class path
     * @throws IOException if it cannot be written, or DuckDB has no library for this machine
     */
    static WorkerFiles lay(Source duckdb, List<String> others, Path folder) throws IOException {
        Path classes = folder.resolve("classes");
        Path libraries = Files.createDirectories(folder.resolve("libraries"));
        Path jar = Files.createTempFile(folder, "duckdb", ".jar");
        try {
            copy(duckdb, jar);
            unpack(jar, classes, libraries);
        } finally {
            Files.delete(jar);
        }
        List<String> path = new ArrayList<>(others);
        path.add(classes.toString());
        return new WorkerFiles(String.join(File.pathSeparator, path), libraries);
    }

    private static void unpack(Path jar, Path classes, Path libraries) throws IOException {
        String library = NATIVE + system() + "_" + machine();
        try (JarFile from = new JarFile(jar.toFile())) {
            JarEntry code = from.getJarEntry(library);
            if (code == null) {
                throw new IOException("DuckDB has no " + library);
            }
            copy(() -> from.getInputStream(code), libraries.resolve(System.mapLibraryName("duckdb_java")));
            for (JarEntry entry : Collections.list(from.entries())) {
                Path to = classes.resolve(entry.getName()).normalize();
                if (entry.getName().endsWith(".class") && to.startsWith(classes)) {
                    copy(() -> from.getInputStream(entry), to);
                }
            }
        }
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "macos" : "linux";
    }

    private static String machine() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return List.of("aarch64", "arm64").contains(name) ? "arm64" : "amd64";
    }

    /** Copies something over what is there. */
    static Path copy(Source from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (InputStream in = from.open()) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }
}
