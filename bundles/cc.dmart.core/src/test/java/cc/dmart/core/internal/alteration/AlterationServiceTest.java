package cc.dmart.core.internal.alteration;

import static cc.dmart.api.model.ResourceType.ALTERATION;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AlterationService.Applied;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.EntryView;
import cc.dmart.api.service.PayloadView;
import cc.dmart.api.service.Upload;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.entry.service.EntryWorld;
import cc.dmart.core.internal.query.QueryRows;
import cc.dmart.core.internal.query.QueryServiceImpl;
import cc.dmart.core.internal.search.SearchParserImpl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an alteration was carried out, and goes, and when it stays ({@code http-api.md} 4.16). */
class AlterationServiceTest {
    private static final Locator ALL = Locator.of("shop", "alterations", "cheap", CONTENT);
    private static final Locator BLUE = Locator.of("shop", "pens", "blue", CONTENT);
    private static final Locator ONE = BLUE.attachment(ALTERATION, new Shortname("a1"));

    private final EntryWorld world = new EntryWorld();
    private final List<JsonObject> asked = new ArrayList<>();
    private final List<WireRecord> found = new ArrayList<>();
    private Consumer<WireRecord> before = record -> {};
    private final AlterationServiceImpl alterations = new AlterationServiceImpl(new Watched(), (caller, query) -> {
        asked.add(query);
        return new Found();
    });

    /** What is said to be found. */
    private final class Found implements QueryRows.Rows {
        @Override
        public <E extends Exception> void each(QueryRows.Taker<E> taker) throws E {
            for (WireRecord record : found) {
                taker.take(record);
            }
        }
    }

    /** The entries of the world, with somebody who is faster or in the way. */
    private final class Watched implements EntryService {
        @Override
        public BatchResult apply(Caller caller, SpaceName space, RequestType type, List<WireRecord> records) {
            before.accept(records.get(0));
            return world.service.apply(caller, space, type, records);
        }

        @Override
        public EntryView view(Caller caller, Locator at, ViewOptions options) {
            return world.service.view(caller, at, options);
        }

        @Override
        public PayloadView payload(Caller caller, Locator at) {
            return world.service.payload(caller, at);
        }

        @Override
        public WireRecord upload(Caller caller, SpaceName space, WireRecord record, Upload upload, boolean createOnly) {
            return world.service.upload(caller, space, record, upload, createOnly);
        }
    }

