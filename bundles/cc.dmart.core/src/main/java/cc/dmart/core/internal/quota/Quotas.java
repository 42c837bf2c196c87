package cc.dmart.core.internal.quota;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/**
 * The quotas of {@code security.md} 5.10, U7: files of one owner, and bytes of payloads in one space. Every change is asked about
 * under its locks before it is committed. What is taken is counted by the index, so it is right after a crash, a redo and a
 * rebuild; between two counts a meter adds up what changes bring, and a count is due only when that would be too much. While both
 * settings are off no change is looked at; what can be counted is in the index all the same ({@link Footprint}). Thread-safe.
 */
@Component(service = Quotas.class, configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Quotas {
    private final EntryStore store;
    private final PayloadStore payloads;
    private final EntryIndex index;
    private final long maxFiles;
    private final long maxBytes;
    private final Map<String, Meter> owners = new ConcurrentHashMap<>();
    private final Map<SpaceName, Meter> spaces = new ConcurrentHashMap<>();
    private final Room unlimited = new Room(this, new Growth());

    /** Quotas with the settings {@code max_files_per_user} and {@code max_bytes_per_space}. */
    @Activate
    public Quotas(
            @Reference EntryStore store,
            @Reference PayloadStore payloads,
            @Reference EntryIndex index,
            CoreConfig config) {
        this.store = store;
        this.payloads = payloads;
        this.index = index;
        this.maxFiles = config.max_files_per_user();
        this.maxBytes = config.max_bytes_per_space();
    }

    /**
     * Takes room for a change, which must be closed when it is over. What the server does by itself is never refused.
     *
     * @throws DmartException.Invalid     {@code E(413,request,402)} if there is no room; nothing is taken then
     * @throws DmartException.Unavailable if it must be counted and the index is not whole
     */
    public Room reserve(Caller caller, Change change) {
        if (maxFiles == 0 && maxBytes == 0) {
            return unlimited;
        }
        Growth growth = new Growth();
        Room room = new Room(this, growth);
        change.ops().forEach(op -> add(op, growth));
        try {
            room.take(caller.system());
        } catch (RuntimeException e) {
            room.close();
            throw e;
        }
        return room;
    }

    private void add(ChangeOp op, Growth growth) {
        if (op instanceof ChangeOp.PutEntry put && put.at().type() != ResourceType.SPACE) {
            put(put, growth);
        } else if (op instanceof ChangeOp.AppendLog log) {
            growth.bytes(log.at().space(), JsonCodec.write(log.item()).length + 1L);
        } else if (op instanceof ChangeOp.RemoveEntry remove) {
            remove(remove.at(), growth);
        } else if (op instanceof ChangeOp.MoveEntry move
                && !move.from().space().equals(move.to().space())) {
            move(move.from(), move.to().space(), growth);
        }
    }

    private void put(ChangeOp.PutEntry put, Growth growth) {
        Optional<StoredEntry> before = put.created() ? Optional.empty() : store.find(put.at());
        Footprint was = before.map(b -> Footprint.of(b, payloads)).orElse(Footprint.NONE);
        Footprint is = Footprint.after(put, before, payloads);
        growth.bytes(put.at().space(), is.bytes() - was.bytes());
        String owner = new Entry(put.at(), put.meta()).owner();
        if (is.file() && !was.file()) {
            growth.file(owner);
        } else if (is.file()
                && before.filter(b -> b.entry().owner().equals(owner)).isEmpty()) {
            growth.assigned(owner);
        } else if (was.file() && !is.file()) {
            growth.removed();
        }
    }

    private static boolean isTree(Locator at) {
        return at.type() == ResourceType.FOLDER || at.type() == ResourceType.SPACE;
    }

    private void remove(Locator at, Growth growth) {
        if (isTree(at)) {
            growth.shrunk(at.space());
        } else {
            growth.bytes(at.space(), -whole(at));
            growth.removed();
        }
    }

    private void move(Locator from, SpaceName to, Growth growth) {
        if (!isTree(from)) {
            long bytes = whole(from);
            growth.bytes(from.space(), -bytes);
            growth.bytes(to, bytes);
        } else if (maxBytes > 0) {
            growth.bytes(to, bytes(from.space(), List.of(below(from))));
            growth.shrunk(from.space());
        }
    }

    /** Bytes of an entry with its attachments, where they count. */
    private long whole(Locator at) {
        if (maxBytes == 0) {
            return 0;
        }
        List<StoredEntry> hanging = at.type().isAttachment() ? List.of() : store.attachments(at, Set.of());
        return Stream.concat(store.find(at).stream(), hanging.stream())
                .mapToLong(e -> Footprint.of(e, payloads).bytes())
                .sum();
    }

    /** A folder with all that is in it. */
    private static IndexQuery below(Locator at) {
        Subpath inside = at.inside();
        return new IndexQuery.Or(List.of(
                IndexQuery.Exact.of(ExactField.ANCESTOR, inside.slashed()),
                new IndexQuery.And(List.of(
                        IndexQuery.Exact.of(ExactField.SUBPATH, at.subpath().slashed()),
                        IndexQuery.Exact.of(ExactField.SHORTNAME, at.shortname().value())))));
    }

    private long bytes(SpaceName space, List<IndexQuery> more) {
        index.await();
        long sum = 0;
        for (int place = 0; place < Footprint.PLACES; place++) {
            for (int digit = 1; digit < 16; digit++) {
                sum += count(space, Footprint.ofDigit(place, digit), more) * Footprint.worth(place, digit);
            }
        }
        return sum;
    }

    private long files(String owner) {
        index.await();
        return store.spaces().stream()
                .mapToLong(space -> count(space, Footprint.ofOwner(owner), List.of()))
                .sum();
    }

    private long count(SpaceName space, String term, List<IndexQuery> more) {
        IndexQuery exact = IndexQuery.Exact.of(ExactField.VALUE, term);
        IndexQuery query = more.isEmpty() ? exact : new IndexQuery.And(List.of(exact, more.get(0)));
        long sum = 0;
        for (DocumentKind kind : DocumentKind.values()) {
            sum += index.count(IndexRequest.ofTotal(space, kind, query));
        }
        return sum;
    }

    /** The meter of an owner, which is kept until {@link #release}; to count the files of one owner costs little. */
    Optional<Meter> ofOwner(String owner) {
        return maxFiles == 0
                ? Optional.empty()
                : Optional.of(owners.compute(
                        owner, (k, known) -> (known == null ? new Meter(maxFiles, () -> files(k)) : known).hold()));
    }

    void release(String owner) {
        owners.computeIfPresent(owner, (k, meter) -> meter.release() ? null : meter);
    }

    /** Those who are writing may have fewer files than was counted. */
    void ownersChanged() {
        owners.values().forEach(Meter::freed);
    }

    /** The meter of a space, which is kept. */
    Optional<Meter> ofSpace(SpaceName space) {
        return maxBytes == 0
                ? Optional.empty()
                : Optional.of(spaces.computeIfAbsent(space, k -> new Meter(maxBytes, () -> bytes(k, List.of()))));
    }
}
