package cc.dmart.api.plugin;

import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sends messages over one channel ({@code plugins-events.md} 2.2, 5.5). A service with the property
 * {@value PluginProperties#CHANNEL}; of several for one channel the one with the highest service ranking sends. Called by
 * {@link cc.dmart.api.service.MessageService} within {@value PluginProperties#TIMEOUT_MS} (30 s by default), several calls at a
 * time.
 */
@ConsumerType
@FunctionalInterface
public interface Notifier {
    /** Sends a message to one receiver. An exception counts as {@link SendResult.Status#FAILED}. */
    @SuppressWarnings("checkstyle:IllegalThrows") // a sender may fail in any way; the guard counts it
    SendResult send(OutgoingMessage message) throws Exception;
}
