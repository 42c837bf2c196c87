package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.MOVE;
import static cc.dmart.api.model.RequestType.PATCH;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.SCHEMA;
import static cc.dmart.api.model.ResourceType.SPACE;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.BatchResult;
import cc.dmart.core.internal.unique.UniqueValues;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests on accounts leave behind, and fields that are unique (storage.md 8.2, http-api.md 4.2). */
class UniqueChangesTest {
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void accountsAreHashedUniqueAndTold() {
        admin(CREATE, "eve", "{'password':'Secret_123','email':'EVE@x.io','msisdn':'9647700000001','roles':['spare']}");
        JsonObject eve = account("eve");
        assertThat(eve.string("password").orElseThrow()).startsWith("#");
        assertThat(eve.string("email")).contains("eve@x.io");
        assertThat(eve.string("language")).contains("arabic");
        assertThat(eve.string("type")).contains("web");
        assertThat(JsonCodec.writeString(world.hooks.last().toJson())).doesNotContain("Secret_123", "\"password\"");
        assertThat(codeOf("bob", "{'email':'eve@X.io'}")).isEqualTo(415);
        assertThat(codeOf("bob", "{'msisdn':'9647700000001'}")).isEqualTo(415);
        assertThat(codeOf("bob", "{'email':'','msisdn':''}")).isZero();

        admin(UPDATE, "eve", "{'is_email_verified':true,'force_password_change':true}");
        admin(UPDATE, "eve", "{'password':'Other_1234','email':'eve2@x.io','language':'en'}");
        JsonObject changed = account("eve");
        assertThat(changed.bool("is_email_verified")).contains(false);
        assertThat(changed.bool("force_password_change")).contains(false);
        assertThat(changed.string("language")).contains("english");
        assertThat(world.sessions).containsExactly("password eve");
        JsonObject diff = world.store
                .history(Locator.of("management", "users", "eve", USER), 0, 1)
                .get(0)
                .diff();
        assertThat(diff.object("password")).contains(EntryWorld.json("{'old':'********','new':'********'}"));

        String hash = changed.string("password").orElseThrow();
        admin(UPDATE, "eve", "{'password':null,'slug':'e'}"); // what the SDKs send for a field that nobody filled in
        admin(PATCH, "eve", "{'password':null,'msisdn':null}");
        assertThat(account("eve").string("password")).contains(hash);
        assertThat(account("eve").has("msisdn")).isFalse();
        assertThat(world.sessions).containsExactly("password eve");

        admin(UPDATE, "eve", "{'is_active':false}");
        admin(UPDATE, "eve", "{'is_active':true}");
        admin(UPDATE, "eve", "{'is_active':true}"); // a lock for a time does not show here, and ends all the same
        admin(DELETE, "eve", "{}");
        assertThat(world.sessions)
                .containsExactly("password eve", "disabled eve", "enabled eve", "enabled eve", "disabled eve");
        assertThat(JsonCodec.writeString(world.hooks.last().toJson())).doesNotContain("\"password\"");
    }

    private void admin(cc.dmart.api.model.RequestType request, String name, String attributes) {
        BatchResult result = world.service.apply(
                EntryWorld.DMART,
                EntryWorld.MGMT,
                request,
                List.of(EntryWorld.record(USER, "users", name, attributes)));
        assertThat(result.failed()).isEmpty();
        assertThat(result.done().get(0).attributes().has("password")).isFalse();
    }

    private int codeOf(String name, String attributes) {
        return EntryWorld.code(world.service.apply(
                EntryWorld.DMART,
                EntryWorld.MGMT,
                CREATE,
                List.of(EntryWorld.record(USER, "users", name, attributes))));
    }

    private JsonObject account(String name) {
        return world.store
                .find(Locator.of("management", "users", name, USER))
                .orElseThrow()
                .entry()
                .meta();
    }

