package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each house rule finds what it forbids, shown on classes that are compiled here, and leaves their rightful likes alone. */
class RulesBiteTest {
    private static final Pattern NAME =
            Pattern.compile("package ([\\w.]+);.*?(?:class|@interface) (\\w+).*", Pattern.DOTALL);

    private static final String ROUTE = "package jakarta.ws.rs; public @interface Path { String value(); }";
    private static final String STORE = "package cc.dmart.api.storage; public class Store { }";
    private static final String REFERENCE =
            "package org.osgi.service.component.annotations; public @interface Reference { }";

    @TempDir
    Path folder;

    private static Arguments rule(String name, ArchRule rule, List<String> broken, List<String> right) {
        return Arguments.of(name, rule, broken, right);
    }

    static Stream<Arguments> rules() {
        String field = "package cc.dmart.core.internal; import org.osgi.service.component.annotations.Reference;"
                + " class Field { @Reference %s Object service; }";
        String print = "package cc.dmart.%s; class Print { void run() { System.out.println(1); } }";
        String routed = "package cc.dmart.%s.internal; @jakarta.ws.rs.Path(\"x\") class Routed { }";
        String reader = "package cc.dmart.%s.internal; class Reader { cc.dmart.api.storage.Store store; }";
        return Stream.of(
                rule(
                        "cycle",
                        ArchitectureTest.NO_CYCLES,
                        List.of(
                                "package cc.dmart.core.a; public class A { cc.dmart.core.b.B b; }",
                                "package cc.dmart.core.b; public class B { cc.dmart.core.a.A a; }"),
                        List.of(
                                "package cc.dmart.core.a; public class A { cc.dmart.core.b.B b; }",
                                "package cc.dmart.core.b; public class B { }")),
                rule(
                        "JAX-RS outside rest",
                        ArchitectureTest.ONLY_REST_SEES_JAX_RS,
                        List.of(ROUTE, routed.formatted("core")),
                        List.of(ROUTE, STORE, routed.formatted("rest"), reader.formatted("core"))),
                rule(
                        "edge to storage",
                        ArchitectureTest.EDGES_SEE_SERVICES_ONLY,
                        List.of(STORE, reader.formatted("rest")),
                        List.of(STORE, reader.formatted("core"), "package cc.dmart.rest.internal; class Plain { }")),
                rule(
                        "field that is not volatile",
                        ArchitectureTest.REFERENCES_IN_FIELDS_ARE_VOLATILE,
                        List.of(REFERENCE, field.formatted("")),
                        List.of(REFERENCE, field.formatted("volatile"))),
                rule(
                        "printing",
                        ArchitectureTest.NOBODY_PRINTS,
                        List.of(print.formatted("core.internal")),
                        List.of(print.formatted("jq.worker"), STORE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aRuleBitesAndLetsGo(String name, ArchRule rule, List<String> broken, List<String> right) throws IOException {
        JavaClasses wrong = compiled("broken", broken);
        assertThatThrownBy(() -> rule.check(wrong))
                .as(name)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was violated (");
        rule.check(compiled("right", right));
    }

    @Test
    void aSecondMakerOfThreadsIsFound() throws IOException {
        String maker = "package cc.dmart.core.internal; class %s { Thread run() { return new Thread(() -> { }); } }";
        JavaClasses two = compiled("two", List.of(maker.formatted("One"), maker.formatted("Two")));
        assertThat(ArchitectureTest.threadMakers(two).get("cc.dmart.core"))
                .containsExactly("cc.dmart.core.internal.One", "cc.dmart.core.internal.Two");
    }

    @Test
    void longMethodsAndFilesAreFound() throws IOException {
        String method = "package a; class %s { void run() {\n" + "run();\n".repeat(58) + "%s} }\n";
        Path fits = source("fits", "package a; class Fits {}", method.formatted("Fits", ""));
        Path tooLong = source("long", "package a; class Longer {}", method.formatted("Longer", "run();\n"));
        assertThat(SourceTest.longMethods(List.of(fits, tooLong)))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("Longer.java run: 61"));
        Path file = source("file", "package a; class File {}", "//\n".repeat(601));
        assertThat(SourceTest.longFiles(List.of(fits, file)))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).endsWith("File.java: 601 lines"));
    }

    @Test
    void filesThatAreMovedAreFound() throws IOException {
        String moves =
                "package a; class Moves { void run() throws Exception { java.nio.file.Files.move(null, null); } }";
        Path found = source("moving", "package a; class Moves {}", moves);
        assertThat(SourceTest.moving(
                        List.of(found, source("still", "package a; class Still {}", "package a; class Still {}"))))
                .containsExactly("Moves.java");
    }

    @Test
    void packagesThatSayNothingAreFound() throws IOException {
        source("some.bundle/src/main/java", "package a; class A {}", "package a; class A {}");
        assertThat(SourceTest.silentPackages(List.of(folder.resolve("some.bundle"))))
                .containsExactly(folder.resolve("some.bundle/src/main/java/a").toString());
    }

    @Test
    void importsOfAnInternalPackageAreFound() throws IOException {
        String header =
                "cc.dmart.api.model;version=\"[1,2)\",cc.dmart.core.internal.access;version=\"[1,2)\",org.slf4j";
        assertThat(ManifestTest.ours(header)).containsExactly("cc.dmart.api.model", "cc.dmart.core.internal.access");
        for (String bundle : List.of("cc.dmart.rest", "cc.dmart.plugin.any")) {
            assertThat(ManifestTest.allowed(Path.of(bundle)))
                    .contains("cc.dmart.api.model")
                    .doesNotContain("cc.dmart.core.internal.access", "cc.dmart.api.storage");
        }
        assertThat(ManifestTest.allowed(Path.of("cc.dmart.unknown"))).doesNotContain("cc.dmart.api.model");
    }

    /** Writes a source below a folder of its own, where its first line says. */
    private Path source(String where, String declared, String text) throws IOException {
        Matcher name = NAME.matcher(declared);
        assertThat(name.matches()).as(declared).isTrue();
        Path file =
                folder.resolve(where).resolve(name.group(1).replace('.', '/')).resolve(name.group(2) + ".java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private JavaClasses compiled(String where, List<String> sources) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String text : sources) {
            files.add(source(where + "-src", text, text));
        }
        Path classes = Files.createDirectories(folder.resolve(where));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", classes.toString(), "-cp", classes.toString());
            boolean done = compiler.getTask(
                            null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(done).as(sources.toString()).isTrue();
        }
        return new ClassFileImporter().importPath(classes);
    }
}
