package cc.dmart.deploy.internal;

import cc.dmart.api.service.PluginService.LogLine;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last lines of the log that plugins wrote, or that the server wrote about them ({@code plugins-events.md} 2.10), as they stand
 * in the log of the server: cleaned of secrets by the encoder of that. Thread-safe; a plugin's lines are guarded by their monitor.
 */
final class PluginLogs extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int KEPT = 200;
    private static final int LONGEST = 8192;
    private static final int MOST_LOGGERS = 10_000;
    private static final List<String> OF_SERVER = List.of("cc.dmart.", "dmart.");

    private final Function<String, Optional<String>> pluginWith;
    private final Supplier<Set<String>> plugins;
    private final Encoder<ILoggingEvent> encoder;
    private final Map<String, String> writers = new ConcurrentHashMap<>();
    private final Map<String, Deque<LogLine>> lines = new ConcurrentHashMap<>();

    /** Line numbers go on over restarts, so that who has read up to one hears of what comes after it. */
    private final AtomicLong number = new AtomicLong(System.currentTimeMillis() * 1000);

    /**
     * Lines of nobody yet.
     *
     * @param pluginWith finds the plugin that has a class
     * @param plugins    names of those that are there
     * @param encoder    writes a line as it may be shown; used by several threads at once
     */
    PluginLogs(
            Function<String, Optional<String>> pluginWith,
            Supplier<Set<String>> plugins,
            Encoder<ILoggingEvent> encoder) {
        this.pluginWith = pluginWith;
        this.plugins = plugins;
        this.encoder = encoder;
    }

    /** Hears what is logged from now on; empty if the log has no place whose encoder could be shared. */
    static Optional<PluginLogs> attach(Function<String, Optional<String>> pluginWith, Supplier<Set<String>> plugins) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return Optional.empty();
        }
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders();
        while (all.hasNext()) {
            if (all.next() instanceof OutputStreamAppender<ILoggingEvent> place) {
                PluginLogs out = new PluginLogs(pluginWith, plugins, place.getEncoder());
                out.setContext(context);
                out.start();
                root.addAppender(out);
                return Optional.of(out);
            }
        }
        return Optional.empty();
    }

    /** Hears no more. */
    void detach() {
        stop();
        if (getContext() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        writer(event.getLoggerName()).or(() -> subject(event)).ifPresent(plugin -> keep(plugin, event));
    }

    /** The plugin that writes to a logger: one that it is named after, or that has the class of that name. */
    private Optional<String> writer(String logger) {
        String known = writers.get(logger);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> found = named(logger).or(() -> pluginWith.apply(logger));
        if (writers.size() >= MOST_LOGGERS) {
            writers.clear();
        }
        found.ifPresent(plugin -> writers.put(logger, plugin));
        return found;
    }

    /** The plugin of which the server tells: it, a listener or a job of it is the first name in the message. */
    private Optional<String> subject(ILoggingEvent event) {
        Object[] told = event.getArgumentArray();
        boolean named = told != null && told.length > 0 && told[0] instanceof String;
        return named && OF_SERVER.stream().anyMatch(event.getLoggerName()::startsWith)
                ? named((String) told[0])
                : Optional.empty();
    }

    private Optional<String> named(String name) {
        return plugins.get().stream()
                .filter(plugin -> name.equals(plugin) || name.startsWith(plugin + "."))
                .findFirst();
    }

    private void keep(String plugin, ILoggingEvent event) {
        String text = new String(encoder.encode(event), StandardCharsets.UTF_8).stripTrailing();
        String line = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        Deque<LogLine> mine = lines.computeIfAbsent(plugin, p -> new ArrayDeque<>());
        synchronized (mine) {
            mine.addLast(new LogLine(number.incrementAndGet(), line));
            if (mine.size() > KEPT) {
                mine.removeFirst();
            }
        }
    }

    /** The lines of a plugin behind a number, oldest first. */
    List<LogLine> of(String plugin, long after) {
        Deque<LogLine> mine = lines.getOrDefault(plugin, new ArrayDeque<>());
        synchronized (mine) {
            return mine.stream().filter(line -> line.number() > after).toList();
        }
    }

    /** Forgets the lines of plugins that are not there any more. */
    void forgetGone() {
        lines.keySet().retainAll(plugins.get());
    }
}
