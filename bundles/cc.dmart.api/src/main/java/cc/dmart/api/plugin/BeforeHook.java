package cc.dmart.api.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs inside a change, before it is validated and written, outside every lock: may look, alter or refuse. Registered as a
 * service with the properties of {@link PluginProperties}. Called by several threads at once, in ascending
 * {@code dmart.ordinal}, within {@code dmart.timeout.ms} (2000). Any other exception than {@link VetoException} counts against
 * the plugin and, unless {@code dmart.listener.onerror=veto}, the change goes on ({@code plugins-events.md} 1.5).
 */
@ConsumerType
@FunctionalInterface
public interface BeforeHook {
    /** Looks at a change. @throws VetoException to refuse it */
    void before(ChangeContext change) throws VetoException;
}
