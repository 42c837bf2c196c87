package cc.dmart.api.plugin.testing;

import cc.dmart.api.plugin.DeliveryContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A delivery that remembers what the listener asked for. For one thread. */
public final class TestDelivery implements DeliveryContext {
    private final int attempt;
    private final Instant now = Instant.now();
    private @Nullable Duration retry;
    private @Nullable String dropped;

    /** The first attempt. */
    public TestDelivery() {
        this(1);
    }

    /** An attempt. */
    public TestDelivery(int attempt) {
        this.attempt = attempt;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Instant firstDeliveredAt() {
        return now;
    }

    @Override
    public boolean isReplay() {
        return false;
    }

    @Override
    public Instant deadline() {
        return now.plusSeconds(30);
    }

    @Override
    public void retryAfter(Duration wait) {
        retry = wait;
    }

    @Override
    public void drop(String reason) {
        dropped = reason;
    }

    /** The wait that was asked for. */
    public Optional<Duration> retry() {
        return Optional.ofNullable(retry);
    }

    /** The reason of giving up. */
    public Optional<String> dropped() {
        return Optional.ofNullable(dropped);
    }
}
