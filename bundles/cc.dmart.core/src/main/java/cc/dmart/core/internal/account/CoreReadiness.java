package cc.dmart.core.internal.account;

import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.entry.EntryEditor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line {@code core} of {@code /health/ready}: there once the management space is as it has to be, which is made sure of
 * here ({@code security.md} 5.14). Down if that failed. Thread-safe.
 */
@Component(
        service = HealthIndicator.class,
        immediate = true,
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class CoreReadiness implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(CoreReadiness.class);

    private final State state;

    /** Runs the first start, if this is one; takes a second then. */
    @Activate
    public CoreReadiness(
            @Reference EntryService entries,
            @Reference EntryStore store,
            @Reference EntryEditor editor,
            @Reference PasswordHashing hashing,
            CoreConfig config) {
        FirstPassword passwords = new FirstPassword(hashing, config);
        SpaceName management = new SpaceName(config.management_space());
        state = run(new FirstStart(entries, store, editor, passwords, management));
    }

    private static State run(FirstStart firstStart) {
        try {
            firstStart.run();
            return State.OK;
        } catch (RuntimeException e) {
            LOG.error("The first start failed; the next start tries again", e);
            return State.DOWN;
        }
    }

    @Override
    public String name() {
        return "core";
    }

    @Override
    public State state() {
        return state;
    }
}
