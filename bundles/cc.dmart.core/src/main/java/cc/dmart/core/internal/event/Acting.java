package cc.dmart.core.internal.event;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.EntryEvent;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** For whom the plugin code of a thread acts ({@code plugins-events.md} 2.2): what it changes is caused by what it handles. Thread-safe. */
public final class Acting {
    private static final ThreadLocal<Caller> CURRENT = new ThreadLocal<>();

    private Acting() {}

    /** The caller of the change or event that the thread handles; empty outside of one. */
    public static Optional<Caller> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The account of an event, caused by it. */
    public static Caller of(EntryEvent event) {
        return Caller.of(event.user(), event.requestId(), Map.of()).causedBy(event.eventId(), event.depth() + 1);
    }

    /**
     * The account of a change, one level deeper and with no more than its own rights: those of the server are for the server. What
     * nobody is to be told of stays so.
     */
    public static Caller of(Caller change) {
        Caller account = Caller.of(change.user(), change.requestId(), change.headers(), change.ip())
                .causedBy(change.causeId(), change.depth() + 1);
        return change.silent() ? account.silently() : account;
    }

    /** The calling thread acts for somebody; null ends that. */
    public static void set(Caller caller) {
        CURRENT.set(caller);
    }

    /** The calling thread acts for nobody any more. */
    public static void clear() {
        CURRENT.remove();
    }

    /** Calls for somebody, and for whom the thread acted before afterwards. */
    public static <T> T as(Caller caller, Callable<T> call) throws Exception {
        Caller before = CURRENT.get();
        CURRENT.set(caller);
        try {
            return call.call();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
