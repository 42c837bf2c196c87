package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.PluginService.LogLine;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginLogsTest {
    private final LoggerContext context = new LoggerContext();
    private final Set<String> plugins = new HashSet<>(Set.of("stock", "other"));
    private final PluginLogs logs = new PluginLogs(
            type -> type.equals("com.acme.Shelf") ? Optional.of("stock") : Optional.empty(),
            () -> plugins,
            new Lines());

    /** Stands in for the encoder that leaves secrets out. */
    private static final class Lines extends EncoderBase<ILoggingEvent> {
        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return (event.getFormattedMessage().replace("secret", "***") + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    @BeforeEach
    void start() {
        logs.setContext(context);
        logs.start();
        context.getLogger("ROOT").addAppender(logs);
    }

    private List<String> texts() {
        return logs.of("stock", 0).stream().map(LogLine::text).toList();
    }

    /** {@code logger | message | first argument | whether it is a line of the plugin stock}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.acme.Shelf            | Hello {}    | you          | true",
                "stock                     | Hello {}    | you          | true",
                "stock.jobs                | Hello {}    | you          | true",
                "stockings                 | Hello {}    | you          | false",
                "com.acme.Other            | Hello {}    | stock        | false",
                "cc.dmart.core.Deliverer   | Listener {} | stock.Shelf  | true",
                "dmart.deadletter          | listener={} | stock.Shelf  | true",
                "cc.dmart.deploy.Problems  | Plugin {}   | stock        | true",
                "cc.dmart.deploy.Problems  | Plugin {}   | other        | false",
                "cc.dmart.core.Deliverer   | Listener {} | stockings.x  | false",
                "cc.dmart.core.Deliverer   | stock       | ''           | false",
            })
    void linesOfAPlugin(String logger, String message, String argument, boolean mine) {
        context.getLogger(logger).warn(message, argument);
        assertThat(texts()).isEqualTo(mine ? List.of(message.replace("{}", argument)) : List.of());
    }

    @Test
    void theLastOnesAreKeptAsTheyStandInTheLogAndNumbered() {
        for (int i = 1; i <= 201; i++) {
            context.getLogger("stock").info("{} secret", i);
        }
        context.getLogger("stock").debug("x".repeat(9000));
        List<LogLine> kept = logs.of("stock", 0);
        assertThat(kept).hasSize(200);
        assertThat(kept.get(0).text()).isEqualTo("3 ***");
        assertThat(kept.get(199).text()).hasSize(8192);
        assertThat(logs.of("stock", kept.get(197).number()).stream().map(LogLine::text))
                .containsExactly("201 ***", "x".repeat(8192));
        assertThat(logs.of("stock", kept.get(199).number())).isEmpty();
        assertThat(logs.of("other", 0)).isEmpty();
    }

    @Test
    void nothingIsKeptOfAPluginThatIsGoneOrAfterTheEnd() {
        context.getLogger("stock").info("here");
        plugins.remove("stock");
        logs.forgetGone();
        plugins.add("stock");
        assertThat(texts()).isEmpty();
        logs.detach();
        context.getLogger("stock").info("late");
        assertThat(texts()).isEmpty();
    }
}