    @BeforeEach
    void proposals() {
        world.put("shop", "/", "alterations", FOLDER, "{}");
        proposal("{}");
        done(RequestType.CREATE, ONE, "{'requested_update':{'price':9}}");
        for (String name : List.of("red", "green")) {
            world.put("shop", "pens", name, CONTENT, "{}");
        }
        found("red");
        found("green");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void proposal(String query) {
        done(
                RequestType.CREATE,
                ALL,
                "{'payload':{'content_type':'json','body':{'target_query':" + query + ",'patch':{'tags':['cheap']}}}}");
    }

    private void done(RequestType type, Locator at, String attributes) {
        BatchResult result = world.service.apply(
                EntryWorld.DMART,
                EntryWorld.SHOP,
                type,
                List.of(EntryWorld.record(
                        at.type(), at.subpath().value(), at.shortname().value(), attributes)));
        assertThat(result.failed()).isEmpty();
    }

    private void found(String name) {
        found.add(EntryWorld.record(CONTENT, "pens", name, "{}"));
    }

    private Applied applyToAll() {
        return alterations.applyToAll(EntryWorld.SARA, EntryWorld.SHOP, ALL.shortname());
    }

    private BatchResult applyToOne(boolean checkLock) {
        WireRecord blue = new WireRecord(
                CONTENT, "blue", "pens", Optional.empty(), JsonObject.EMPTY, Optional.empty(), checkLock);
        return alterations.apply(EntryWorld.SARA, EntryWorld.SHOP, blue, ONE.shortname());
    }

    private boolean isThere(Locator at) {
        return world.store.find(at).isPresent();
    }

    private List<String> tags(String name) {
        return world.store
                .find(Locator.of("shop", "pens", name, CONTENT))
                .orElseThrow()
                .entry()
                .tags();
    }

    @Test
    void goesWhenAllWasChanged() {
        assertThat(applyToAll()).isEqualTo(new Applied(2, 2, List.of()));
        assertThat(isThere(ALL)).isFalse();
        assertThat(tags("green")).containsExactly("cheap");
        assertThat(asked.get(0).bool("retrieve_total")).contains(false);
        assertThat(applyToOne(false).failed()).isEmpty();
        assertThat(isThere(ONE)).isFalse();
    }

    /** Whoever may see nothing that it is about has carried out nothing. */
    @Test
    void staysWhenNothingIsFound() {
        found.clear();
        assertThat(applyToAll()).isEqualTo(new Applied(0, 0, List.of()));
        assertThat(isThere(ALL)).isTrue();
    }

    /** A page has one row here; one of four pens is in the index alone. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"``, 3", "'limit':-1, 3", "'limit':2, 2", "'offset':1, 2", "'limit':'1', 1"})
    void aPageIsNoBound(String members, int matched) {
        world.service.apply(
                EntryWorld.DMART,
                EntryWorld.SHOP,
                RequestType.CREATE,
                List.of(EntryWorld.record(CONTENT, "pens", "zinc", "{}")));
        index("red", "green");
        Locator zinc = Locator.of("shop", "pens", "zinc", CONTENT);
        world.store.commit(new Change(List.of(new ChangeOp.RemoveEntry(zinc, Optional.empty())), List.of(), true));
        done(RequestType.DELETE, ALL, "{}");
        proposal("{'subpath':'pens','sort_by':'shortname'" + (members.isEmpty() ? "" : ",") + members + "}");
        assertThat(overAllRows().applyToAll(EntryWorld.SARA, EntryWorld.SHOP, ALL.shortname()))
                .isEqualTo(new Applied(matched, matched, List.of()));
        assertThat(isThere(ALL)).isFalse();
    }

    private void index(String... names) {
        for (String name : names) {
            done(RequestType.PATCH, Locator.of("shop", "pens", name, CONTENT), "{'slug':'" + name + "'}");
        }
    }

    private AlterationServiceImpl overAllRows() {
        CoreConfig config = EntryWorld.config(Map.of("max_query_limit", 1));
        QueryServiceImpl queries = new QueryServiceImpl(
                world.store,
                world.store,
                world.index,
                world.access,
                new SearchParserImpl(config),
                world.schemas,
                world.feed,
                config);
        return new AlterationServiceImpl(new Watched(), queries);
    }

    /** Changed by itself it would be one that somebody changed meanwhile. */
    @Test
    void itIsNotAmongWhatItChanges() {
        index("red", "green");
        done(RequestType.DELETE, ALL, "{}");
        proposal("{'filter_types':['content']}");
        assertThat(overAllRows().applyToAll(EntryWorld.SARA, EntryWorld.SHOP, ALL.shortname()))
                .isEqualTo(new Applied(3, 3, List.of()));
        assertThat(isThere(ALL)).isFalse();
    }

    @Test
    void whatIsMoreThanARequestCanDoIsRefused() {
        found.clear();
        found.addAll(Collections.nCopies(100_001, EntryWorld.record(CONTENT, "pens", "red", "{}")));
        assertThatThrownBy(this::applyToAll).isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA);
        });
        assertThat(tags("red")).isEmpty();
        assertThat(isThere(ALL)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'''type'':''search''', 0",
        "'''type'':''subpath'',''jq_filter'':'' ''', 0",
        "'''type'':''reports''', 0",
        "'''type'':''attachments''', 0",
        "'''jq_filter'':''.[0]''', 402",
        "'''type'':''tags''', 402",
        "'''type'':''events''', 402",
        "'''type'':''aggregation''', 402",
        "'''type'':''random''', 402",
        "'''type'':''spaces''', 402",
    })
    void aQueryNamesTheEntries(String members, int code) {
        done(RequestType.DELETE, ALL, "{}");
        proposal("{" + members + "}");
        if (code == 0) {
            assertThat(applyToAll().updated()).isEqualTo(2);
        } else {
            assertThatThrownBy(this::applyToAll).isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.code()).isEqualTo(code);
            });
            assertThat(tags("red")).isEmpty();
            assertThat(isThere(ALL)).isTrue();
        }
    }

    /** What was changed before the time was over is told, and there is no use in trying the rest. */
    @Test
    void aReportIsGivenAsSoonAsSomethingWasChanged() {
        late("green");
        found("blue");
        Applied applied = applyToAll();
        assertThat(applied.matched()).isEqualTo(3);
        assertThat(applied.updated()).isEqualTo(1);
        assertThat(applied.failed()).hasSize(1);
        assertThat(applied.failed().get(0).shortname()).isEqualTo("green");
        assertThat(applied.failed().get(0).error().code()).isEqualTo(ErrorCode.TIME_LIMIT);
        assertThat(tags("blue")).isEmpty();
        assertThat(isThere(ALL)).isTrue();
    }

    @Test
    void aRequestThatIsLateFromTheBeginningFails() {
        late("red");
        assertThatThrownBy(this::applyToAll).isInstanceOf(DmartException.Unavailable.class);
        assertThat(isThere(ALL)).isTrue();
    }

    private void late(String name) {
        before = record -> {
            if (record.shortname().equals(name)) {
                throw DmartException.Unavailable.late();
            }
        };
    }

    @Test
    void aRowThatNamesNoEntryFailsAlone() {
        found.add(0, EntryWorld.record(CONTENT, "p".repeat(129), "x", "{}"));
        Applied applied = applyToAll();
        assertThat(applied.updated()).isEqualTo(2);
        assertThat(applied.failed()).hasSize(1);
        assertThat(isThere(ALL)).isTrue();
    }

    /** Nobody has carried out what it asks for now. */
    @Test
    void staysWhenSomebodyChangedItMeanwhile() {
        before = record -> {
            if (record.shortname().equals("red")) {
                done(RequestType.PATCH, ALL, "{'tags':['new']}");
            } else if (record.shortname().equals("blue")) {
                done(RequestType.PATCH, ONE, "{'requested_update':{'price':11}}");
            }
        };
        Applied applied = applyToAll();
        assertThat(applied.updated()).isEqualTo(2);
        assertThat(applied.failed()).extracting(BatchResult.Failure::shortname).containsExactly("cheap");
        assertThat(applied.failed().get(0).error().code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(isThere(ALL)).isTrue();

        BatchResult one = applyToOne(false);
        assertThat(one.done()).hasSize(1);
        assertThat(one.failed()).extracting(BatchResult.Failure::shortname).containsExactly("a1");
        assertThat(isThere(ONE)).isTrue();
    }

    @Test
    void theLockOfTheEntryIsMindedWhenAskedFor() {
        List<WireRecord> sent = new ArrayList<>();
        before = sent::add;
        applyToOne(true);
        assertThat(sent.get(0).checkLock()).isTrue();
        JsonValue version =
                sent.get(1).attributes().get("last_checksum_history").orElseThrow();
        assertThat(JsonCodec.writeString(version)).hasSize(66);
    }
}
