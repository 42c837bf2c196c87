package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.PluginService.LogLine;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginLogsTest {
    private final LoggerContext context = new LoggerContext();
    private final Set<String> plugins = new HashSet<>(Set.of("stock", "other"));
    private final OutputStreamAppender<ILoggingEvent> place = new OutputStreamAppender<>();
    private final List<String> asked = new ArrayList<>();
    private Function<String, Optional<String>> owner =
            type -> type.equals("com.acme.Shelf") ? Optional.of("stock") : Optional.empty();
    private final PluginLogs logs = new PluginLogs(
            type -> {
                asked.add(type);
                return owner.apply(type);
            },
            () -> plugins,
            place);

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
        place.setEncoder(new Lines());
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
        logs.changed();
        plugins.add("stock");
        assertThat(texts()).isEmpty();
        logs.detach();
        context.getLogger("stock").info("late");
        assertThat(texts()).isEmpty();
    }

    @Test
    void whatIsShownOnceIsNotKept() {
        plugins.add("dmart");
        context.getLogger("dmart.start").info("The password of {} is {}", "stock", "Test_1234");
        assertThat(texts()).isEmpty();
        assertThat(logs.of("dmart", 0)).isEmpty();
    }

    @Test
    void noPluginHasTheLinesOfTheServerByItsName() {
        plugins.addAll(List.of("cc", "cc.dmart", "dmart", "dmart.audit"));
        for (String logger :
                List.of("cc.dmart.core.Deliverer", "cc.dmart", "dmart.audit", "dmart.deadletter", "dmart")) {
            context.getLogger(logger).info("of the server");
            context.getLogger(logger).info("of {}", "stock");
        }
        plugins.forEach(plugin -> assertThat(logs.of(plugin, 0)).as(plugin).hasSize(plugin.equals("stock") ? 5 : 0));
    }

    @Test
    void whatThePlaceLeavesOutIsLeftOut() {
        place.addFilter(new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                return event.getLevel() == Level.WARN ? FilterReply.DENY : FilterReply.NEUTRAL;
            }
        });
        context.getLogger("stock").warn("left out");
        context.getLogger("stock").error("told");
        assertThat(texts()).containsExactly("told");
    }

    @Test
    void whoseALoggerIsIsAskedOnceUntilSomethingChanges() {
        context.getLogger("com.acme.Rack").info("nobody's");
        context.getLogger("com.acme.Rack").info("nobody's");
        assertThat(asked).containsExactly("com.acme.Rack");
        owner = type -> Optional.of("stock");
        logs.changed();
        context.getLogger("com.acme.Rack").info("of a new version");
        context.getLogger("com.acme.Rack").info("and again");
        assertThat(asked).hasSize(2);
        assertThat(texts()).containsExactly("of a new version", "and again");
        owner = type -> Optional.empty();
        logs.changed();
        context.getLogger("com.acme.Rack").info("nobody's again");
        assertThat(texts()).hasSize(2);
    }

    @Test
    void anAnswerFromBeforeAChangeIsNotKept() {
        owner = type -> {
            logs.changed();
            return Optional.empty();
        };
        context.getLogger("com.acme.Rack").info("nobody's yet");
        owner = type -> Optional.of("stock");
        context.getLogger("com.acme.Rack").info("here");
        assertThat(texts()).containsExactly("here");
    }

    @Test
    void theLongestNameCounts() {
        List<String> names = List.of("stock.a.b", "stock.a", "stock.a.b.c");
        plugins.addAll(names);
        context.getLogger("stock.a.b.c.Jobs").info("of c");
        context.getLogger("stock.a.b.Jobs").info("of b");
        context.getLogger("stock.x").info("of stock");
        context.getLogger("cc.dmart.core.Deliverer").info("Listener {}", "stock.a.Shelf");
        assertThat(names.stream().map(n -> logs.of(n, 0).get(0).text()))
                .containsExactly("of b", "Listener stock.a.Shelf", "of c");
        assertThat(texts()).containsExactly("of stock");
    }

    @Test
    void theClassCountsThenTheLongestPackage() throws IOException {
        List<Jar> jars = List.of(
                jar("shallow", "com/acme/Shop.class"),
                jar("deep", "com/acme/shop/Shelf.class"),
                jar("other", "org/other/Other.class"),
                jar("greedy", "dmart/Audit.class", "cc/dmart/Any.class", "cc/dmart/plugin/greedy/Own.class"));
        Map<String, Optional<String>> expected = Map.of(
                "com.acme.Shop", Optional.of("shallow"),
                "com.acme.shop.Shelf", Optional.of("deep"),
                "com.acme.shop.rack.Rack", Optional.of("deep"),
                "com.acme.shopping.Rack", Optional.of("shallow"),
                "com.acme", Optional.of("shallow"),
                "com", Optional.empty(),
                "com.beta.Rack", Optional.empty(),
                "cc.dmart.plugin.greedy.Own", Optional.of("greedy"),
                "cc.dmart.core.Deliverer", Optional.empty(),
                "dmart.audit", Optional.empty());
        expected.forEach((name, plugin) -> {
            assertThat(Jar.with(jars, name).map(Jar::plugin)).as(name).isEqualTo(plugin);
            List<Jar> reversed = List.of(jars.get(3), jars.get(2), jars.get(1), jars.get(0));
            assertThat(Jar.with(reversed, name).map(Jar::plugin)).as(name).isEqualTo(plugin);
        });
    }

    private static Jar jar(String plugin, String... files) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", plugin);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String file : files) {
                jar.putNextEntry(new JarEntry(file));
            }
        }
        return Fakes.jar(out.toByteArray());
    }
}
