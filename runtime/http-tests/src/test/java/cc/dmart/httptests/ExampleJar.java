package cc.dmart.httptests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The example plugin, with a version of our choice. */
final class ExampleJar {
    private static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));

    private ExampleJar() {}

    /** The one that was built with the distribution. */
    static Path built() throws IOException {
        Path target = CHECKOUT.resolve("plugins-dropin/cc.dmart.plugin.example/target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "cc.dmart.plugin.example-*.jar")) {
            return jars.iterator().next();
        }
    }

    /** Drops it or takes the place of one that is there: written beside, then renamed. */
    static void drop(Path example, Server server, String version) throws IOException {
        Path part = server.plugins().resolve("example.part");
        try (JarFile jar = new JarFile(example.toFile())) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(part), manifest)) {
                for (JarEntry entry : Collections.list(jar.entries())) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME) && !entry.isDirectory()) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream in = jar.getInputStream(entry)) {
                            in.transferTo(out);
                        }
                    }
                }
            }
        }
        Files.move(part, server.plugins().resolve("example.jar"), StandardCopyOption.REPLACE_EXISTING);
    }
}
