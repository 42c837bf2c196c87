package cc.dmart.deploy.internal;

import cc.dmart.api.file.DurableFile;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept about plugins in {@code <data>/plugins}: {@code grants.json}, {@code disabled.json} and {@code last-good/<name>.jar}.
 * Thread-safe, guarded by its monitor.
 */
final class StateFiles {
    private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);

    private final Path folder;
    private final Map<String, Set<String>> grants = new LinkedHashMap<>();
    private final Set<String> disabled = new TreeSet<>();

    /** State in a folder, which need not exist. */
    StateFiles(Path folder) {
        this.folder = folder;
        JsonObject stored = read("grants.json");
        stored.names().forEach(name -> grants.put(name, new HashSet<>(stored.strings(name))));
        disabled.addAll(read("disabled.json").strings("plugins"));
    }

    private JsonObject read(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return JsonObject.EMPTY;
        }
        try {
            return JsonCodec.parseObject(Files.readAllBytes(file));
        } catch (IOException | DmartException.Invalid e) {
            LOG.error("{} cannot be read and counts as empty", file, e);
            return JsonObject.EMPTY;
        }
    }

    /** Replaces a file as a whole. @throws DmartException.Unavailable if the disk fails */
    static void replace(Path file, byte[] bytes) {
        try {
            DurableFile.replace(file, bytes);
        } catch (IOException e) {
            throw DmartException.Unavailable.now(file.getFileName() + " cannot be written", e);
        }
    }

    /** What an administrator granted a plugin; empty if none said anything about it. */
    synchronized Optional<Set<String>> grants(String plugin) {
        return Optional.ofNullable(grants.get(plugin));
    }

    /**
     * Grants something, in place of what was granted before.
     *
     * @throws DmartException.Unavailable if the disk fails; what was granted before counts on then
     */
    synchronized void grant(String plugin, Set<String> granted) {
        Map<String, Set<String>> next = new LinkedHashMap<>(grants);
        next.put(plugin, Set.copyOf(granted));
        JsonObject.Builder out = JsonObject.builder();
        next.forEach((name, set) ->
                out.put(name, JsonArray.ofStrings(set.stream().sorted().toList())));
        replace(folder.resolve("grants.json"), JsonCodec.write(out.build()));
        grants.put(plugin, Set.copyOf(granted));
    }

    /** Whether an operator switched a plugin off. */
    synchronized boolean isDisabled(String plugin) {
        return disabled.contains(plugin);
    }

    /** Switches a plugin off or on. @throws DmartException.Unavailable if the disk fails; it stays as it was then */
    synchronized void disable(String plugin, boolean off) {
        Set<String> next = new TreeSet<>(disabled);
        if (off ? next.add(plugin) : next.remove(plugin)) {
            JsonObject json = JsonObject.builder()
                    .put("plugins", JsonArray.ofStrings(List.copyOf(next)))
                    .build();
            replace(folder.resolve("disabled.json"), JsonCodec.write(json));
            disabled.clear();
            disabled.addAll(next);
        }
    }

    private Path lastGood(String file) {
        return folder.resolve("last-good").resolve(file);
    }

    /**
     * Keeps a jar that runs, under the name of its file in the watched folder.
     *
     * @throws DmartException.Unavailable if the disk fails, or the file is not any more what was read
     */
    synchronized void keepGood(String file, Jar jar) {
        Path good = lastGood(file);
        if (jar.path().equals(good)) {
            return;
        }
        try (InputStream content = jar.open()) {
            DurableFile.replace(good, content);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The last good copy of " + file + " cannot be written", e);
        }
    }

    /** The last jar of a file name that ran. */
    synchronized Optional<Jar> good(String file) {
        try {
            return Files.exists(lastGood(file)) ? Optional.of(Jar.read(lastGood(file))) : Optional.empty();
        } catch (IOException e) {
            LOG.warn("The last good copy of {} cannot be read", file, e);
            return Optional.empty();
        }
    }

    /** Forgets the last jar of a file name. */
    synchronized void forgetGood(String file) {
        try {
            Files.deleteIfExists(lastGood(file));
        } catch (IOException e) {
            LOG.warn("The last good copy of {} cannot be removed", file, e);
        }
    }
}
