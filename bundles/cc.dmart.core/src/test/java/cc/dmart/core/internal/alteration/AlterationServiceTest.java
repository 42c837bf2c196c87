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
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.Upload;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.core.internal.entry.EntryWorld;
import java.util.ArrayList;
import java.util.List;
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
    private long total;
    private final AlterationServiceImpl alterations =
            new AlterationServiceImpl(new Watched(), (caller, query, must) -> {
                asked.add(query);
                return new QueryResult(found, total, found.size());
            });

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
        total = 2;
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
        assertThat(asked.get(0).bool("retrieve_total")).contains(true);
        assertThat(applyToOne(false).failed()).isEmpty();
        assertThat(isThere(ONE)).isFalse();
    }

    /** Whoever may see nothing that it is about has carried out nothing. */
    @Test
    void staysWhenNothingIsFound() {
        found.clear();
        total = 0;
        assertThat(applyToAll()).isEqualTo(new Applied(0, 0, List.of()));
        assertThat(isThere(ALL)).isTrue();
    }

    @ParameterizedTest(name = "limit {0}, offset {1} of {2}: {3} matched, done {4}")
    @CsvSource({
        "-1, 0, 3, 3, false",
        "3, 0, 12, 3, false",
        "2, 0, 12, 2, true",
        "-1, 10, 12, 2, true",
        "-1, 9, 12, 3, false"
    })
    void staysWhenMoreIsMeantThanWasChanged(int limit, int offset, long all, long matched, boolean whole) {
        done(RequestType.DELETE, ALL, "{}");
        proposal("{'limit':" + limit + ",'offset':" + offset + ",'retrieve_total':false}");
        total = all;
        assertThat(applyToAll()).isEqualTo(new Applied(matched, 2, List.of()));
        assertThat(isThere(ALL)).isEqualTo(!whole);
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
        total = 3;
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
