package cc.dmart.storage.files.internal;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.SpooledFile;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ArchiveLimits;
import cc.dmart.api.storage.ArchiveStore;
import cc.dmart.api.storage.ArchiveWriter;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.Journal;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.api.storage.StoreState;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.api.storage.TreeContents;
import cc.dmart.storage.files.internal.commit.Store;
import cc.dmart.storage.files.internal.disk.NioDisk;
import cc.dmart.storage.files.internal.disk.UnusableFolderException;
import cc.dmart.storage.files.internal.threads.StorageThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The file storage as services. Activation claims the folder and redoes what the journal is ahead, so that the services
 * appear with every acknowledged change in place ({@code design.md} 1). Thread-safe.
 */
@Component(
        service = {EntryStore.class, PayloadStore.class, Journal.class, ArchiveStore.class},
        configurationPid = StorageConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StorageConfig.class)
public final class FileStorage implements EntryStore, PayloadStore, Journal, ArchiveStore {
    private final Store store;

    /**
     * Opens the folders of the settings.
     *
     * @throws IllegalArgumentException if a setting is wrong, or a folder is in use, cannot be written, is damaged or cannot be
     *     brought in line with the journal
     */
    @Activate
    public FileStorage(StorageConfig config) {
        this(open(config));
    }

    FileStorage(Store store) {
        this.store = store;
    }

    /** A folder that cannot be used is a setting that is refused: it ends the start with its sentence ({@code design.md} 6). */
    private static Store open(StorageConfig config) {
        try {
            return Store.open(new NioDisk(), Settings.of(config), new StorageThreads());
        } catch (UnusableFolderException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Makes everything durable and gives the folders back. */
    @Deactivate
    public void close() throws IOException {
        store.close();
    }

    @Override
    public boolean wasReplaced() {
        return store.wasReplaced();
    }

    @Override
    public Optional<StoredEntry> find(Locator at) {
        return store.finder().find(at);
    }

    @Override
    public Optional<StoredEntry> findByName(SpaceName space, Subpath subpath, Shortname shortname) {
        return store.listings().findByName(space, subpath, shortname);
    }

    @Override
    public boolean isTaken(SpaceName space, Subpath subpath, Shortname shortname) {
        return store.listings().isTaken(space, subpath, shortname);
    }

    @Override
    public Set<Shortname> taken(SpaceName space, Subpath subpath, Collection<Shortname> shortnames) {
        return store.listings().taken(space, subpath, shortnames);
    }

    @Override
    public boolean isUnreadable(Locator at) {
        return store.listings().isUnreadable(at);
    }

    @Override
    public List<StoredEntry> attachments(Locator parent, Set<ResourceType> types) {
        return store.listings().attachments(parent, types);
    }

    @Override
    public Optional<Path> folder() {
        return Optional.of(store.folder());
    }

    @Override
    public List<SpaceName> spaces() {
        return store.listings().spaces();
    }

    @Override
    public List<HistoryRecord> history(Locator at, int offset, int limit) {
        return store.logs().history(at, offset, limit);
    }

    @Override
    public void history(Locator at, Predicate<HistoryRecord> visitor) {
        store.logs().history(at, visitor);
    }

    @Override
    public List<HistoryRecord> attachmentHistory(Locator parent) {
        return store.logs().attachmentHistory(parent);
    }

    @Override
    public void activity(SpaceName space, Predicate<JsonObject> visitor) {
        store.logs().activity(space, visitor);
    }

    @Override
    public long commit(Change change, LongConsumer late) {
        return store.commit(change, late);
    }

    @Override
    public void scan(SpaceName space, Subpath under, Executor workers, ScanVisitor visitor) {
        store.scan().scan(space, under, workers, visitor);
    }

    @Override
    public TreeContents contents(Locator folderOrSpace) {
        return store.scan().contents(folderOrSpace);
    }

    @Override
    public Optional<PayloadFile> open(StoredEntry entry) {
        return store.payloads().open(entry);
    }

    @Override
    public StagedUpload stage(SpaceName space, InputStream in, long maxBytes) {
        return store.staging().stage(space, in, maxBytes);
    }

    @Override
    public StagedUpload adopt(SpaceName space, SpooledFile file, long maxBytes) {
        return store.staging().adopt(space, file, maxBytes);
    }

    @Override
    public void discard(StagedUpload upload) {
        store.discard(upload.token());
    }

    @Override
    public ArchiveWriter pack(OutputStream out) {
        return store.archives().pack(out);
    }

    @Override
    public StagedSpaces stage(InputStream zip, ArchiveLimits limits) {
        return store.archives().stage(zip, limits);
    }

    @Override
    public long lastSeq() {
        return store.journal().lastSeq();
    }

    @Override
    public long firstSeq() {
        return store.journal().firstSeq();
    }

    @Override
    public JournalReader read(long afterSeq) {
        return store.journal().read(afterSeq);
    }

    @Override
    public Map<String, Long> cursors() {
        return store.journal().cursors();
    }

    @Override
    public OptionalLong cursor(String name) {
        return store.journal().cursor(name);
    }

    @Override
    public void advance(String name, long seq) {
        store.journal().advance(name, seq);
    }

    @Override
    public void forget(String name) {
        store.journal().forget(name);
    }

    @Override
    public Map<String, Double> figures() {
        return store.figures();
    }

    @Override
    public StoreState state() {
        if (store.isBroken()) {
            return StoreState.BROKEN;
        }
        return store.isReadOnly() ? StoreState.READ_ONLY : StoreState.OK;
    }
}
