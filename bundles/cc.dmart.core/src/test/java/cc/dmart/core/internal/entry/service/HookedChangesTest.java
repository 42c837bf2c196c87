package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.PATCH;
import static cc.dmart.api.model.RequestType.REPLACE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a before-hook makes of a request is held against schema, uniqueness and the restrictions of the caller like the request
 * itself (plugins-events.md 2.2; check A7).
 */
class HookedChangesTest {
    private static final Caller RITA = EntryWorld.caller("rita");
    private final EntryWorld world = new EntryWorld();

    @BeforeEach
    void people() {
        world.restricted("rita", "'content'", "'payload.body.cost','slug'");
        world.putJson("shop", "/", "pens", FOLDER, "{'unique_fields':[['payload.body.code']]}", "");
        world.putJson("shop", "pens", "green", CONTENT, "{'price':1,'code':'g','kept':1}", "item");
        world.done(CREATE, CONTENT, "pens", "first", "{'payload':{'content_type':'json','body':{'code':'b'}}}");
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** {@code request | name | what the hook makes of the body | code, 0 if it is stored}. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE  | new   | {'price':7}              | 0",
                "CREATE  | new   | {'price':'much'}         | 402",
                "UPDATE  | green | {'price':'much'}         | 402",
                "PATCH   | green | {'price':'much'}         | 402",
                "REPLACE | green | {'price':'much'}         | 402",
                "CREATE  | new   | {'price':7,'code':'b'}   | 415",
                "UPDATE  | green | {'code':'b'}             | 415",
                "CREATE  | new   | {'cost':1}               | 401",
                "UPDATE  | green | {'cost':1}               | 401",
                "PATCH   | green | {'cost':null}            | 401",
                "CREATE  | new   | {'stage':'live'}         | 401",
                "UPDATE  | green | {'stage':'live'}         | 401",
                "UPDATE  | green | {'stage':'ready'}        | 0",
            })
    void bodies(RequestType request, String name, String body, int code) {
        assertThat(List.of(CREATE, UPDATE, PATCH, REPLACE)).contains(request);
        String sent = "{'payload':{'content_type':'json','schema_shortname':'item','body':{'price':2}}}";
        world.hooks.change.set(r -> r.withAttributes(
                EntryWorld.json("{'payload':{'content_type':'json','schema_shortname':'item','body':" + body + "}}")));
        check(name, code, () -> {
            BatchResult result = world.service.apply(
                    RITA, EntryWorld.SHOP, request, List.of(EntryWorld.record(CONTENT, "pens", name, sent)));
            result.failed().forEach(f -> {
                throw f.error();
            });
        });
    }

    /** The content of a file is held against the rules as a hook leaves it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "new   | {'tags':['a']}                                             | 0",
                "green | {'tags':['a']}                                             | 0",
                "green | {'payload':{'content_type':'json','body':{'cost':1}}}      | 401",
                "new   | {'payload':{'content_type':'json','body':{'cost':1}}}      | 401",
                "new   | {'slug':'s'}                                               | 401",
                "green | {'slug':'s'}                                               | 401",
            })
    void files(String name, String attributes, int code) {
        byte[] file = EntryWorld.utf8("{\"price\":2,\"kept\":1,\"code\":\"g2\"}");
        world.hooks.change.set(r -> r.withAttributes(EntryWorld.json(attributes)));
        WireRecord record = EntryWorld.record(CONTENT, "pens", name, "{}");
        check(
                name,
                code,
                () -> world.service.upload(
                        RITA,
                        EntryWorld.SHOP,
                        record,
                        EntryWorld.upload("b.json", "application/json", file, ""),
                        false));
        if (code == 0) {
            assertThat(world.body(CONTENT, "pens", name))
                    .isEqualTo(EntryWorld.json("{'price':2,'kept':1,'code':'g2'}"));
        }
    }

    /** What a hook notes is told once, with the event of what it looked at, without secrets; a client cannot say so itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE | fresh | {'plugin':{'sample':{'a':9}},'tags':['t']}",
                "UPDATE | green | {'tags':['t']}",
                "DELETE | green | {}",
                "MOVE   | green | {'src_subpath':'pens','src_shortname':'green','dest_subpath':'more','dest_shortname':'grey'}",
            })
    void notes(RequestType request, String name, String attributes) {
        world.hooks.noted = EntryWorld.json("{'plugin':{'sample':{'a':1,'access_token':'t'}}}");
        WireRecord record = EntryWorld.record(CONTENT, "pens", name, attributes);
        assertThat(world.service
                        .apply(EntryWorld.caller("dmart"), EntryWorld.SHOP, request, List.of(record))
                        .failed())
                .isEmpty();
        assertThat(world.hooks.last().attributes().object("plugin")).contains(EntryWorld.json("{'sample':{'a':1}}"));
        world.hooks.noted = JsonObject.EMPTY;
        String forged = "{'plugin':{'sample':{'a':9}},'history_diff':{'acl':{}},'cause':'import','replaced':true}";
        world.done(CREATE, CONTENT, "pens", "forged", forged);
        assertThat(world.hooks.last().attributes().names())
                .doesNotContain("plugin", "history_diff", "cause", "replaced");
    }

    /** What is refused leaves everything as it was. */
    private void check(String name, int code, Runnable change) {
        Optional<StoredEntry> before = world.find(CONTENT, "pens", name);
        long seq = world.store.lastSeq();

        DmartException error = catchThrowableOfType(DmartException.class, change::run);

        assertThat(error == null ? 0 : error.code()).isEqualTo(code);
        assertThat(world.store.lastSeq() == seq).isEqualTo(code != 0);
        assertThat(world.find(CONTENT, "pens", name).equals(before)).isEqualTo(code != 0);
    }
}
