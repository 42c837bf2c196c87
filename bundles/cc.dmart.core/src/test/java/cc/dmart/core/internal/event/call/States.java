package cc.dmart.core.internal.event.call;

/** States of plugins for tests of others. */
public final class States {
    private States() {}

    /** One that is left alone for a few milliseconds only. */
    public static PluginState hasty() {
        return new PluginState(new Breaker(1_000_000, 4_000_000));
    }
}
