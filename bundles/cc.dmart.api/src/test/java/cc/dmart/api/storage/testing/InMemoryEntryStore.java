package cc.dmart.api.storage.testing;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.SpooledFile;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.api.storage.StoreState;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.api.storage.TreeContents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Store, payload store and journal in memory, for unit tests of what uses them. Behaves as {@code storage.files} does in all
 * that {@link EntryStoreContract} states. Thread-safe, guarded by the tree.
 */
public final class InMemoryEntryStore extends InMemoryJournal implements EntryStore, PayloadStore, Journal {
    private final InMemoryTree tree = new InMemoryTree();
    private volatile boolean failing;
    private volatile boolean hiding;
    private Optional<Hidden> hidden = Optional.empty();

    /** A change that is durable and in no file. */
    private record Hidden(Change change, LongConsumer late) {}

    /** Makes every later commit fail as a full disk does, or work again. */
    public void failCommits(boolean fail) {
        failing = fail;
    }

    /** Makes the next commit durable and tell that it is not visible yet; what comes then is refused. Or makes it visible. */
    public void hideCommits(boolean hide) {
        hiding = hide;
        if (!hide) {
            show();
        }
    }

    private void show() {
        Optional<Hidden> shown;
        long seq = 0;
        synchronized (tree) {
            shown = hidden;
            hidden = Optional.empty();
            if (shown.isPresent()) {
                seq = done(shown.get().change());
            }
        }
        if (shown.isPresent()) {
            shown.get().late().accept(seq);
        }
    }

    private long done(Change change) {
        change.ops().forEach(tree::apply);
        return append(change);
    }

    /** Puts an entry without a payload file, as a commit without events. */
    public void put(Locator at, JsonObject meta) {
        commit(new Change(List.of(new ChangeOp.PutEntry(at, meta, new PayloadChange.Keep(), true)), List.of(), true));
    }

    /** Puts an entry with a JSON payload; the meta must name {@code <shortname>.json} as its body. */
    public void put(Locator at, JsonObject meta, String json) {
        PayloadChange bytes = new PayloadChange.Bytes(
                at.shortname() + ".json", json.getBytes(StandardCharsets.UTF_8), Optional.empty());
        commit(new Change(List.of(new ChangeOp.PutEntry(at, meta, bytes, true)), List.of(), true));
    }

    @Override
    public Optional<StoredEntry> find(Locator at) {
        synchronized (tree) {
            return tree.find(at);
        }
    }

