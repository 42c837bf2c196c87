package cc.dmart.deploy.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator should know about plugins: the last sentences of each, newest first. Thread-safe. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int KEPT = 10;

    private final Map<String, Deque<String>> all = new ConcurrentHashMap<>();

    /** Keeps and logs a sentence, unless it is the last one already. */
    void add(String plugin, String sentence) {
        Deque<String> mine = all.computeIfAbsent(plugin, p -> new ArrayDeque<>());
        synchronized (mine) {
            if (sentence.equals(mine.peekFirst())) {
                return;
            }
            mine.remove(sentence);
            mine.addFirst(sentence);
            if (mine.size() > KEPT) {
                mine.removeLast();
            }
        }
        LOG.error("Plugin {}: {}", plugin, sentence);
    }

    /** The sentences of a plugin. */
    List<String> of(String plugin) {
        Deque<String> mine = all.get(plugin);
        if (mine == null) {
            return List.of();
        }
        synchronized (mine) {
            return List.copyOf(mine);
        }
    }

    /** Forgets those of a plugin that begin like this. */
    void forget(String plugin, String beginning) {
        Deque<String> mine = all.get(plugin);
        if (mine != null) {
            synchronized (mine) {
                mine.removeIf(sentence -> sentence.startsWith(beginning));
            }
        }
    }

    /** The same of several beginnings. */
    void forget(String plugin, List<String> beginnings) {
        beginnings.forEach(beginning -> forget(plugin, beginning));
    }

    /** Forgets those of a plugin. */
    void clear(String plugin) {
        all.remove(plugin);
    }
}
