package cc.dmart.api.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
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
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the checks of {@link EntryStoreContract} share: a small shop, and short ways to put and read. */
public abstract class EntryStoreFixture {
    /** The three services of one store. */
    public record Stores(EntryStore entries, PayloadStore payloads, Journal journal) {}

    static final Charset UTF = StandardCharsets.UTF_8;
    static final SpaceName SHOP = new SpaceName("shop");
    /** SHA-256 of {@code hello}. */
    static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    static final Locator SPACE = Locator.ofSpace(SHOP);
    static final Locator FOLDER = Locator.of("shop", "/", "catalog", ResourceType.FOLDER);
    static final Locator PEN = Locator.of("shop", "catalog", "pen", ResourceType.CONTENT);

    @TempDir
    Path spooled;

    Stores stores = new Stores(new InMemoryEntryStore(), new InMemoryEntryStore(), new InMemoryEntryStore());

    /** A new, empty store. */
    protected abstract Stores open();

    /** The same data read anew, as after a restart; a store without a disk gives the same object. */
    protected Stores reopen(Stores before) {
        return before;
    }

    /** Opens the store and puts a space with one folder into it. */
    @BeforeEach
    protected void openStore() {
        stores = open();
        put(SPACE, meta(SPACE), new PayloadChange.Keep());
        put(FOLDER, meta(FOLDER), new PayloadChange.Keep());
    }

    final void restart() {
        stores = reopen(stores);
    }

    final TreeSet<String> scan(Subpath under) {
        return scan(under, Set.of());
    }

    /** @param types what is wanted; everything and what is odd if there are none */
    final TreeSet<String> scan(Subpath under, Set<ResourceType> types) {
        ConcurrentSkipListSet<String> seen = new ConcurrentSkipListSet<>();
        stores.entries().scan(SHOP, under, Runnable::run, new ScanVisitor() {
            @Override
            public boolean wantsFindings() {
                return types.isEmpty();
            }

            @Override
            public boolean wants(ResourceType type) {
                return types.contains(type);
            }

            @Override
            public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                assertThat(seen.add(entry.at().shortname() + names(attachments).toString()))
                        .isTrue();
            }

            @Override
            public void finding(StorageFinding finding) {
                assertThat(finding.isError()).as(finding.message()).isFalse();
            }
        });
        return new TreeSet<>(seen);
    }

    final void put(Locator at, JsonObject meta, PayloadChange payload) {
        boolean created = stores.entries().find(at).isEmpty();
        commit(new ChangeOp.PutEntry(at, meta, payload, created));
    }

    final void putJson(Locator at, String json) {
        String file = at.shortname() + ".json";
        put(at, withBody(meta(at), "json", file), new PayloadChange.Bytes(file, json.getBytes(UTF), Optional.empty()));
    }

    final void attach(ResourceType type, String name, String created) {
        Locator at = PEN.attachment(type, new Shortname(name));
        String file = name + ".json";
        put(
                at,
                withBody(meta(at), "json", file).toBuilder()
                        .put("created_at", created)
                        .build(),
                new PayloadChange.Bytes(file, ("{\"name\":\"" + name + "\"}").getBytes(UTF), Optional.empty()));
    }

    final void commit(ChangeOp op) {
        stores.entries().commit(new Change(List.of(op), List.of(), false));
    }

    static JsonObject meta(Locator at) {
        return JsonObject.builder()
                .put("uuid", UUID.nameUUIDFromBytes(at.toString().getBytes(UTF)).toString())
                .put("shortname", at.shortname().value())
                .put("is_active", true)
                .put("created_at", "2024-01-01T00:00:00.000000")
                .put("owner_shortname", "dmart")
                .build();
    }

    static JsonObject withBody(JsonObject meta, String contentType, String body) {
        return meta.with(
                "payload",
                JsonObject.builder()
                        .put("content_type", contentType)
                        .put("body", body)
                        .build());
    }

    static HistoryRecord line(String uuid) {
        return HistoryRecord.of(uuid, "2024-01-01T00:00:00.000000", "dmart", JsonObject.EMPTY, JsonObject.EMPTY);
    }

    static EntryEvent event(String id) {
        return new EntryEvent(
                id,
                0,
                "shop",
                "/catalog",
                Optional.of("pen"),
                ActionType.CREATE,
                Optional.of(ResourceType.CONTENT),
                Optional.empty(),
                JsonObject.builder().put("a", 1).build(),
                "dmart",
                "2024-01-01T00:00:00.000000",
                "r1",
                Optional.of("u"),
                Optional.empty(),
                0);
    }

    static List<String> names(List<StoredEntry> entries) {
        return entries.stream().map(e -> e.at().shortname().value()).toList();
    }

    static String text(StoredEntry entry) {
        return new String(entry.jsonBody().orElseThrow().utf8(), UTF);
    }

    final byte[] read(StoredEntry entry) {
        PayloadFile file = stores.payloads().open(entry).orElseThrow();
        ByteBuffer out = ByteBuffer.allocate((int) file.size());
        try (SeekableByteChannel in = file.open()) {
            for (int n = 0; n >= 0 && out.hasRemaining(); ) {
                n = in.read(out);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.array();
    }

    /** Takes bytes in as a stream, or as a file that a checksum of {@code hello} is claimed of. */
    final StagedUpload take(byte[] bytes, int max, boolean asFile) {
        if (!asFile) {
            return stores.payloads().stage(SHOP, new ByteArrayInputStream(bytes), max);
        }
        try {
            Path file = Files.write(Files.createTempFile(spooled, "upload", ".part"), bytes);
            return stores.payloads().adopt(SHOP, new SpooledFile(file, bytes.length, HELLO, bytes), max);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
