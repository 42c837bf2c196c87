package cc.dmart.deploy.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A jar of a plugin, read as a whole, with what its manifest says. Thread-safe; the array is not copied.
 *
 * @param plugin  name of the plugin: header {@code Dmart-Plugin}, else the symbolic name
 * @param version of the bundle
 * @param sha256  hex sum of the bytes
 * @param spi     range of {@code cc.dmart.api.plugin} that it imports; empty if it does not
 * @param config  the {@code config.json} at its root
 * @param content names of its classes and packages
 */
record Jar(
        String plugin,
        String version,
        String sha256,
        String spi,
        Optional<JsonObject> config,
        Set<String> content,
        byte[] bytes) {
    private static final Pattern SPI = Pattern.compile("cc\\.dmart\\.api\\.plugin;[^,]*?version=\"([^\"]*)\"");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final int MAX_CONFIG = 1 << 20;
    private static final String CLASS = ".class";

    /** Reads a file. @throws IOException with one sentence if it is no plugin */
    static Jar read(Path file) throws IOException {
        return of(Files.readAllBytes(file));
    }

    /** Name of the plugin in a file; empty if it is none. */
    static Optional<String> nameOf(Path file) {
        try {
            return Optional.of(read(file).plugin());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Jar of(byte[] bytes) throws IOException {
        Attributes main = new Attributes();
        Optional<JsonObject> config = Optional.empty();
        Set<String> content = new HashSet<>();
        int entries = 0;
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(bytes), false)) {
            Manifest first = in.getManifest();
            if (first != null) {
                main = first.getMainAttributes();
            }
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                entries++;
                addClass(entry.getName(), content);
                if (entry.getName().equals("META-INF/MANIFEST.MF")) {
                    main = new Manifest(in).getMainAttributes();
                } else if (entry.getName().equals("config.json")) {
                    config = Optional.of(config(in));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("it is not a readable jar: " + e.getMessage(), e);
        }
        if (entries == 0 && main.isEmpty()) {
            throw new IOException("it is not a readable jar: it has no manifest with a Bundle-SymbolicName");
        }
        String symbolic = Optional.ofNullable(main.getValue("Bundle-SymbolicName"))
                .map(s -> s.split(";", 2)[0].trim())
                .orElseThrow(() -> new IOException("its manifest has no Bundle-SymbolicName"));
        if (entries == 0) {
            throw new IOException("it is empty");
        }
        String plugin = Optional.ofNullable(main.getValue("Dmart-Plugin"))
                .map(String::trim)
                .orElse(symbolic);
        if (!NAME.matcher(plugin).matches()) {
            throw new IOException("its name is not usable: " + plugin);
        }
        Matcher spi =
                SPI.matcher(Optional.ofNullable(main.getValue("Import-Package")).orElse(""));
        return new Jar(
                plugin,
                Optional.ofNullable(main.getValue("Bundle-Version")).orElse("0.0.0"),
                sha256(bytes),
                spi.find() ? spi.group(1) : "",
                config,
                Set.copyOf(content),
                bytes);
    }

    private static void addClass(String file, Set<String> content) {
        if (file.endsWith(CLASS)) {
            String type = file.substring(0, file.length() - CLASS.length()).replace('/', '.');
            content.add(type);
            int dot = type.lastIndexOf('.');
            if (dot > 0) {
                content.add(type.substring(0, dot));
            }
        }
    }

    /**
     * The jar with the class of this name, else that with the longest package that the name begins with. A name of the server
     * is only its that has the class: nobody gets the rest by calling a package of his as the server's.
     */
    static Optional<Jar> with(Collection<Jar> jars, String name) {
        if (PluginLogs.isOfServer(name)) {
            return having(jars, name);
        }
        for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
            String part = name.substring(0, end);
            Optional<Jar> found = having(jars, part);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Jar> having(Collection<Jar> jars, String part) {
        return jars.stream().filter(jar -> jar.content().contains(part)).findFirst();
    }

    private static JsonObject config(InputStream in) throws IOException {
        try {
            return JsonCodec.parseObject(in.readNBytes(MAX_CONFIG));
        } catch (DmartException.Invalid e) {
            throw new IOException("its config.json is not readable: " + e.text(), e);
        }
    }

    /** The content. */
    InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    /** Hex sum of bytes. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
