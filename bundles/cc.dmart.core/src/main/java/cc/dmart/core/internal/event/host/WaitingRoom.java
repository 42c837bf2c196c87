package cc.dmart.core.internal.event.host;

import cc.dmart.core.internal.event.registration.Registration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Hooks and listeners that are not let in yet ({@code plugins-events.md} 1.5): a plugin that they depend on is not there, or an
 * older version of them still is. Not thread-safe: guarded by {@link Admission}.
 */
final class WaitingRoom {
    /**
     * One that wants to come in.
     *
     * @param hook     whether it is a hook, and no listener
     * @param obstacle finds why it has to wait
     * @param entrance lets it in
     */
    record Guest(Registration<?> registration, boolean hook, Supplier<Optional<String>> obstacle, Runnable entrance) {}

    /**
     * One that waits.
     *
     * @param why one sentence
     */
    record Waiting(Registration<?> registration, boolean hook, String why) {}

    private final List<Guest> guests = new ArrayList<>();

    /** Lets somebody in, at once if nothing is in the way. @return why not */
    Optional<String> enter(Guest guest) {
        Optional<String> why = guest.obstacle().get();
        if (why.isEmpty()) {
            guest.entrance().run();
            return why;
        }
        guests.add(guest);
        return why(guest);
    }

    /** Lets those in that nothing keeps any more; each may be what another one waited for. */
    void retry() {
        Optional<Guest> free = nextFree();
        while (free.isPresent()) {
            guests.remove(free.get());
            free.get().entrance().run();
            free = nextFree();
        }
    }

    private Optional<Guest> nextFree() {
        return guests.stream().filter(g -> g.obstacle().get().isEmpty()).findFirst();
    }

    /** A service goes. */
    void leave(Object service) {
        guests.removeIf(g -> g.registration().service() == service);
    }

    /** Those that wait, and why. */
    List<Waiting> list() {
        return guests.stream()
                .map(g -> new Waiting(g.registration(), g.hook(), why(g).orElse("")))
                .toList();
    }

    private Optional<String> why(Guest one) {
        return one.obstacle()
                .get()
                .map(sentence -> circle(one.registration())
                        .map(c -> sentence + "; they wait for each other: " + c)
                        .orElse(sentence));
    }

    /** The way from a plugin over those that it needs back to itself. */
    private Optional<String> circle(Registration<?> one) {
        Deque<List<String>> ways = new ArrayDeque<>();
        Set<String> seen = new LinkedHashSet<>();
        one.dependsOn().forEach(needed -> ways.add(List.of(one.plugin(), needed)));
        while (!ways.isEmpty()) {
            List<String> way = ways.remove();
            String last = way.get(way.size() - 1);
            if (last.equals(one.plugin())) {
                return Optional.of(String.join(" -> ", way));
            }
            if (seen.add(last)) {
                guests.stream()
                        .map(Guest::registration)
                        .filter(r -> r.plugin().equals(last))
                        .flatMap(r -> r.dependsOn().stream())
                        .forEach(needed -> {
                            List<String> next = new ArrayList<>(way);
                            next.add(needed);
                            ways.add(next);
                        });
            }
        }
        return Optional.empty();
    }
}
