package cc.dmart.deploy.internal;

import cc.dmart.api.file.DurableFile;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder that jars and definitions are dropped into, by hand or by an operator's request. Thread-safe. */
final class WatchedFolder {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFolder.class);
    private static final String JAR = ".jar";
    private static final String UPLOAD = ".upload";
    private static final String PART = ".part";
    private static final long MAX_UPLOAD = 100L << 20;
    private static final int CHUNK = 65_536;

    private final Path folder;

    WatchedFolder(String folder) {
        this.folder = Path.of(folder).toAbsolutePath();
        sweep();
    }

    /** Removes what uploads left that a crash broke off. */
    private void sweep() {
        File[] left = folder.toFile().listFiles((dir, name) -> name.startsWith(UPLOAD) && name.endsWith(PART));
        if (left != null) {
            Stream.of(left).map(File::toPath).forEach(WatchedFolder::removeQuietly);
        }
    }

    /** Whether a file lies in it and is a jar or a definition. */
    boolean holds(File file) {
        boolean ours = file.getName().endsWith(JAR) || DefinitionKeeper.isDefinition(file);
        return ours && folder.equals(file.toPath().toAbsolutePath().getParent());
    }

    /** Its files in the order of their names. @throws IOException if it cannot be read */
    List<File> files() throws IOException {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.sorted().map(Path::toFile).filter(this::holds).toList();
        }
    }

    /** Replaces a definition. Returns its file. */
    File define(String plugin, JsonObject config) {
        Path file = file(plugin + ".json");
        StateFiles.replace(file, JsonCodec.write(config));
        return file.toFile();
    }

    /** Takes in a jar or a definition. @throws DmartException.Invalid if it is neither, or too large */
    void put(String name, InputStream content) {
        Path file = file(name);
        Path spooled = spool(content);
        try {
            check(name, spooled);
            Files.move(spooled, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFile.forceFolder(folder);
        } catch (IOException e) {
            throw DmartException.Unavailable.now(name + " cannot be written", e);
        } finally {
            removeQuietly(spooled);
        }
    }

    private static void check(String name, Path spooled) {
        try {
            if (name.endsWith(JAR)) {
                Jar unused = Jar.read(spooled);
            } else {
                JsonObject unused = Definitions.parse(Files.readAllBytes(spooled));
            }
        } catch (IOException e) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, name + " cannot be used: " + e.getMessage());
        }
    }

    /** Takes in what may be large without holding it in memory; it is on the disk then, with the permissions of any new file. */
    private Path spool(InputStream content) {
        try {
            Files.createDirectories(folder);
            Path out = folder.resolve(UPLOAD + UUID.randomUUID() + PART);
            boolean whole = false;
            try (FileChannel channel = FileChannel.open(out, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream to = Channels.newOutputStream(channel)) {
                long size = 0;
                byte[] chunk = new byte[CHUNK];
                for (int n = content.read(chunk); n >= 0; n = content.read(chunk)) {
                    size += n;
                    if (size > MAX_UPLOAD) {
                        throw DmartException.Invalid.tooLarge("The file is larger than " + MAX_UPLOAD + " bytes");
                    }
                    to.write(chunk, 0, n);
                }
                channel.force(true);
                whole = true;
            } finally {
                if (!whole) {
                    removeQuietly(out);
                }
            }
            return out;
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The file cannot be taken in", e);
        }
    }

    private static void removeQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed", file, e);
        }
    }

    /** A file of the folder. @throws DmartException.Invalid if the name is none */
    private Path file(String name) {
        boolean plain =
                name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,120}") && (name.endsWith(JAR) || name.endsWith(".json"));
        if (!plain) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "Not a name of a jar or JSON file: " + name);
        }
        return folder.resolve(name);
    }

    /** Removes files. @throws DmartException.Unavailable if the disk fails */
    void remove(Set<String> names) {
        try {
            for (String name : names) {
                Files.deleteIfExists(folder.resolve(name));
            }
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The plugin cannot be removed", e);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