    @Test
    void uniqueFieldsOfAFolderHold() {
        world.putJson(
                "shop",
                "/",
                "pens",
                FOLDER,
                "{'index_attributes':[],'unique_fields':[['payload.body.code'],['payload.body.a','payload.body.b'],"
                        + "['slug_unescaped']]}",
                "");
        world.putJson("shop", "pens", "green", CONTENT, "{'code':'g'}", "item");
        world.done(CREATE, CONTENT, "pens", "p1", item("{'code':'b1','a':1,'b':2}"));
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "p2", item("{'code':'b1'}"))))
                .isEqualTo(415);
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "p2", item("{'code':'B1'}"))))
                .isZero();
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "p3", item("{'a':1}"))))
                .isZero();
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "p4", item("{'a':1,'b':2}"))))
                .isEqualTo(415);
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "p3", "{'payload':{'body':{'b':2}}}")))
                .isEqualTo(415);
        assertThat(EntryWorld.code(world.run(UPDATE, CONTENT, "pens", "p1", "{'payload':{'body':{'x':1}}}")))
                .isZero();
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "inks", "p1", item("{'code':'b1'}"))))
                .isZero();
        assertThat(EntryWorld.code(
                        world.run(MOVE, CONTENT, "inks", "p1", "{'dest_subpath':'pens','dest_shortname':'p9'}")))
                .isEqualTo(415);
    }

    private static String item(String body) {
        return "{'payload':{'content_type':'json','schema_shortname':'item','body':" + body + "}}";
    }

    /** What is not in the index as a leaf: beyond its caps, a field that it does not hold, a space without payloads in it. */
    @Test
    void uniqueFieldsHoldWhateverIsIndexed() {
        String many = "[" + "1,".repeat(999) + "1]";
        String full = "'a':" + many + ",'b':" + many + ",'c':" + many + ",'serial':";
        world.putJson("shop", "/", "inks", FOLDER, "{'unique_fields':[['payload.body.serial']]}", "");
        world.done(CREATE, CONTENT, "inks", "one", item("{" + full + "'s1'}"));
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "inks", "two", item("{" + full + "'s1'}"))))
                .isEqualTo(415);
        world.done(CREATE, CONTENT, "inks", "two", item("{" + full + "'s2'}"));

        String rules = "{'payload':{'content_type':'json','body':{'unique_fields':[['notes']]}}}";
        BatchResult ruled = world.service.apply(
                EntryWorld.DMART, EntryWorld.MGMT, UPDATE, List.of(EntryWorld.record(FOLDER, "/", "users", rules)));
        assertThat(ruled.failed()).isEmpty();
        admin(CREATE, "eve", "{'notes':'e'}");
        assertThat(codeOf("bob", "{'notes':'e'}")).isEqualTo(415);
        assertThat(codeOf("bob", "{'notes':'b'}")).isZero();

        bare();
        world.putJson("bare", "/", "inks", FOLDER, "{'unique_fields':[['payload.body.serial']]}", "");
        assertThat(bare("one")).isZero();
        assertThat(bare("two")).isEqualTo(415);
    }

    /** Neither in the index nor in a refusal, which are for others than those who may know of it. */
    @Test
    void aSecretIsNothingThatCouldBeUnique() {
        String rules = "[['password'],['device_id','notes'],['linked_identities.any'],['slug']]";
        world.putJson("management", "/", "users", FOLDER, "{'unique_fields':" + rules + "}", "");
        admin(CREATE, "eve", "{'password':'Secret_123','device_id':'d1','notes':'n','slug':'e'}");
        assertThat(codeOf("bob", "{'device_id':'d1','notes':'n'}")).isZero();
        assertThat(codeOf("kim", "{'slug':'e'}")).isEqualTo(415);
        Locator eve = Locator.of("management", "users", "eve", USER);
        assertThat(world.index.documents().stream()
                        .filter(d -> d.at().equals(eve))
                        .flatMap(d -> d.exact().getOrDefault(ExactField.VALUE, List.of()).stream())
                        .filter(term -> term.startsWith("unique")))
                .containsExactlyElementsOf(UniqueValues.terms(
                        "slug", world.store.find(eve).orElseThrow().entry().meta()));
    }

    @Test
    void aRefusalTellsAFewValues() {
        world.putJson("shop", "/", "inks", FOLDER, "{'unique_fields':[['payload.body.serial']]}", "");
        world.done(CREATE, CONTENT, "inks", "one", item(serials(1, 10_000)));
        BatchResult second = world.run(CREATE, CONTENT, "inks", "two", item(serials(1, 10_000)));
        assertThat(second.failed().get(0).error().text())
                .startsWith("Entry properties should be unique: @payload.body.serial:1 @payload.body.serial:2 ")
                .endsWith("...")
                .hasSizeLessThan(1100);
    }

    private void bare() {
        world.put("bare", "/", "bare", SPACE, "{'indexing_enabled':false}");
        world.putJson("bare", "schema", "item", SCHEMA, "{'type':'object'}", "meta_schema");
    }

    private int bare(String name) {
        return EntryWorld.code(world.service.apply(
                EntryWorld.DMART,
                new SpaceName("bare"),
                CREATE,
                List.of(EntryWorld.record(CONTENT, "inks", name, item("{'serial':'s'}")))));
    }

    /** Entries may be there before their folder: a new one is not empty for sure. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void newRulesReachWhatWasThereBefore(boolean hasFolder) {
        bare();
        if (hasFolder) {
            world.putJson("bare", "/", "inks", FOLDER, "{}", "");
        }
        assertThat(bare("one")).isZero();
        BatchResult ruled = world.service.apply(
                EntryWorld.DMART,
                new SpaceName("bare"),
                hasFolder ? UPDATE : CREATE,
                List.of(EntryWorld.record(
                        FOLDER,
                        "/",
                        "inks",
                        "{'payload':{'content_type':'json','body':{'unique_fields':[['payload.body.serial']]}}}")));
        assertThat(ruled.failed()).isEmpty();
        if (hasFolder) {
            assertThat(world.hooks
                            .last()
                            .attributes()
                            .object(EntryEvent.DIFF)
                            .orElseThrow()
                            .names())
                    .contains("payload.body.unique_fields");
        }
        Locator one = Locator.of("bare", "inks", "one", CONTENT);
        Set<String> terms = UniqueValues.terms(
                List.of(List.of("payload.body.serial")), world.store.find(one).orElseThrow());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (world.index.documents().stream()
                .noneMatch(d -> d.at().equals(one)
                        && d.exact().getOrDefault(ExactField.VALUE, List.of()).containsAll(terms))) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
        assertThat(bare("two")).isEqualTo(415);
    }

    /** A body may hold a million numbers; the index makes no digest of each. */
    @Test
    void whatIsUniqueHasNotTooManyValues() {
        world.putJson("shop", "/", "inks", FOLDER, "{'unique_fields':[['payload.body.serial']]}", "");
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "inks", "one", item(serials(1, 10_001)))))
                .isEqualTo(402);
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "inks", "one", item(serials(1, 10_000)))))
                .isZero();
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "inks", "two", item(serials(10_000, 10_000)))))
                .isEqualTo(415);
        assertThat(EntryWorld.code(world.run(CREATE, CONTENT, "pens", "two", item(serials(1, 10_001)))))
                .isZero();

        world.putJson("shop", "inks", "old", CONTENT, serials(20_000, 40_000), "item");
        assertThat(UniqueValues.terms(List.of(List.of("payload.body.serial")), world.stored(CONTENT, "inks", "old")))
                .hasSize(10_000);
        assertThat(EntryWorld.code(world.run(PATCH, CONTENT, "inks", "old", "{'slug':'o'}")))
                .isZero();
    }

    private static String serials(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "{'serial':[", "]}"));
    }
}
