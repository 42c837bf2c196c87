package cc.dmart.itest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Where the house rules find the bundles of this checkout. */
final class House {
    static final Path CHECKOUT = Path.of(System.getProperty("dmart.checkout", "../.."));

    private House() {}

    /** The folders of all bundles but this one. */
    static List<Path> bundles() {
        return list(CHECKOUT.resolve("bundles"))
                .filter(folder -> Files.isRegularFile(folder.resolve("bnd.bnd")))
                .filter(folder -> !folder.endsWith("cc.dmart.itest"))
                .toList();
    }

    /** The folders of the plugins that are built with the server. */
    static List<Path> plugins() {
        return list(CHECKOUT.resolve("plugins-dropin"))
                .filter(folder -> Files.isRegularFile(folder.resolve("bnd.bnd")))
                .toList();
    }

    /** The built jar of a bundle. */
    static JarFile jar(Path bundle) {
        Path jar = list(bundle.resolve("target"))
                .filter(file -> file.getFileName().toString().endsWith("-SNAPSHOT.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(bundle + " is not built"));
        try {
            return new JarFile(jar.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All production classes of all bundles. */
    static JavaClasses classes() {
        List<Path> folders = bundles().stream()
                .map(bundle -> bundle.resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList();
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(folders);
    }

    /** All production sources below a module folder. */
    static List<Path> sources(Path module) {
        Path root = module.resolve("src/main/java");
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
