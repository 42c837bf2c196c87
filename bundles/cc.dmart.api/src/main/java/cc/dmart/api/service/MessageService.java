package cc.dmart.api.service;

import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends messages through whatever {@code Notifier} serves their channel at the moment ({@code plugins-events.md} 5.5). Provided
 * by {@code core}; needs nothing of {@code auth}. Nothing is stored: whoever must not lose a message asks for the result and
 * tries again. Thread-safe.
 */
@ProviderType
public interface MessageService {
    /** Sends a message and waits for it, at most for the time budget of the notifier. Never throws. */
    SendResult send(OutgoingMessage message);

    /** Sends a message without waiting; at most 1000 may be on their way, more answer {@link SendResult.Status#FAILED}. */
    CompletableFuture<SendResult> submit(OutgoingMessage message);

    /** The same with a message that is made on the way too, so that nobody waits for that either. */
    CompletableFuture<SendResult> submit(Supplier<OutgoingMessage> message);

    /** The channels that somebody serves at the moment. */
    Set<String> channels();
}
