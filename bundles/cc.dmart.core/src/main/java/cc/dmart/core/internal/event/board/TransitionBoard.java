package cc.dmart.core.internal.event.board;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.plugin.PluginProperties;
import cc.dmart.api.plugin.TransitionContext;
import cc.dmart.api.plugin.VetoException;
import cc.dmart.api.plugin.WorkflowAction;
import cc.dmart.api.plugin.WorkflowGuard;
import cc.dmart.core.internal.event.Acting;
import cc.dmart.core.internal.event.call.GuardedCalls;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.call.Timers;
import cc.dmart.core.internal.event.hook.HookChain;
import cc.dmart.core.internal.event.registration.PluginServices;
import cc.dmart.core.internal.event.registration.ServiceProps;
import cc.dmart.core.internal.ticket.TransitionExtensions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link TransitionExtensions} over the services of the moment. Thread-safe; the lists are replaced as a whole. */
@Component
public final class TransitionBoard implements TransitionExtensions {
    private static final Logger LOG = LoggerFactory.getLogger(TransitionBoard.class);
    private static final Duration BUDGET = Duration.ofSeconds(2);

    /** What guards and actions are told. */
    private record Facts(Step step) implements TransitionContext {
        @Override
        public String user() {
            return step.caller().user();
        }

        @Override
        public Entry ticket() {
            return step.ticket();
        }

        @Override
        public String workflow() {
            return step.ticket().meta().string("workflow_shortname").orElse("");
        }

        @Override
        public String fromState() {
            return step.from();
        }

        @Override
        public String toState() {
            return step.to();
        }

        @Override
        public String action() {
            return step.action();
        }

        @Override
        public Optional<String> resolution() {
            return step.resolution();
        }

        @Override
        public Optional<String> comment() {
            return step.comment();
        }
    }

    private record Named<T>(T service, String name, String plugin, Duration budget, PluginState state) {
        /** Whether it may not be called now; where it may, the call must be answered. */
        boolean isLeftAlone() {
            return state.isStuck() || state.delay() > 0;
        }
    }

    private final Timers timer = new Timers("dmart-workflow");
    private final GuardedCalls calls = new GuardedCalls(timer.executor());
    private volatile List<Named<WorkflowGuard>> guards = List.of();
    private volatile List<Named<WorkflowAction>> actions = List.of();

    /** A board without services; they come by whiteboard. */
    @Activate
    public TransitionBoard() {}

    @Override
    public void check(List<String> names, Step step) {
        TransitionContext context = new Facts(step);
        for (String name : names) {
            Named<WorkflowGuard> guard =
                    find(guards, name).orElseThrow(() -> refused("The guard " + name + " is not there"));
            if (guard.isLeftAlone()) {
                throw refused("The guard " + name + " failed too often and is left alone");
            }
            try {
                call(guard, step.caller(), () -> {
                    guard.service().check(context);
                    return true;
                });
            } catch (ExecutionException e) {
                if (e.getCause() instanceof VetoException veto) {
                    guard.state().onSuccess();
                    throw HookChain.vetoed(veto);
                }
                guard.state().onFailure();
                LOG.warn("Guard {} of {} failed", name, guard.plugin(), e.getCause());
                throw refused("The guard " + name + " failed");
            } catch (TimeoutException e) {
                guard.state().onFailure();
                throw refused("The guard " + name + " took too long");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DmartException.Unavailable.now("The server is stopping", e);
            }
        }
    }

    private static DmartException refused(String text) {
        return new DmartException.Vetoed(400, ErrorType.TRANSITION, ErrorCode.INVALID_TICKET_STATUS, text, List.of());
    }

    @Override
    public void perform(List<String> names, Step step) {
        TransitionContext context = new Facts(step);
        for (String name : names) {
            Optional<Named<WorkflowAction>> action = find(actions, name);
            if (action.isEmpty()) {
                LOG.warn("The action {} of workflow {} is not there", name, context.workflow());
                continue;
            }
            if (action.get().isLeftAlone()) {
                LOG.warn(
                        "Action {} of {} failed too often and is left alone",
                        name,
                        action.get().plugin());
                continue;
            }
            try {
                call(action.get(), step.caller(), () -> {
                    action.get().service().perform(context);
                    return true;
                });
            } catch (ExecutionException | TimeoutException e) {
                action.get().state().onFailure();
                LOG.warn("Action {} of {} failed", name, action.get().plugin(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void call(Named<?> named, Caller caller, Callable<Boolean> code)
            throws ExecutionException, TimeoutException, InterruptedException {
        Boolean unused =
                calls.call(named.name(), named.state(), () -> Acting.as(Acting.of(caller), code), named.budget());
        named.state().onSuccess();
    }

    private static <T> Optional<Named<T>> find(List<Named<T>> list, String name) {
        return list.stream().filter(n -> n.name().equals(name)).findFirst();
    }

    private static <T> List<Named<T>> with(
            List<Named<T>> list, T service, Map<String, Object> properties, String bundle) {
        ServiceProps props = new ServiceProps(properties);
        String component =
                props.text("component.name").orElse(service.getClass().getName());
        String name =
                props.text(PluginProperties.WORKFLOW_NAME).orElse(component.substring(component.lastIndexOf('.') + 1));
        Duration budget =
                Duration.ofMillis((long) props.number(PluginProperties.TIMEOUT_MS, (double) BUDGET.toMillis()));
        List<Named<T>> next = new ArrayList<>(list);
        next.add(new Named<>(
                service, name, props.text(PluginProperties.PLUGIN).orElse(bundle), budget, new PluginState()));
        return List.copyOf(next);
    }

    /** Called by the framework when a guard appears. */
    @Reference(
            service = WorkflowGuard.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeGuard")
    public void addGuard(WorkflowGuard guard, ServiceReference<WorkflowGuard> reference) {
        addGuard(guard, PluginServices.properties(reference), PluginServices.name(reference));
    }

    synchronized void addGuard(WorkflowGuard guard, Map<String, Object> properties, String bundle) {
        guards = with(guards, guard, properties, bundle);
    }

    /** Called by the framework when a guard goes. */
    public synchronized void removeGuard(WorkflowGuard guard) {
        guards = guards.stream().filter(n -> n.service() != guard).toList();
    }

    /** Called by the framework when an action appears. */
    @Reference(
            service = WorkflowAction.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeAction")
    public void addAction(WorkflowAction action, ServiceReference<WorkflowAction> reference) {
        addAction(action, PluginServices.properties(reference), PluginServices.name(reference));
    }

    synchronized void addAction(WorkflowAction action, Map<String, Object> properties, String bundle) {
        actions = with(actions, action, properties, bundle);
    }

    /** Called by the framework when an action goes. */
    public synchronized void removeAction(WorkflowAction action) {
        actions = actions.stream().filter(n -> n.service() != action).toList();
    }

    /** Ends calls. */
    @Deactivate
    public void close() {
        calls.close();
        timer.close();
    }
}
