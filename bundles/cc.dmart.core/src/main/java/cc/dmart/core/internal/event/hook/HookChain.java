package cc.dmart.core.internal.event.hook;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.VetoException;
import cc.dmart.core.internal.event.Acting;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.event.call.GuardedCalls;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.registration.Occurrence;
import cc.dmart.core.internal.event.registration.PluginGate;
import cc.dmart.core.internal.event.registration.PluginSetups;
import cc.dmart.core.internal.event.registration.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the hooks before a change, in ascending order ({@code plugins-events.md} 1.5, 2.5). Thread-safe; the list is replaced
 * as a whole.
 */
public final class HookChain {
    private static final Logger LOG = LoggerFactory.getLogger(HookChain.class);
    private static final Duration TOTAL = Duration.ofSeconds(5);

    /** A hook and how it is doing. */
    public record Hook(Registration<BeforeHook> registration, PluginState state) {}

    private final GuardedCalls guard;
    private final PluginGate gate;
    private final PluginSetups setups;
    private final Function<Caller, Set<String>> roles;
    private final Duration total;
    private volatile List<Hook> hooks = List.of();

    /**
     * A chain without hooks.
     *
     * @param roles finds those that an account has now
     */
    public HookChain(GuardedCalls guard, PluginGate gate, PluginSetups setups, Function<Caller, Set<String>> roles) {
        this(guard, gate, setups, roles, TOTAL);
    }

    /** With another time for all hooks of a change, for tests. */
    HookChain(
            GuardedCalls guard,
            PluginGate gate,
            PluginSetups setups,
            Function<Caller, Set<String>> roles,
            Duration total) {
        this.roles = roles;
        this.total = total;
        this.guard = guard;
        this.gate = gate;
        this.setups = setups;
    }

    /** Adds a hook at its place; equal ordinals keep the order of arrival. */
    public synchronized void add(Registration<BeforeHook> hook) {
        List<Hook> next = new ArrayList<>(hooks);
        next.add(new Hook(hook, new PluginState()));
        next.sort(Comparator.comparingInt(h -> h.registration().ordinal()));
        hooks = List.copyOf(next);
    }

    /** Takes a hook away; calls that run may end. */
    public synchronized void remove(BeforeHook service) {
        hooks = hooks.stream()
                .filter(h -> h.registration().service() != service)
                .toList();
    }

    /** The hooks as they are now. */
    public List<Hook> hooks() {
        return hooks;
    }

    /** Runs the matching hooks. @throws DmartException.Vetoed if one refuses */
    public HookDispatcher.Call before(HookDispatcher.Call call) {
        List<Hook> snapshot = hooks;
        if (snapshot.isEmpty()) {
            return call;
        }
        long deadline = System.nanoTime() + total.toNanos();
        HookDispatcher.Call current = call;
        Occurrence occurrence = Occurrence.of(current);
        for (Hook hook : snapshot) {
            if (matches(hook, current, occurrence)) {
                current = run(hook, current, deadline);
                occurrence = Occurrence.of(current);
            }
        }
        return current;
    }

    /** Whether a hook may be called at all. */
    public boolean isGranted(Hook hook) {
        return setups.isGranted(hook.registration().plugin(), "before_hooks");
    }

    /** Whether a hook would hear of an action. */
    public boolean hears(ActionType action) {
        return hooks.stream().anyMatch(h -> h.registration().filter().hears(action));
    }

    private boolean matches(Hook hook, HookDispatcher.Call call, Occurrence occurrence) {
        Registration<BeforeHook> plugin = hook.registration();
        return isGranted(hook)
                && plugin.filter().matches(occurrence)
                && gate.isOpen(plugin, call.at().space().value());
    }

    private HookDispatcher.Call run(Hook hook, HookDispatcher.Call call, long deadline) {
        Registration<BeforeHook> plugin = hook.registration();
        long left = Math.min(plugin.timeout().toNanos(), deadline - System.nanoTime());
        if (hook.state().isStuck() || left <= 0 || hook.state().delay() > 0) {
            return refusedOr(plugin, call, "it is not available");
        }
        HookContext context = new HookContext(call, plugin.plugin(), roles);
        try {
            guard.call(plugin.name(), hook.state(), () -> invoke(hook, context), Duration.ofNanos(left));
            hook.state().onSuccess();
            return context.left();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VetoException veto) {
                hook.state().onSuccess();
                throw vetoed(veto);
            }
            hook.state().onFailure();
            LOG.warn(
                    "Hook {} failed before {} of {}",
                    plugin.name(),
                    call.action().wire(),
                    call.at(),
                    e.getCause());
            return refusedOr(plugin, call, "it failed");
        } catch (TimeoutException e) {
            hook.state().onFailure();
            LOG.warn(
                    "Hook {} took too long before {} of {}",
                    plugin.name(),
                    call.action().wire(),
                    call.at());
            return refusedOr(plugin, call, "it took too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DmartException.Unavailable.now("The server is stopping", e);
        }
    }

    /** What a hook itself changes is one level deeper than the change that it looks at. */
    private static Boolean invoke(Hook hook, HookContext context) throws Exception {
        long begin = System.nanoTime();
        try {
            return Acting.as(Acting.of(context.caller()), () -> {
                hook.registration().service().before(context);
                return true;
            });
        } finally {
            hook.state().times().add(System.nanoTime() - begin);
        }
    }

    private static HookDispatcher.Call refusedOr(
            Registration<BeforeHook> plugin, HookDispatcher.Call call, String why) {
        if (plugin.veto()) {
            throw new DmartException.Vetoed(
                    400,
                    ErrorType.REQUEST,
                    ErrorCode.INVALID_DATA,
                    "Plugin " + plugin.plugin() + " must agree, but " + why,
                    List.of());
        }
        return call;
    }

    /** The codes of dead sessions make clients log out; no plugin may answer with them. */
    public static DmartException vetoed(VetoException veto) {
        boolean session = veto.code() >= ErrorCode.INVALID_TOKEN && veto.code() <= ErrorCode.NOT_AUTHENTICATED;
        boolean error = veto.status() >= 400 && veto.status() <= 599;
        return new DmartException.Vetoed(
                error ? veto.status() : 400,
                veto.type(),
                session ? ErrorCode.INVALID_DATA : veto.code(),
                Optional.ofNullable(veto.getMessage()).orElse("Refused by a plugin"),
                veto.info());
    }
}
