package cc.dmart.deploy.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The jars that are there, and the files that should be jars and are none. Thread-safe; written under the lock of {@link JarKeeper} only. */
final class DroppedJars {
    private final Map<String, DroppedJar> jars = new ConcurrentHashMap<>();
    private final Map<String, String> unreadable = new ConcurrentHashMap<>();

    /** A name of a file without its ending. */
    static String stem(String file) {
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    /** All of them. */
    Collection<DroppedJar> all() {
        return jars.values();
    }

    /** Those of a plugin. */
    List<DroppedJar> allOf(String plugin) {
        return jars.values().stream()
                .filter(d -> d.jar().plugin().equals(plugin))
                .toList();
    }

    /** The jar of a file. */
    @Nullable
    DroppedJar at(String file) {
        return jars.get(file);
    }

    void put(DroppedJar dropped) {
        jars.put(dropped.file(), dropped);
    }

    void remove(DroppedJar dropped) {
        jars.remove(dropped.file());
    }

    /** Files that never were a jar, each with one sentence that says why. */
    Map<String, String> unreadable() {
        return unreadable;
    }

    /** The jar of a plugin; of several one that has a bundle. */
    Optional<DroppedJar> of(String plugin) {
        return jars.values().stream()
                .filter(d -> d.jar().plugin().equals(plugin))
                .min(Comparator.comparing((DroppedJar d) -> d.bundle() == null).thenComparing(DroppedJar::file));
    }

    /** Names of the plugins. */
    Set<String> names() {
        return jars.values().stream().map(d -> d.jar().plugin()).collect(Collectors.toSet());
    }

    /** The plugin whose jar has the class of this name, else that with the longest package it begins with. */
    Optional<String> pluginWith(String name) {
        return Jar.with(jars.values().stream().map(DroppedJar::jar).toList(), name)
                .map(Jar::plugin);
    }

    /** Those that wait for the place of another one, in the order of their names. */
    List<DroppedJar> waiting() {
        return jars.values().stream()
                .filter(DroppedJar::isWaiting)
                .sorted(Comparator.comparing(DroppedJar::file))
                .toList();
    }

    /** Whether the jar of a file waits. */
    boolean isWaiting(String file) {
        DroppedJar found = jars.get(file);
        return found != null && found.isWaiting();
    }

    /** Whether a jar waits for the place of another one of its plugin. */
    boolean isBehind(DroppedJar dropped) {
        return dropped.isWaiting()
                && of(dropped.jar().plugin()).filter(d -> d.bundle() != null).isPresent();
    }

    /** What an operator should know about other files of a plugin. */
    List<String> besides(String plugin) {
        Stream<String> behind = waiting().stream()
                .filter(d -> d.jar().plugin().equals(plugin) && isBehind(d))
                .map(d -> d.file() + " with version " + d.jar().version()
                        + " is not used: another file of this plugin runs; it takes over when that is removed");
        Stream<String> none = unreadable.entrySet().stream()
                .filter(e -> stem(e.getKey()).equals(plugin))
                .map(Map.Entry::getValue);
        return Stream.concat(behind, none).toList();
    }
}
