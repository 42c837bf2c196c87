package cc.dmart.storage.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.commit.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that cannot be read hides nothing but itself ({@code storage.md} 1.1, 8.1). */
final class UnreadableNamesTest {
    private static final SpaceName SHOP = new SpaceName("shop");

    @TempDir
    Path folder;

    private final BlindDisk disk = new BlindDisk();
    private final Set<String> entries = new ConcurrentSkipListSet<>();
    private final Set<String> findings = new ConcurrentSkipListSet<>();

    @BeforeEach
    void write() throws IOException {
        write("shop/.dm/meta.space.json");
        for (String name : List.of("a", "b", "c")) {
            write("shop/pens/.dm/" + name + "/meta.content.json");
            write("shop/pens/.dm/" + name + "/attachments.comment/meta.note.json");
            write("shop/pens/f" + name + "/.dm/meta.folder.json");
            write("shop/pens/f" + name + "/.dm/x/meta.content.json");
            write("shop/pens/f" + name + "/g/.dm/meta.folder.json");
        }
        write("shop/pens/.dm/meta.folder.json");
    }

    private void write(String path) throws IOException {
        Path file = folder.resolve("spaces").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}");
    }

    private Path at(String path) {
        return folder.resolve("spaces").resolve(path);
    }

    private void scan(boolean checks) throws IOException {
        try (Store store = Fixtures.open(disk.disk(), folder)) {
            store.scan().scan(SHOP, Subpath.ROOT, Runnable::run, new ScanVisitor() {
                @Override
                public boolean wantsFindings() {
                    return checks;
                }

                @Override
                public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                    entries.add(path(entry.at()));
                    attachments.forEach(a -> entries.add(path(a.at())));
                }

                @Override
                public void finding(StorageFinding finding) {
                    if (finding.kind() == Kind.UNREADABLE) {
                        findings.add(finding.path() + ": " + finding.message());
                    }
                }
            });
        }
    }

    private static String path(Locator at) {
        return at.type().wire() + " " + at.inside().slashed();
    }

    private static String denied(String path) {
        return path + ": cannot be read: permission denied";
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEntryThatCannotBeReadHidesNoOther(boolean checks) throws IOException {
        scan(checks);
        Set<String> all = new ConcurrentSkipListSet<>(entries);
        entries.clear();
        disk.close(at("shop/pens/.dm/a"));
        scan(checks);
        all.removeAll(List.of("content /pens/a", "comment /pens/a/note"));
        assertThat(all).hasSize(15).contains("content /pens/b", "comment /pens/c/note");
        assertThat(entries).isEqualTo(all);
        assertThat(findings).containsExactly(denied("shop/pens/.dm/a"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFolderThatCannotBeReadHidesNoOther(boolean checks) throws IOException {
        disk.close(at("shop/pens/fa"));
        scan(checks);
        assertThat(entries)
                .contains("content /pens/a", "folder /pens/fb", "content /pens/fb/x", "folder /pens/fc/g")
                .doesNotContain("folder /pens/fa");
        assertThat(findings).contains(denied("shop/pens/fa")).allMatch(finding -> finding.startsWith("shop/pens/fa"));
    }

    /** Its metas are not all that a folder has. */
    @Test
    void whatIsBelowAFolderWhoseMetasCannotBeReadIsThere() throws IOException {
        disk.close(at("shop/pens/fa/.dm"));
        scan(false);
        assertThat(entries).contains("folder /pens/fa/g").doesNotContain("folder /pens/fa");
        assertThat(findings).contains(denied("shop/pens/fa/.dm"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEntryIsThereThoughItsAttachmentsCannotBeRead(boolean checks) throws IOException {
        disk.close(at("shop/pens/.dm/a/attachments.comment"));
        scan(checks);
        assertThat(entries).contains("content /pens/a", "comment /pens/b/note").doesNotContain("comment /pens/a/note");
        assertThat(findings).containsExactly(denied("shop/pens/.dm/a/attachments.comment"));
    }

    @Test
    void attachmentsThatCannotBeReadHideNoOther() throws IOException {
        write("shop/pens/.dm/a/attachments.media/meta.pic.json");
        disk.close(at("shop/pens/.dm/a/attachments.comment"));
        try (Store store = Fixtures.open(disk.disk(), folder)) {
            Locator a = Locator.of("shop", "pens", "a", ResourceType.CONTENT);
            assertThat(store.listings().attachments(a, Set.of()))
                    .extracting(found -> path(found.at()))
                    .containsExactly("media /pens/a/pic");
        }
    }

    @Test
    void namesThatAListingGaveBeforeItFailedAreLookedAt() throws IOException {
        disk.tear(at("shop/pens/.dm"));
        scan(false);
        assertThat(entries).contains("content /pens/a", "content /pens/c", "folder /pens/fa");
        assertThat(findings).containsExactly("shop/pens/.dm: cannot be read: Input/output error");
    }

    /** Neither keeps the server from starting. */
    @Test
    void whatIsNoSpaceAndCannotBeReadIsNoSpace() throws IOException {
        Files.createDirectory(at("lost_and_found"));
        disk.close(at("lost_and_found"));
        Files.createSymbolicLink(at("loop"), at("loop"));
        try (Store store = Fixtures.open(disk.disk(), folder)) {
            assertThat(store.listings().spaces()).containsExactly(SHOP);
            Files.createDirectory(at("another"));
            disk.close(at("another"));
            store.listings().forgetSpaces();
            assertThat(store.listings().spaces()).containsExactly(SHOP);
        }
    }
}
