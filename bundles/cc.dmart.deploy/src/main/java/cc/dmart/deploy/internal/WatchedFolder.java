package cc.dmart.deploy.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folder that jars and definitions are dropped into, by hand or by an operator's request. Thread-safe. */
final class WatchedFolder {
    private static final String JAR = ".jar";
    private static final long MAX_UPLOAD = 100L << 20;

    private final Path folder;

    WatchedFolder(String folder) {
        this.folder = Path.of(folder).toAbsolutePath();
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
        try {
            byte[] bytes = content.readNBytes((int) MAX_UPLOAD + 1);
            if (bytes.length > MAX_UPLOAD) {
                throw DmartException.Invalid.tooLarge("The file is larger than " + MAX_UPLOAD + " bytes");
            }
            if (name.endsWith(JAR)) {
                Jar unused = Jar.of(bytes);
            } else {
                JsonObject unused = Definitions.parse(bytes);
            }
            StateFiles.replace(file, bytes);
        } catch (IOException e) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, name + " cannot be used: " + e.getMessage());
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
