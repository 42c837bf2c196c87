package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Sizes of files and methods, and what every package says about itself. */
class SourceTest {
    private static final int FILE_LINES = 600;
    private static final int METHOD_LINES = 60;
    /** Those that force what they move, or move what a start makes anew. */
    private static final Set<String> FORCING =
            Set.of("DurableFile.java", "SteadyFile.java", "NioDisk.java", "WatchedFolder.java", "BundleCache.java");

    private static List<Path> sources() {
        return Stream.of(House.bundles(), House.plugins(), List.of(House.CHECKOUT.resolve("runtime/launcher")))
                .flatMap(Collection::stream)
                .flatMap(module -> House.sources(module).stream())
                .toList();
    }

    @Test
    void filesStayShort() throws IOException {
        assertThat(longFiles(sources())).isEmpty();
    }

    static List<String> longFiles(List<Path> sources) throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources) {
            int lines = Files.readAllLines(source).size();
            if (lines > FILE_LINES) {
                tooLong.add(source + ": " + lines + " lines");
            }
        }
        return tooLong;
    }

    /** Whoever renames a file into the place of another without forcing it has neither after a power loss. */
    @Test
    void filesAreReplacedByThoseWhoForceThem() throws IOException {
        assertThat(moving(sources())).isSubsetOf(FORCING);
    }

    static List<String> moving(List<Path> sources) throws IOException {
        List<String> out = new ArrayList<>();
        for (Path source : sources) {
            if (Files.readString(source).contains("Files.move(")) {
                out.add(source.getFileName().toString());
            }
        }
        return out;
    }

    @Test
    void methodsStayShort() throws IOException {
        assertThat(longMethods(sources())).isEmpty();
    }

    static List<String> longMethods(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(sources));
            MethodSizes sizes = new MethodSizes(Trees.instance(task).getSourcePositions());
            task.parse().forEach(sizes::measure);
            return sizes.tooLong;
        }
    }

    @Test
    void packagesSayWhatTheyAre() throws IOException {
        assertThat(silentPackages(House.bundles())).isEmpty();
        assertThat(silentPackages(House.plugins())).isEmpty();
    }

    static List<String> silentPackages(List<Path> bundles) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path bundle : bundles) {
            for (Path folder : House.sources(bundle).stream()
                    .map(Path::getParent)
                    .distinct()
                    .toList()) {
                Path info = folder.resolve("package-info.java");
                String text = Files.isRegularFile(info) ? Files.readString(info) : "";
                boolean exported = bundle.endsWith("cc.dmart.api");
                if (!text.contains("@NullMarked")
                        || (exported && !(text.contains("@Export") && text.contains("@Version")))) {
                    wrong.add(folder.toString());
                }
            }
        }
        return wrong;
    }

    /** Collects the methods whose body, braces included, has too many lines. */
    private static final class MethodSizes extends TreeScanner<Void, CompilationUnitTree> {
        private final SourcePositions positions;
        private final List<String> tooLong = new ArrayList<>();

        MethodSizes(SourcePositions positions) {
            this.positions = positions;
        }

        void measure(CompilationUnitTree unit) {
            scan(unit, unit);
        }

        @Override
        public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
            if (method.getBody() != null) {
                LineMap lines = unit.getLineMap();
                long begin = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long end = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
                if (end - begin + 1 > METHOD_LINES) {
                    tooLong.add(unit.getSourceFile().getName() + " " + method.getName() + ": " + (end - begin + 1));
                }
            }
            return super.visitMethod(method, unit);
        }
    }
}
