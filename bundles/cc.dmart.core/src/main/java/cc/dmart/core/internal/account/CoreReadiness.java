package cc.dmart.core.internal.account;

import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.HealthIndicator;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.entry.service.EntryEditor;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line {@code core} of {@code /health/ready}: there once the management space is as it has to be, which is made sure of
 * here ({@code security.md} 5.14). Down until then, and if that failed. Thread-safe.
 */
@Component(
        service = HealthIndicator.class,
        immediate = true,
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class CoreReadiness implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(CoreReadiness.class);

    private final ThreadPoolExecutor worker = CoreThreads.workers("dmart-first-start", 1);
    private volatile State state = State.DOWN;

    /**
     * Runs the first start, if this is one. If the account of the administrator is there and only lacks its password, the hash of one is
     * made beside the rest of the start; with an account that is made first everything waits for it.
     *
     * @throws IllegalArgumentException if the password of the settings is needed and breaks the rules
     */
    @Activate
    public CoreReadiness(
            @Reference EntryService entries,
            @Reference EntryStore store,
            @Reference EntryEditor editor,
            @Reference PasswordHashing hashing,
            CoreConfig config) {
        FirstPassword passwords = new FirstPassword(hashing, config);
        SpaceName management = new SpaceName(config.management_space());
        FirstStart firstStart = new FirstStart(entries, store, editor, passwords, management);
        guarded(() -> {
            Optional<Runnable> rest = firstStart.run();
            if (!firstStart.refusesPassword()) {
                finish(rest);
            }
        });
        if (firstStart.refusesPassword()) {
            throw new IllegalArgumentException("admin_password: the value breaks the rules for passwords");
        }
    }

    private void finish(Optional<Runnable> rest) {
        rest.ifPresentOrElse(
                step -> worker.execute(() -> guarded(() -> {
                    step.run();
                    state = State.OK;
                })),
                () -> state = State.OK);
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("The first start failed; the next start tries again", e);
        }
    }

    /**
     * What is under way is given time to end before the store does. It is not interrupted, which would close files that it writes: a
     * thread that takes longer ends by itself.
     */
    @Deactivate
    void stop() throws InterruptedException {
        worker.shutdown();
        if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
            LOG.info("The first start is still under way");
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
