package cc.dmart.core.internal.quota;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.SpaceName;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change under way has taken of the quotas, and what it will give back. For one thread; one that takes and gives back
 * nothing may be shared.
 */
public final class Room implements AutoCloseable {
    /**
     * A share in a meter.
     *
     * @param amount what was taken; negative = what is given back if the change happens
     * @param count  which count of the meter it is about
     */
    private record Share(Meter meter, long amount, long count) {}

    private final Quotas quotas;
    private final Growth growth;
    private final List<Share> shares = new ArrayList<>();
    private final List<String> owners = new ArrayList<>();
    private boolean begun; // these two say nothing where there are no shares
    private boolean done;

    Room(Quotas quotas, Growth growth) {
        this.quotas = quotas;
        this.growth = growth;
    }

    /** Takes what the change needs. @throws DmartException.Invalid {@code E(413,request,402)} if there is not so much */
    void take(boolean always) {
        growth.files().forEach((owner, more) -> files(owner, more, always));
        growth.assigned().forEach(owner -> files(owner, 1, true));
        growth.bytes().forEach((space, more) -> bytes(space, more, always));
    }

    private void files(String owner, long more, boolean always) {
        quotas.ofOwner(owner).ifPresent(meter -> {
            owners.add(owner);
            if (!take(meter, more, always)) {
                throw DmartException.Invalid.tooLarge("The account " + owner + " has as many files as it may");
            }
        });
    }

    private void bytes(SpaceName space, long more, boolean always) {
        quotas.ofSpace(space).ifPresent(meter -> {
            if (!take(meter, more, always || more < 0)) {
                throw DmartException.Invalid.tooLarge(
                        "The space " + space.value() + " has no room for " + more + " more bytes");
            }
        });
    }

    private boolean take(Meter meter, long more, boolean always) {
        boolean fits = always || meter.take(more);
        if (always) {
            meter.force(more);
        }
        if (fits) {
            shares.add(new Share(meter, more, meter.counts()));
        }
        return fits;
    }

    /** From now on the change may happen; before, it did not for sure. */
    public void begin() {
        begun = true;
    }

    /** The change happened and the index has it. */
    public void used() {
        done = true;
    }

    @Override
    public void close() {
        if (begun) {
            end();
        } else {
            shares.forEach(s -> s.meter().drop(s.amount()));
        }
        owners.forEach(quotas::release);
    }

    private void end() {
        shares.forEach(s -> s.meter().end(s.amount(), s.count(), done));
        growth.shrunk().forEach(space -> quotas.ofSpace(space).ifPresent(Meter::freed));
        if (growth.hasFewerFiles()) {
            quotas.ownersChanged();
        }
    }
}
