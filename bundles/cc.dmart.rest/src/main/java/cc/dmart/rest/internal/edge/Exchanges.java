package cc.dmart.rest.internal.edge;

import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Gives the request that the current thread serves. Thread-safe. */
@Component(service = Exchanges.class)
public final class Exchanges {
    @SuppressWarnings("ThreadLocalUsage") // there is one component, and it ends with its bundle
    private final ThreadLocal<Exchange> current = new ThreadLocal<>();

    void enter(Exchange exchange) {
        current.set(exchange);
    }

    void leave() {
        current.remove();
    }

    /** The request of this thread. @throws IllegalStateException outside a request */
    public Exchange current() {
        return find().orElseThrow(() -> new IllegalStateException("no request on this thread"));
    }

    /** The request of this thread; empty on threads that a resource started itself. */
    public Optional<Exchange> find() {
        return Optional.ofNullable(current.get());
    }
}
