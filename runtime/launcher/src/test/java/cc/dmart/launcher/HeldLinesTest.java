package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which lines wait until the start is decided, and that none is lost if it is not refused. */
class HeldLinesTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final HeldLines lines = new HeldLines();

    @BeforeEach
    void start() {
        appender.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private boolean holds(String logger, String text, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                HeldLinesTest.class.getName(), context.getLogger(logger), Level.ERROR, text, thrown, null);
        return lines.hold(event, appender);
    }

    @Test
    void aRefusalAndWhatFollowsFromItWait() {
        Throwable refusal = new IllegalStateException(new IllegalArgumentException("cxb_url: no path"));
        assertThat(holds("cc.dmart.rest.X", "Error during instantiation", refusal))
                .isTrue();
        Exception copied = new Exception("org.osgi.framework.ServiceException: Service factory returned null.");
        assertThat(holds("Events.Framework.x", "FrameworkEvent ERROR", copied)).isTrue();
        assertThat(holds("cc.dmart.rest.Y", "Could not get service from ref [X]", null))
                .isTrue();
        assertThat(appender.list).isEmpty();
        lines.release();
        assertThat(appender.list).hasSize(3);
        assertThat(holds("cc.dmart.rest.X", "Error during instantiation", refusal))
                .isFalse();
    }

    @Test
    void whatHasAnotherReasonIsLoggedAtOnce() {
        assertThat(holds("cc.dmart.rest.X", "Error", new IllegalStateException("disk")))
                .isFalse();
        assertThat(holds("cc.dmart.rest.X", "slow", null)).isFalse();
        assertThat(holds("shop.plugin.X", "Error", new IllegalArgumentException("of a plugin")))
                .isFalse();
    }

    @Test
    void aFloodIsNotKept() {
        Throwable refusal = new IllegalArgumentException("x");
        int held = 0;
        while (holds("cc.dmart.x", "Error", refusal)) {
            held++;
        }
        assertThat(held).isEqualTo(1000);
    }
}
