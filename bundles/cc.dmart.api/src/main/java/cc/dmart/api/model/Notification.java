package cc.dmart.api.model;

import java.util.Optional;

/** A message to a person ({@code storage.md} 2.8). A typed view; unknown fields stay in the entry. Thread-safe. */
public record Notification(Entry entry) {
    /** Origin. */
    public Optional<NotificationType> type() {
        return entry.meta().string("type").flatMap(NotificationType::of);
    }

    /** Priority. */
    public Optional<NotificationPriority> priority() {
        return entry.meta().string("priority").flatMap(NotificationPriority::of);
    }

    /** Whether it was read. */
    public boolean isRead() {
        return entry.meta().bool("is_read").orElse(false);
    }
}
