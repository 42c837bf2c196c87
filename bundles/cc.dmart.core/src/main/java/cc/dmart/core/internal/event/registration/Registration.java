package cc.dmart.core.internal.event.registration;

import cc.dmart.api.plugin.PluginProperties;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A hook or listener service with what its properties say ({@code plugins-events.md} 2.3). Thread-safe.
 *
 * @param service      the service
 * @param plugin       name of the plugin
 * @param name         name of the hook or listener: that of the plugin and of the component; also that of the cursor
 * @param alwaysActive whether the list of plugins of the space does not count
 * @param timeout      longest call
 * @param veto         whether an error of a hook refuses the change
 * @param dependsOn    plugins whose delivery of the same event comes first
 * @param fromBeginning whether a new listener hears of the past
 */
public record Registration<T>(
        T service,
        String plugin,
        String name,
        EventFilter filter,
        int ordinal,
        boolean alwaysActive,
        Duration timeout,
        boolean veto,
        Delivery delivery,
        Order order,
        int parallel,
        Retry retry,
        List<String> dependsOn,
        boolean fromBeginning) {

    /** Whether a new listener hears of the past, by the bundle header {@code Dmart-Replay: beginning}. */
    public static final String FROM_BEGINNING = "dmart.replay.beginning";

    /** How a listener is fed. */
    public enum Delivery {
        /** From the journal with a durable cursor. */
        DURABLE,
        /** From the journal from now on, once. */
        BESTEFFORT,
        /** Before the reply; from the journal if that failed. */
        INLINE;

        /** The name in service properties. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What keeps its order. */
    public enum Order {
        /** Events of one entry. */
        ENTRY,
        /** Events of one space. */
        SPACE,
        /** Nothing. */
        NONE
    }

    /** When a failed delivery is tried again. */
    public record Retry(int attempts, double delayMillis, double factor, double maxDelayMillis) {
        /** The wait after a number of failed attempts, without jitter. */
        public double afterMillis(int failed) {
            return Math.min(delayMillis * Math.pow(factor, failed - 1.0), maxDelayMillis);
        }
    }

    /**
     * Reads service properties.
     *
     * @param bundle  name to use when the properties have none
     * @param timeout longest call by default
     * @throws IllegalArgumentException if they cannot be read
     */
    public static <T> Registration<T> of(T service, ServiceProps props, String bundle, Duration timeout) {
        String plugin = clean(props.text(PluginProperties.PLUGIN).orElse(bundle));
        String component =
                props.text("component.name").orElse(service.getClass().getName());
        String name = plugin + "." + clean(component.substring(component.lastIndexOf('.') + 1));
        return new Registration<>(
                service,
                plugin,
                name,
                EventFilter.of(props),
                props.integer(PluginProperties.ORDINAL, 9999),
                props.flag(PluginProperties.ALWAYS_ACTIVE),
                Duration.ofMillis((long) props.number(PluginProperties.TIMEOUT_MS, (double) timeout.toMillis())),
                props.text(PluginProperties.ON_ERROR).orElse("").equals("veto"),
                delivery(props.text(PluginProperties.DELIVERY).orElse("")),
                order(props.text(PluginProperties.ORDERED).orElse("")),
                Math.min(64, Math.max(1, props.integer(PluginProperties.PARALLEL, 4))),
                retry(props),
                props.list(PluginProperties.DEPENDS_ON),
                props.flag(FROM_BEGINNING));
    }

    /** Whether events are told to this one after another one. */
    public boolean comesAfter(Registration<?> other) {
        return dependsOn.contains(other.plugin()) && !plugin.equals(other.plugin());
    }

    private static Retry retry(ServiceProps props) {
        return new Retry(
                Math.max(1, props.integer(PluginProperties.RETRY_MAX, 10)),
                props.number(PluginProperties.RETRY_DELAY_MS, 1000),
                Math.max(1, props.number(PluginProperties.RETRY_FACTOR, 2)),
                props.number(PluginProperties.RETRY_MAX_DELAY_MS, 600_000));
    }

    private static Delivery delivery(String text) {
        return switch (text) {
            case "besteffort" -> Delivery.BESTEFFORT;
            case "inline" -> Delivery.INLINE;
            default -> Delivery.DURABLE;
        };
    }

    private static Order order(String text) {
        return switch (text) {
            case "space" -> Order.SPACE;
            case "none" -> Order.NONE;
            default -> Order.ENTRY;
        };
    }

    /** A name that may be a file name. */
    public static String clean(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .limit(100)
                .forEach(c -> out.append(
                        (c < 128 && Character.isLetterOrDigit(c)) || c == '_' || c == '-' || c == '.'
                                ? (char) c
                                : '_'));
        return out.toString();
    }
}
