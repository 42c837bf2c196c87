package cc.dmart.httptests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A plugin made of classes of the tests, each a component. For one thread. */
public final class PluginJar {
    private static final String IMPORTS =
            "cc.dmart.api.model;version=\"[1.0,2)\",cc.dmart.api.plugin;version=\"[1.0,2)\"";

    private final String plugin;
    private final String version;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private String imports = IMPORTS;

    /** A plugin without components. */
    public PluginJar(String plugin, String version) {
        this.plugin = plugin;
        this.version = version;
    }

    /** Imports more packages of any version. */
    public PluginJar importing(String... packages) {
        imports = imports + "," + String.join(",", packages);
        return this;
    }

    /**
     * Adds a component.
     *
     * @param service    name of the type it is registered under
     * @param properties of its service
     */
    public PluginJar with(String name, Class<?> type, String service, Map<String, Object> properties) {
        StringBuilder text = new StringBuilder(
                "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"" + name + "\">");
        properties.forEach((key, value) -> text.append("<property name=\"" + key + "\" type=\""
                + value.getClass().getSimpleName() + "\" value=\"" + value + "\"/>"));
        text.append("<service><provide interface=\"" + service + "\"/></service><implementation class=\""
                + type.getName() + "\"/></scr:component>");
        files.put("OSGI-INF/" + name + ".xml", text.toString().getBytes(StandardCharsets.UTF_8));
        for (Class<?> one = type; one != null && one != Object.class; one = one.getSuperclass()) {
            add(one);
        }
        if (type.getEnclosingClass() != null) {
            add(type.getEnclosingClass());
        }
        return this;
    }

    /** Leaves out a class that a component has. */
    public PluginJar lacking(Class<?> type) {
        files.remove(type.getName().replace('.', '/') + ".class");
        return this;
    }

    private void add(Class<?> type) {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream("/" + path)) {
            files.put(path, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest())) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                jar.putNextEntry(new ZipEntry(file.getKey()));
                jar.write(file.getValue());
            }
        }
        return out.toByteArray();
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", plugin);
        main.putValue("Bundle-Version", version);
        main.putValue("Dmart-Plugin", plugin);
        main.putValue("Import-Package", imports);
        main.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=osgi.component)\"");
        main.putValue("Service-Component", "OSGI-INF/*.xml");
        return manifest;
    }

    /** Puts the jar into the watched folder as {@code <plugin>.jar}: written beside, then renamed. */
    public void drop(Server server) throws IOException {
        Path part = server.plugins().resolve(plugin + ".part");
        Files.write(part, bytes());
        Files.move(part, server.plugins().resolve(plugin + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    }
}
