package cc.dmart.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps back what the framework logs about components that do not become active, until it is known whether the start is refused: a
 * refusal is told in one sentence, and stack traces of all that depends on the component would hide it. Otherwise the lines are
 * logged after all. Thread-safe.
 */
final class HeldLines {
    /** More than that is no refused setting. */
    private static final int MOST = 1000;

    private static final String OURS = "cc.dmart.";
    private static final String REFUSAL = IllegalArgumentException.class.getName();
    private static final String CONSEQUENCE = "org.osgi.framework.ServiceException";

    private static final List<String> CONSEQUENCES =
            List.of("get service for reference", "get service from ref", "Service not available from");

    /** Those of this process. */
    static final HeldLines OF_START = new HeldLines();

    private final List<Runnable> held = new ArrayList<>();
    private boolean holding = true;

    /** Whether a line of the framework is kept back, to be given to this appender later. */
    boolean hold(ILoggingEvent event, Appender<ILoggingEvent> appender) {
        synchronized (held) {
            if (!holding || held.size() >= MOST || !isOfComponent(event)) {
                return false;
            }
            held.add(() -> appender.doAppend(event));
            return true;
        }
    }

    /** Logs what was kept back, and from now on everything at once. */
    void release() {
        List<Runnable> lines;
        synchronized (held) {
            holding = false;
            lines = List.copyOf(held);
            held.clear();
        }
        lines.forEach(Runnable::run);
    }

    private static boolean isOfComponent(ILoggingEvent event) {
        boolean ours = event.getLoggerName().startsWith(OURS);
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown == null) {
            String text = event.getFormattedMessage();
            return ours && CONSEQUENCES.stream().anyMatch(text::contains);
        }
        return has(thrown, CONSEQUENCE) || (ours && has(thrown, REFUSAL));
    }

    /** The log service hands on copies, which tell the class at the beginning of their message. */
    private static boolean has(@Nullable IThrowableProxy thrown, String type) {
        for (IThrowableProxy t = thrown; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (type.equals(t.getClassName()) || (message != null && message.startsWith(type))) {
                return true;
            }
        }
        return false;
    }
}
