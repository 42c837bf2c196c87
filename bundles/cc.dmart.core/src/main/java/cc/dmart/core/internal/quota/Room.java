package cc.dmart.core.internal.quota;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.SpaceName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a change under way has taken of the quotas. For one thread. */
public final class Room implements AutoCloseable {
    private record Taken(Meter meter, long amount) {}

    private final Quotas quotas;
    private final boolean always;
    private final List<Taken> taken = new ArrayList<>();
    private final List<String> owners = new ArrayList<>();
    private final Set<SpaceName> shrunk = new HashSet<>();
    private boolean done;

    /** @param always whether nothing is refused */
    Room(Quotas quotas, boolean always) {
        this.quotas = quotas;
        this.always = always;
    }

    void files(String owner, long more) {
        quotas.ofOwner(owner).ifPresent(meter -> {
            owners.add(owner);
            if (!take(meter, more)) {
                throw DmartException.Invalid.tooLarge("The account " + owner + " has as many files as it may");
            }
        });
    }

    void bytes(SpaceName space, long more) {
        quotas.ofSpace(space).filter(meter -> more > 0).ifPresent(meter -> {
            if (!take(meter, more)) {
                throw DmartException.Invalid.tooLarge(
                        "The space " + space.value() + " has no room for " + more + " more bytes");
            }
        });
    }

    private boolean take(Meter meter, long more) {
        if (always) {
            meter.force(more);
        } else if (!meter.take(more)) {
            return false;
        }
        taken.add(new Taken(meter, more));
        return true;
    }

    void frees(Set<SpaceName> less) {
        shrunk.addAll(less);
    }

    /** The change happened and the index has it. */
    public void used() {
        done = true;
    }

    @Override
    public void close() {
        taken.forEach(t -> t.meter().end(t.amount(), done));
        shrunk.forEach(space -> quotas.ofSpace(space).ifPresent(Meter::freed));
        owners.forEach(quotas::release);
    }
}