    @Override
    public Optional<StoredEntry> findByName(SpaceName space, Subpath subpath, Shortname shortname) {
        for (ResourceType type : ResourceType.values()) {
            if (type.isEntry() && type != ResourceType.SPACE) {
                Optional<StoredEntry> found = find(new Locator(space, subpath, shortname, type));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean isTaken(SpaceName space, Subpath subpath, Shortname shortname) {
        synchronized (tree) {
            return findByName(space, subpath, shortname).isPresent()
                    || tree.files.containsKey(
                            new InMemoryTree.FileKey(space, subpath, Optional.empty(), shortname + ".json"));
        }
    }

    @Override
    public List<StoredEntry> attachments(Locator parent, Set<ResourceType> types) {
        if (parent.type() == ResourceType.SPACE) {
            return List.of();
        }
        synchronized (tree) {
            return tree.metas.keySet().stream()
                    .filter(at -> at.type().isAttachment()
                            && at.space().equals(parent.space())
                            && at.subpath().equals(parent.inside())
                            && (types.isEmpty() || types.contains(at.type())))
                    .flatMap(at -> tree.find(at).stream())
                    .sorted(Comparator.comparing((StoredEntry e) ->
                                    e.entry().createdAt(ZoneOffset.UTC).orElse(Instant.EPOCH))
                            .thenComparing(e -> e.at().shortname().value()))
                    .toList();
        }
    }

    @Override
    public List<SpaceName> spaces() {
        synchronized (tree) {
            return tree.metas.keySet().stream()
                    .filter(at -> at.type() == ResourceType.SPACE)
                    .map(Locator::space)
                    .sorted(Comparator.comparing(SpaceName::value))
                    .toList();
        }
    }

    @Override
    public List<HistoryRecord> history(Locator at, int offset, int limit) {
        synchronized (tree) {
            List<HistoryRecord> lines = tree.history(at);
            return lines.stream().skip(offset).limit(limit).toList();
        }
    }

    @Override
    public List<HistoryRecord> attachmentHistory(Locator parent) {
        synchronized (tree) {
            return tree.attachmentHistory(parent);
        }
    }

    @Override
    public void activity(SpaceName space, Predicate<JsonObject> visitor) {
        List<JsonObject> lines;
        synchronized (tree) {
            lines = List.copyOf(tree.activity.getOrDefault(space, List.of()));
        }
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (!visitor.test(lines.get(i))) {
                return;
            }
        }
    }

    @Override
    public long commit(Change change, LongConsumer late) {
        if (failing) {
            throw DmartException.Unavailable.now("No space left on device", null);
        }
        synchronized (tree) {
            if (hidden.isPresent()) {
                throw DmartException.Unavailable.now("the store is read-only", null);
            }
            change.ops().forEach(tree::requirePossible);
            if (hiding) {
                hidden = Optional.of(new Hidden(change, late));
                throw DmartException.Unavailable.notVisibleYet(null);
            }
            return done(change);
        }
    }

    @Override
    public void scan(SpaceName space, Subpath under, Executor workers, ScanVisitor visitor) {
        List<Locator> all;
        synchronized (tree) {
            all = tree.metas.keySet().stream()
                    .filter(at -> at.type().isEntry() && at.space().equals(space))
                    .filter(at -> at.type() == ResourceType.SPACE
                            ? under.isRoot()
                            : at.subpath().isUnder(under)
                                    || (at.type() == ResourceType.FOLDER
                                            && at.inside().equals(under)))
                    .toList();
        }
        all.stream()
                .filter(at -> visitor.wantsFindings() || (visitor.wants(at.type()) && visitor.wants(at)))
                .forEach(at -> find(at).ifPresent(e -> visitor.entry(e, attachments(at, Set.of()))));
    }

    @Override
    public TreeContents contents(Locator folderOrSpace) {
        Set<ResourceType> types = EnumSet.noneOf(ResourceType.class);
        int deepest = 0;
        synchronized (tree) {
            for (Locator at : tree.metas.keySet()) {
                boolean below = at.subpath().isUnder(folderOrSpace.inside());
                if (at.space().equals(folderOrSpace.space()) && (at.equals(folderOrSpace) || below)) {
                    types.add(at.type());
                    boolean deep = below && !at.type().isAttachment();
                    deepest = deep ? Math.max(deepest, at.subpath().value().length()) : deepest;
                }
            }
        }
        return new TreeContents(types, deepest);
    }

    @Override
    public Optional<PayloadFile> open(StoredEntry entry) {
        synchronized (tree) {
            return entry.payloadFile()
                    .flatMap(name -> Optional.ofNullable(tree.files.get(InMemoryTree.key(entry.at(), name)))
                            .map(bytes -> new InMemoryPayload(name, bytes)));
        }
    }

    @Override
    public StagedUpload stage(SpaceName space, InputStream in, long maxBytes) {
        byte[] bytes;
        try {
            bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 9L, maxBytes) + 1);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("upload failed", e);
        }
        if (bytes.length > maxBytes) {
            throw DmartException.Invalid.tooLarge("larger than " + maxBytes + " bytes");
        }
        synchronized (tree) {
            return tree.stage(bytes);
        }
    }

    @Override
    public StagedUpload adopt(SpaceName space, SpooledFile file, long maxBytes) {
        try (InputStream in = Files.newInputStream(file.path())) {
            return stage(space, in, maxBytes);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("upload failed", e);
        }
    }

    @Override
    public void discard(StagedUpload upload) {
        synchronized (tree) {
            tree.staged.remove(upload.token());
        }
    }

    @Override
    public StoreState state() {
        return StoreState.OK;
    }
}
