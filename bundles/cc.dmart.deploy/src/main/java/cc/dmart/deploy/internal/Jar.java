package cc.dmart.deploy.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
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
import org.jspecify.annotations.Nullable;

/**
 * A jar of a plugin, read as a whole, with what its manifest says. Its bytes stay in the file. Thread-safe.
 *
 * @param plugin  name of the plugin: header {@code Dmart-Plugin}, else the symbolic name
 * @param version of the bundle
 * @param sha256  hex sum of the bytes
 * @param spi     range of {@code cc.dmart.api.plugin} that it imports; empty if it does not
 * @param config  the {@code config.json} at its root
 * @param hears   whether it declares a hook or listener
 * @param content names of its classes and packages
 * @param path    the file that was read, which may hold something else by now
 * @param size    of that file when it was read
 */
record Jar(
        String plugin,
        String version,
        String sha256,
        String spi,
        Optional<JsonObject> config,
        boolean hears,
        Set<String> content,
        Path path,
        long size) {
    private static final Pattern SPI = Pattern.compile("cc\\.dmart\\.api\\.plugin;[^,]*?version=\"([^\"]*)\"");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern HEARING =
            Pattern.compile("\"cc\\.dmart\\.api\\.plugin\\.(BeforeHook|EntryListener)\"");
    private static final int MAX_CONFIG = 1 << 20;
    private static final String CLASS = ".class";

    /** Name of the plugin in a file; empty if it is none. */
    static Optional<String> nameOf(Path file) {
        try {
            return Optional.of(read(file).plugin());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads a file. @throws IOException with one sentence if it is no plugin */
    static Jar read(Path file) throws IOException {
        try (Summed in = new Summed(file)) {
            return read(file, in);
        }
    }

    private static Jar read(Path file, Summed summed) throws IOException {
        Attributes main = new Attributes();
        Optional<JsonObject> config = Optional.empty();
        Set<String> content = new HashSet<>();
        boolean hears = false;
        int entries = 0;
        try {
            JarInputStream in = new JarInputStream(summed, false);
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
                } else if (entry.getName().matches("OSGI-INF/.*\\.xml")) {
                    hears |= HEARING.matcher(new String(in.readNBytes(MAX_CONFIG), StandardCharsets.UTF_8))
                            .find();
                }
            }
            summed.transferTo(OutputStream.nullOutputStream()); // what follows the last entry counts for the sum
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
                summed.sum(),
                spi.find() ? spi.group(1) : "",
                config,
                hears,
                Set.copyOf(content),
                file,
                summed.size);
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
            throw new IOException("its config.json is not readable: " + e.sentence(), e);
        }
    }

    /** The content; reading fails at the end if the file holds something else by now. */
    InputStream open() throws IOException {
        return new Summed(path) {
            @Override
            void atEnd() throws IOException {
                if (!sum().equals(sha256)) {
                    throw new IOException(path.getFileName() + " was changed while it was read");
                }
            }
        };
    }

    /** A file of which the sum and the size are known once it is read to its end. */
    private static class Summed extends FilterInputStream {
        private final MessageDigest digest;
        private @Nullable String sum;
        private long size;

        Summed(Path file) throws IOException {
            this(file, digest());
        }

        private Summed(Path file, MessageDigest digest) throws IOException {
            super(new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), 65_536), digest));
            this.digest = digest;
        }

        /** Called each time that nothing more is there. */
        void atEnd() throws IOException {}

        String sum() {
            if (sum == null) {
                sum = HexFormat.of().formatHex(digest.digest());
            }
            return sum;
        }

        private int seen(int count) throws IOException {
            if (count < 0) {
                atEnd();
            } else {
                size += count;
            }
            return count;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            seen(next < 0 ? -1 : 1);
            return next;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            return seen(super.read(to, offset, length));
        }

        /** Reads what it skips, so that it counts for the sum. */
        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 65_536)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    /** Hex sum of a file, which need be no jar. */
    static String sha256(Path file) throws IOException {
        try (Summed in = new Summed(file)) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.sum();
        }
    }

    /** Hex sum of bytes. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
