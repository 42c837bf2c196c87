package cc.dmart.deploy.internal;

import cc.dmart.api.service.PluginService.LogLine;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.FilterReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
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
    /** What is shown once and kept nowhere, such as the first password. */
    private static final String SHOWN_ONCE = "dmart.start";

    private final Function<String, Optional<String>> pluginWith;
    private final Supplier<Set<String>> plugins;
    private final OutputStreamAppender<ILoggingEvent> place;
    private final Map<String, Deque<LogLine>> lines = new ConcurrentHashMap<>();
    /** Whom a logger belongs to, or that it is nobody's; another map after each change, so that no old answer gets into it. */
    private volatile Map<String, Optional<String>> writers = new ConcurrentHashMap<>();

    /** Line numbers go on over restarts, so that who has read up to one hears of what comes after it. */
    private final AtomicLong number = new AtomicLong(System.currentTimeMillis() * 1000);

    /**
     * Lines of nobody yet.
     *
     * @param pluginWith finds the plugin that has a class
     * @param plugins    names of those that are there
     * @param place      what it leaves out is left out here, and its encoder, which several threads use at once, writes a
     *                   line as it may be shown
     */
    PluginLogs(
            Function<String, Optional<String>> pluginWith,
            Supplier<Set<String>> plugins,
            OutputStreamAppender<ILoggingEvent> place) {
        this.pluginWith = pluginWith;
        this.plugins = plugins;
        this.place = place;
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
                PluginLogs out = new PluginLogs(pluginWith, plugins, place);
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
        if (getContext() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
        stop(); // an appender that has stopped and is still asked complains
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLoggerName().equals(SHOWN_ONCE) || place.getFilterChainDecision(event) == FilterReply.DENY) {
            return;
        }
        writer(event.getLoggerName()).or(() -> subject(event)).ifPresent(plugin -> keep(plugin, event));
    }

    /** The plugin that writes to a logger: one that has the class of that name, or that it is named after. */
    private Optional<String> writer(String logger) {
        Map<String, Optional<String>> answers = writers;
        Optional<String> known = answers.get(logger);
        if (known != null) {
            return known;
        }
        Optional<String> found =
                pluginWith.apply(logger).or(() -> isOfServer(logger) ? Optional.empty() : named(logger));
        if (answers.size() >= MOST_LOGGERS) {
            answers.clear();
        }
        answers.put(logger, found);
        return found;
    }

    /** Whether a logger is one of the server, or of a plugin that lives among its packages. */
    static boolean isOfServer(String logger) {
        return OF_SERVER.stream().anyMatch((logger + ".")::startsWith);
    }

    /** The plugin of which the server tells: it, a listener or a job of it is the first name in the message. */
    private Optional<String> subject(ILoggingEvent event) {
        Object[] told = event.getArgumentArray();
        boolean named = told != null && told.length > 0 && told[0] instanceof String;
        return named && isOfServer(event.getLoggerName()) ? named((String) told[0]) : Optional.empty();
    }

    private Optional<String> named(String name) {
        return plugins.get().stream()
                .filter(plugin -> name.equals(plugin) || name.startsWith(plugin + "."))
                .max(Comparator.comparingInt(String::length));
    }

    private void keep(String plugin, ILoggingEvent event) {
        String text = new String(place.getEncoder().encode(event), StandardCharsets.UTF_8).stripTrailing();
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

    /** The plugins or their classes are other ones now: forgets whose loggers are, and lines of those that have gone. */
    void changed() {
        writers = new ConcurrentHashMap<>();
        lines.keySet().retainAll(plugins.get());
    }
}
