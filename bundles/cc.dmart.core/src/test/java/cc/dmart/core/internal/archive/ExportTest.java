package cc.dmart.core.internal.archive;

import static cc.dmart.api.model.QueryType.ATTACHMENTS;
import static cc.dmart.api.model.QueryType.RANDOM;
import static cc.dmart.api.model.QueryType.REPORTS;
import static cc.dmart.api.model.QueryType.SEARCH;
import static cc.dmart.api.model.QueryType.SPACES;
import static cc.dmart.api.model.QueryType.SUBPATH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.ArchiveLimits;
import cc.dmart.api.storage.ArchiveStore;
import cc.dmart.api.storage.ArchiveWriter;
import cc.dmart.api.storage.StagedSpaces;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.service.EntryWorld;
import cc.dmart.core.internal.query.QueryRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of the answer to a query comes into an archive, whatever it finds and how often ({@code http-api.md} 4.10). */
class ExportTest {
    private static final WireRecord PEN = found(ResourceType.CONTENT, "pens", "blue");
    private static final WireRecord ONE = found(ResourceType.COMMENT, "pens/blue", "one");
    private static final WireRecord TWO = found(ResourceType.COMMENT, "pens/blue", "two");
    private static final WireRecord LABEL = found(ResourceType.COMMENT, "top", "label");
    private static final WireRecord TOP = found(ResourceType.CONTENT, "/", "top");

    private final EntryWorld world = new EntryWorld();

