package cc.dmart.rest.internal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.rest.internal.resource.ManagedResource;
import cc.dmart.rest.plugin.PluginResource;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the classes say about their routes. */
class OpenApiTest {
    /** The resources of this bundle, found by their files. */
    private static List<Class<?>> resources() throws Exception {
        List<Class<?>> out = new ArrayList<>();
        java.nio.file.Path folder = java.nio.file.Path.of(ManagedResource.class
                        .getResource("ManagedResource.class")
                        .toURI())
                .getParent();
        try (Stream<java.nio.file.Path> files = Files.list(folder)) {
            for (java.nio.file.Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.contains("$") && !name.startsWith("package-info")) {
                    Class<?> type =
                            Class.forName(ManagedResource.class.getPackageName() + "." + name.replace(".class", ""));
                    if (type.isAnnotationPresent(Path.class)) {
                        out.add(type);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out;
    }

    @Test
    void everyRouteOfThisBundleIsDocumented() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Class<?> type : resources()) {
            for (Route route : Route.of(type)) {
                if (route.doc().isEmpty() || route.path().contains("{path}")) {
                    wrong.add(type.getSimpleName() + " " + route.method() + " " + route.path());
                }
            }
        }
        assertThat(resources()).contains(ManagedResource.class);
        assertThat(wrong).as("without @Endpoint, or without a route for {path}").isEmpty();
    }

    @Test
    void everySchemaIsThere() throws Exception {
        List<Route> routes = new ArrayList<>();
        for (Class<?> type : resources()) {
            routes.addAll(Route.of(type));
        }
        JsonObject document = new OpenApi().document(routes);
        JsonObject schemas =
                document.object("components").orElseThrow().object("schemas").orElseThrow();
        Matcher refs = Pattern.compile("schemas/(\\w+)").matcher(JsonCodec.writeString(document));
        while (refs.find()) {
            assertThat(schemas.has(refs.group(1))).as(refs.group(1)).isTrue();
        }
    }

    @Test
    void aRouteOfAPluginIsListedWithoutWords() {
        JsonObject paths = new OpenApi()
                .document(Route.of(PluginResource.class))
                .object("paths")
                .orElseThrow();
        assertThat(paths.names()).isNotEmpty();
        assertThat(JsonCodec.writeString(paths)).contains("Not documented", "\"security\":[{\"token\":[]}");
    }
}
