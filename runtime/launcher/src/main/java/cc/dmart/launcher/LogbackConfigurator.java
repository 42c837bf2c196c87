package cc.dmart.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Logging by the settings {@code log_format}, {@code log_level} and {@code log_dir}: standard output and a rolled file.
 * Found by Logback itself; written in code because reading an XML file costs a tenth of a second at start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {
    private static final String LOG_NAME = "dmart";
    private static final String LOG_ENDING = "log";
    private static final String AUDIT_NAME = "audit";
    private static final String AUDIT_ENDING = "jsonl";

    /** The files that are written in the folder of logs. */
    static final List<String> FILES = List.of(LOG_NAME + "." + LOG_ENDING, AUDIT_NAME + "." + AUDIT_ENDING);

    /** System properties that carry the settings to this class. */
    static final String FORMAT = "dmart.log.format";

    static final String LEVEL = "dmart.log.level";
    static final String DIR = "dmart.log.dir";

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{24} [%thread] %msg%n";
    private static final int DAYS = 14;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(FORMAT) == null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        attach(context, root, console, "stdout");
        String folder = System.getProperty(DIR, "");
        if (!folder.isEmpty()) {
            RollingFileAppender<ILoggingEvent> file = rolledFile(context, folder, LOG_NAME, LOG_ENDING);
            file.addFilter(new NotToDisk());
            attach(context, root, file, "file");
        }
        audit(context, folder);
        quieten(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Audit lines are whole JSON objects; they have a file of their own ({@code security.md} I6), and a level of their own: how much
     * the server tells of its work decides nothing about what it tells of its users. Without a folder they go to standard output.
     */
    private static void audit(LoggerContext context, String folder) {
        Logger audit = context.getLogger("dmart.audit");
        audit.setLevel(Level.INFO);
        if (folder.isEmpty()) {
            return;
        }
        RollingFileAppender<ILoggingEvent> file = rolledFile(context, folder, AUDIT_NAME, AUDIT_ENDING);
        file.setName("audit");
        file.setContext(context);
        file.setEncoder(masking(context, text(context, "%msg%n")));
        file.start();
        audit.setAdditive(false);
        audit.addAppender(file);
    }

    /** Keeps what is shown once, such as the first password, out of files. */
    private static final class NotToDisk extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getLoggerName().equals("dmart.start") ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }

    /**
     * Events of the OSGi log service, such as a component that failed to start, come through a bridge that was written for an
     * older Logback and leaves out the context; without it an appender drops them in silence. Their news below a warning are
     * for those who debug, and what follows from a refused setting waits in {@link HeldLines}.
     */
    private static final class Bridged extends Filter<ILoggingEvent> {
        private final Appender<ILoggingEvent> appender;

        Bridged(Appender<ILoggingEvent> appender) {
            this.appender = appender;
        }

        @Override
        public FilterReply decide(ILoggingEvent event) {
            if (event instanceof LoggingEvent made && made.getClass() != LoggingEvent.class) {
                LoggerContext context = (LoggerContext) getContext();
                made.setLoggerContext(context);
                boolean debugging =
                        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).isDebugEnabled();
                boolean shown = debugging || made.getLevel().isGreaterOrEqual(Level.WARN);
                return shown && !HeldLines.OF_START.hold(made, appender) ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
            return FilterReply.NEUTRAL;
        }
    }

    private static void attach(
            LoggerContext context, Logger root, OutputStreamAppender<ILoggingEvent> appender, String name) {
        appender.setName(name);
        appender.setContext(context);
        appender.setEncoder(masking(context, encoder(context)));
        Bridged bridged = new Bridged(appender);
        bridged.setContext(context);
        appender.addFilter(bridged);
        appender.start();
        root.addAppender(appender);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        if ("json".equals(System.getProperty(FORMAT))) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            json.setWithContext(false);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.setWithFormattedMessage(true);
            return json;
        }
        return text(context, PATTERN);
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context, String pattern) {
        PatternLayout layout = new PatternLayout();
        layout.getInstanceConverterMap().put("msg", LogSecrets.OneLine::new);
        layout.setContext(context);
        layout.setPattern(pattern);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> text = new LayoutWrappingEncoder<>();
        text.setLayout(layout);
        text.setCharset(StandardCharsets.UTF_8);
        text.setContext(context);
        return text;
    }

    private static Encoder<ILoggingEvent> masking(LoggerContext context, Encoder<ILoggingEvent> inner) {
        LogSecrets.Masking out = new LogSecrets.Masking(inner);
        out.setContext(context);
        out.start();
        return out;
    }

    private static RollingFileAppender<ILoggingEvent> rolledFile(
            LoggerContext context, String folder, String name, String ending) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setFile(folder + "/" + name + "." + ending);
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(file);
        policy.setFileNamePattern(folder + "/" + name + ".%d{yyyy-MM-dd}.%i." + ending + ".gz");
        policy.setMaxFileSize(FileSize.valueOf("20MB"));
        policy.setTotalSizeCap(FileSize.valueOf("200MB"));
        policy.setMaxHistory(DAYS);
        policy.start();
        file.setRollingPolicy(policy);
        return file;
    }

    /** Libraries that warn about things which are right here: a missing WADL, a resource registered as an instance. */
    private static void quieten(LoggerContext context) {
        for (String name :
                new String[] {"org.glassfish.jersey.server.wadl", "org.glassfish.jersey.internal.inject.Providers"}) {
            context.getLogger(name).setLevel(Level.ERROR);
        }
        for (String name : new String[] {
            "org.apache.aries",
            "org.apache.felix",
            "org.apache.sshd",
            "org.eclipse.jetty",
            "org.eclipse.osgitech",
            "Jakartars",
            "runtime.check",
            "Events"
        }) {
            context.getLogger(name).setLevel(Level.WARN);
        }
    }
}