    @BeforeEach
    void fill() {
        world.put(
                "management",
                "permissions",
                "logs",
                ResourceType.PERMISSION,
                "{'subpaths':{'__all_spaces__':['__all_subpaths__']},'resource_types':['history'],'actions':['query'],"
                        + "'conditions':[]}");
        world.put("management", "roles", "super_admin", ResourceType.ROLE, "{'permissions':['super_manager','logs']}");
        world.access.invalidate();
        change(RequestType.CREATE, ResourceType.CONTENT, "/", "top");
        for (WireRecord each : List.of(ONE, TWO, LABEL)) {
            change(RequestType.CREATE, each.resourceType(), each.subpath(), each.shortname());
            change(RequestType.UPDATE, each.resourceType(), each.subpath(), each.shortname());
        }
        change(RequestType.UPDATE, ResourceType.CONTENT, "pens", "blue");
        change(RequestType.UPDATE, ResourceType.CONTENT, "/", "top");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void change(RequestType request, ResourceType type, String subpath, String name) {
        WireRecord record = EntryWorld.record(
                type, subpath, name, "{'is_active':true,'tags':['" + request.wire() + "'],'displayname':{'en':'x'}}");
        assertThat(world.service
                        .apply(EntryWorld.SARA, EntryWorld.SHOP, request, List.of(record))
                        .failed())
                .isEmpty();
    }

    private static WireRecord found(ResourceType type, String subpath, String name) {
        return EntryWorld.record(type, subpath, name, "{}");
    }

    /** Keeps what is written; the names of logs are those of {@code storage.md} 1.7. */
    private static final class Written implements ArchiveStore, ArchiveWriter {
        private final Set<Locator> entries = new LinkedHashSet<>();
        private final List<String> lines = new ArrayList<>();
        private final Set<String> logs = new LinkedHashSet<>();
        private boolean finished;

        @Override
        public ArchiveWriter pack(OutputStream out) {
            return this;
        }

        @Override
        public StagedSpaces stage(InputStream zip, ArchiveLimits limits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean add(StoredEntry entry) {
            return entries.add(entry.at());
        }

        @Override
        public void addHistory(Locator at, List<HistoryRecord> own, List<HistoryRecord> ofAttachments) {
            String apart = ".dm/" + at.inside().value();
            if (at.subpath().isRoot()) {
                log(apart, Stream.concat(own.stream(), ofAttachments.stream()).toList());
            } else {
                log(at.subpath().value() + "/.dm/" + at.shortname(), own);
                log(apart, ofAttachments);
            }
        }

        private void log(String name, List<HistoryRecord> about) {
            if (!about.isEmpty() && logs.add(name)) {
                about.forEach(line -> lines.add(name + " " + line.attachment().orElse("itself")));
            }
        }

        @Override
        public void finish() {
            finished = true;
        }

        List<String> names() {
            return entries.stream().map(at -> at.shortname().value()).toList();
        }
    }

    private Written exported(WireRecord... records) throws IOException {
        return exported(rows(List.of(records)));
    }

    private Written exported(QueryRows.Rows rows) throws IOException {
        Written out = new Written();
        export(out, rows);
        assertThat(out.finished).isTrue();
        return out;
    }

    private void export(Written out, QueryRows.Rows rows) throws IOException {
        new Export(world.store, out, world.access, EntryWorld.DMART, EntryWorld.SHOP, false, false)
                .write(rows, OutputStream.nullOutputStream());
    }

    private static QueryRows.Rows rows(List<WireRecord> records) {
        return new QueryRows.Rows() {
            @Override
            public <E extends Exception> void each(QueryRows.Taker<E> taker) throws E {
                for (WireRecord record : records) {
                    taker.take(record);
                }
            }
        };
    }

    /** They share it with each other. */
    @Test
    void attachmentsAloneComeWithOneLog() throws IOException {
        Written out = exported(ONE, TWO, LABEL);
        assertThat(out.names()).containsExactly("shop", "pens", "one", "two", "label");
        assertThat(out.lines)
                .filteredOn(line -> line.startsWith(".dm/pens/blue "))
                .contains(".dm/pens/blue comment/one", ".dm/pens/blue comment/two")
                .allMatch(line -> line.contains(" comment/"));
        assertThat(out.lines)
                .filteredOn(line -> line.startsWith(".dm/top "))
                .contains(".dm/top comment/label")
                .doesNotContain(".dm/top itself");
        assertThat(out.logs).contains(".dm/pens/blue", ".dm/top").doesNotContain("pens/.dm/blue");
    }

    @Test
    void theLogOfAttachmentsIsAboutThoseThatAreFound() throws IOException {
        assertThat(exported(TWO).lines)
                .contains(".dm/pens/blue comment/two")
                .doesNotContain(".dm/pens/blue comment/one");
    }

    @Test
    void anEntryAndItsAttachmentsFoundInAnyOrderComeOnceWithAllLines() throws IOException {
        List<String> lines = exported(PEN, TOP).lines;
        assertThat(lines)
                .contains("pens/.dm/blue itself", ".dm/pens/blue comment/one", ".dm/pens/blue comment/two")
                .contains(".dm/top itself", ".dm/top comment/label");
        for (List<WireRecord> each : List.of(
                List.of(PEN, TOP, ONE, TWO, LABEL, PEN),
                List.of(ONE, LABEL, ONE, PEN, PEN, TWO, TOP, TOP),
                List.of(TWO, PEN, ONE, LABEL, TOP, LABEL))) {
            Written out = exported(rows(each));
            assertThat(out.names()).containsExactlyInAnyOrder("shop", "pens", "blue", "one", "two", "top", "label");
            assertThat(out.lines).containsExactlyInAnyOrderElementsOf(lines);
        }
    }

    /** Whoever may read a log that names an entry, or sees as many groups as its number, does not see the entry for it. */
    @Test
    void whatIsOnlyNamedIsNotThereForThoseWhoMayNotSeeIt() throws IOException {
        world.put("management", "users", "writer", ResourceType.USER, "{'roles':['writers']}");
        world.put("management", "roles", "writers", ResourceType.ROLE, "{'permissions':['makes']}");
        world.put(
                "management",
                "permissions",
                "makes",
                ResourceType.PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':['content','comment'],'actions':['create'],"
                        + "'conditions':[]}");
        world.access.invalidate();
        for (QueryType type : QueryType.values()) {
            boolean entries = EnumSet.of(SEARCH, SUBPATH, REPORTS, RANDOM, ATTACHMENTS, SPACES)
                    .contains(type);
            Written out = new Written();
            ArchiveServiceImpl archives = new ArchiveServiceImpl(
                    world.store,
                    out,
                    world.access,
                    (caller, query) -> rows(List.of(PEN, ONE, TOP)),
                    world.importer,
                    EntryWorld.config(Map.of()));
            JsonObject query = JsonObject.builder()
                    .put("space_name", "shop")
                    .put("type", type.wire())
                    .build();
            archives.export(EntryWorld.caller("writer"), query, false).content().write(OutputStream.nullOutputStream());
            assertThat(out.names().containsAll(List.of("blue", "one", "top")))
                    .as("rows of %s are the entries that the caller sees", type)
                    .isEqualTo(entries);
            assertThat(!entries && out.names().stream().anyMatch(List.of("blue", "one", "top")::contains))
                    .as("%s", type)
                    .isFalse();
        }
    }

    /** As in a query of the history: conditions of the grant on histories count for the entry. */
    @Test
    void s4_1_aLogComesWithItsEntryToThoseWhoMayReadIt() throws IOException {
        world.put("management", "users", "reader", ResourceType.USER, "{'roles':['readers']}");
        world.put("management", "roles", "readers", ResourceType.ROLE, "{'permissions':['sees','reads']}");
        String of = "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':['%s'],'actions':['view','query'],"
                + "'conditions':[%s]}";
        world.put("management", "permissions", "sees", ResourceType.PERMISSION, of.formatted("content", ""));
        world.put("management", "permissions", "reads", ResourceType.PERMISSION, of.formatted("history", "'own'"));
        world.access.invalidate();
        Written out = new Written();
        new Export(world.store, out, world.access, EntryWorld.caller("reader"), EntryWorld.SHOP, false, false)
                .write(rows(List.of(TOP)), OutputStream.nullOutputStream());
        assertThat(out.names()).contains("top");
        assertThat(out.lines).doesNotContain(".dm/top itself");
    }

    /** An attachment lies deeper than its entry may. */
    @Test
    void attachmentsOfDeepEntriesAreFound() throws IOException {
        String deep = "d".repeat(60) + "/" + "e".repeat(60);
        change(RequestType.CREATE, ResourceType.CONTENT, deep, "n".repeat(40));
        change(RequestType.CREATE, ResourceType.COMMENT, deep + "/" + "n".repeat(40), "remark");
        assertThat(exported(found(ResourceType.COMMENT, deep + "/" + "n".repeat(40), "remark"))
                        .names())
                .contains("remark");
        assertThat(exported(found(ResourceType.HISTORY, deep + "/" + "n".repeat(40), "remark"))
                        .names())
                .as("a line of its log is no entry")
                .containsExactly("shop");
    }

    @Test
    void whatFailsOnTheWayHasNoEnd() {
        Written out = new Written();
        QueryRows.Rows rows = new QueryRows.Rows() {
            @Override
            public <E extends Exception> void each(QueryRows.Taker<E> taker) throws E {
                taker.take(PEN);
                throw new IllegalStateException("made up");
            }
        };
        assertThatThrownBy(() -> export(out, rows)).hasMessage("made up");
        assertThat(out.names()).contains("blue");
        assertThat(out.finished).isFalse();
    }
}
