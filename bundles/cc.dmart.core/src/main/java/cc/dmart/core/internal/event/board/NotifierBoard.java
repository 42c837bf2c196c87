package cc.dmart.core.internal.event.board;

import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.plugin.Notifier;
import cc.dmart.api.plugin.PluginProperties;
import cc.dmart.api.service.MessageService;
import cc.dmart.core.internal.CoreThreads;
import cc.dmart.core.internal.event.call.GuardedCalls;
import cc.dmart.core.internal.event.call.PluginState;
import cc.dmart.core.internal.event.registration.PluginServices;
import cc.dmart.core.internal.event.registration.ServiceProps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link MessageService} over the {@link Notifier} services of the moment ({@code plugins-events.md} 5.5). A message is given to
 * one notifier only: a second one might send it twice. Thread-safe; the list is replaced as a whole.
 */
@Component
public final class NotifierBoard implements MessageService {
    private static final Logger LOG = LoggerFactory.getLogger(NotifierBoard.class);
    private static final Duration BUDGET = Duration.ofSeconds(30);
    private static final int ON_THEIR_WAY = 1000;
    private static final int SENDERS = 8;
    private static final String NOBODY_ASKED = "Nobody was asked to send {} ({}): {}";
    private static final SendResult TOO_MANY = SendResult.failed("Too many messages are on their way");
    private static final SendResult STOPPING = SendResult.failed("The server is stopping");

    private record Sender(
            Notifier notifier, String plugin, String channel, int ranking, Duration budget, PluginState state) {}

    private final ScheduledExecutorService timer = CoreThreads.scheduler("dmart-notifier-timer");
    private final GuardedCalls guard = new GuardedCalls(timer);
    private final ExecutorService senders = CoreThreads.workers("dmart-notifier", SENDERS);
    private final Semaphore room = new Semaphore(ON_THEIR_WAY);
    private volatile List<Sender> all = List.of();

    /** A board without notifiers; they come by whiteboard. */
    @Activate
    public NotifierBoard() {}

    @Override
    public SendResult send(OutgoingMessage message) {
        Optional<Sender> found =
                all.stream().filter(s -> s.channel().equals(message.channel())).findFirst();
        return found.isEmpty() ? unsent(message, SendResult.noChannel(message.channel())) : call(found.get(), message);
    }

    private SendResult call(Sender sender, OutgoingMessage message) {
        if (sender.state().isStuck() || sender.state().delay() > 0) {
            return unsent(
                    message,
                    SendResult.failed("The notifier of " + sender.plugin() + " failed too often and is left alone"));
        }
        try {
            SendResult result = guard.call(
                    sender.plugin(),
                    sender.state(),
                    () -> Objects.requireNonNull(sender.notifier().send(message), "it gave no result"),
                    sender.budget());
            if (result.status() == SendResult.Status.FAILED) {
                return failed(sender, message, result.detail());
            }
            sender.state().onSuccess();
            return result.isSent() ? result : unsent(sender, message, result);
        } catch (ExecutionException | TimeoutException e) {
            if (senders.isShutdown()) { // both threads are interrupted, and it may be the other one that ends first
                return told(sender, message, STOPPING);
            }
            String why = e instanceof TimeoutException
                    ? "it took longer than " + sender.budget().toMillis() + " ms"
                    : String.valueOf(e.getCause());
            return failed(sender, message, why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return told(sender, message, STOPPING);
        }
    }

    private static SendResult failed(Sender sender, OutgoingMessage message, String why) {
        sender.state().onFailure();
        return unsent(sender, message, SendResult.failed(why));
    }

    /** What a notifier says may quote the text. */
    private static SendResult unsent(Sender sender, OutgoingMessage message, SendResult result) {
        String shown = message.secret() ? "the reason is not shown" : result.detail();
        return told(sender, message, new SendResult(result.status(), shown));
    }

    private static SendResult told(Sender sender, OutgoingMessage message, SendResult result) {
        LOG.warn("Notifier of {} did not send {} ({}): {}", sender.plugin(), message, result.status(), result.detail());
        return result;
    }

    /** What is not sent is told to the operator here alone: who asks for a message need not wait for what becomes of it. */
    private static SendResult unsent(OutgoingMessage message, SendResult result) {
        LOG.warn(NOBODY_ASKED, message, result.status(), result.detail());
        return result;
    }

    /** A message on its way. */
    private final class Errand implements Runnable {
        private final String name;
        private final Supplier<OutgoingMessage> message;
        private final CompletableFuture<SendResult> result = new CompletableFuture<>();

        /** @param name whom and over what, without the text */
        Errand(String name, Supplier<OutgoingMessage> message) {
            this.name = name;
            this.message = message;
        }

        @Override
        public void run() {
            try {
                result.complete(send(message.get()));
            } catch (Throwable e) { // whoever waits for the result would wait for good
                result.complete(SendResult.failed("The message could not be made"));
                LOG.warn("A message could not be made", e);
            } finally {
                room.release();
            }
        }

        CompletableFuture<SendResult> begin() {
            if (!room.tryAcquire()) {
                drop(TOO_MANY);
                return result;
            }
            try {
                senders.execute(this);
            } catch (RejectedExecutionException e) {
                room.release();
                drop(STOPPING);
            }
            return result;
        }

        void drop(SendResult why) {
            LOG.warn(NOBODY_ASKED, name, why.status(), why.detail());
            result.complete(why);
        }
    }

    @Override
    public CompletableFuture<SendResult> submit(OutgoingMessage message) {
        return new Errand(message.toString(), () -> message).begin();
    }

    @Override
    public CompletableFuture<SendResult> submit(Supplier<OutgoingMessage> message) {
        return new Errand("a message that has yet to be made", message).begin();
    }

    @Override
    public Set<String> channels() {
        return all.stream().map(Sender::channel).collect(Collectors.toUnmodifiableSet());
    }

    /** Called by the framework when a notifier appears. */
    @Reference(
            service = Notifier.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeNotifier")
    public void addNotifier(Notifier notifier, ServiceReference<Notifier> reference) {
        addNotifier(notifier, PluginServices.properties(reference), PluginServices.name(reference));
    }

    synchronized void addNotifier(Notifier notifier, Map<String, Object> properties, String bundle) {
        ServiceProps props = new ServiceProps(properties);
        String plugin = props.text(PluginProperties.PLUGIN).orElse(bundle);
        Optional<String> channel = props.text(PluginProperties.CHANNEL);
        if (channel.isEmpty()) {
            LOG.error("A notifier of {} cannot be used: it has no {}", plugin, PluginProperties.CHANNEL);
            return;
        }
        Duration budget =
                Duration.ofMillis((long) props.number(PluginProperties.TIMEOUT_MS, (double) BUDGET.toMillis()));
        List<Sender> next = new ArrayList<>(all);
        next.add(new Sender(
                notifier, plugin, channel.get(), props.integer("service.ranking", 0), budget, new PluginState()));
        next.sort(Comparator.comparingInt(Sender::ranking).reversed());
        all = List.copyOf(next);
        LOG.info("Channel {} is served by {}", channel.get(), plugin);
    }

    /** Called by the framework when a notifier goes. */
    public synchronized void removeNotifier(Notifier notifier) {
        all = all.stream().filter(s -> s.notifier() != notifier).toList();
    }

    /** Ends sending. What waits is told like anything else that is not sent, as nothing of it is stored. */
    @Deactivate
    public void close() {
        List<Runnable> waiting = senders.shutdownNow();
        guard.close();
        timer.shutdownNow();
        for (Runnable one : waiting) {
            ((Errand) one).drop(STOPPING);
            room.release();
        }
    }
}
