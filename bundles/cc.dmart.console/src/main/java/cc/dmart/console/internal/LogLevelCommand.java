package cc.dmart.console.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Locale;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Component;
import org.slf4j.LoggerFactory;

/** {@code dmart:loglevel}; what it sets lasts until the next start. Thread-safe. */
@Component(
        service = LogLevelCommand.class,
        property = {"osgi.command.scope=dmart", "osgi.command.function=loglevel"})
public final class LogLevelCommand {
    private static final String AUDIT = "dmart.audit";

    private static LoggerContext loggers() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    /** The loggers with a level of their own. */
    @Descriptor("lists the loggers that have a level of their own")
    public String loglevel() {
        Table out = new Table("LOGGER", "LEVEL");
        for (Logger logger : loggers().getLoggerList()) {
            if (logger.getLevel() != null) {
                out.row(logger.getName(), word(logger.getLevel()));
            }
        }
        return out.toString();
    }

    /** What one logger writes. */
    @Descriptor("tells the level of a logger")
    public String loglevel(@Descriptor("name of the logger, such as cc.dmart.core") String name) {
        return word(loggers().getLogger(name).getEffectiveLevel());
    }

    /** Sets what one logger writes; not the audit log, which nobody may silence. */
    @Descriptor("sets the level of a logger until the next start")
    public String loglevel(
            @Descriptor("name of the logger, such as cc.dmart.core") String name,
            @Descriptor("trace, debug, info, warn, error, off; default for that of the logger above") String level) {
        if (name.equals(AUDIT)) {
            return "error: the audit log is always written";
        }
        Logger logger = loggers().getLogger(name);
        boolean unset = level.equals("default") && !name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level wanted = unset ? null : Level.toLevel(level, null);
        if (wanted == null && !unset) {
            return "error: no level: " + level;
        }
        logger.setLevel(wanted);
        return name + " " + word(logger.getEffectiveLevel());
    }

    private static String word(Level level) {
        return level.toString().toLowerCase(Locale.ROOT);
    }
}
