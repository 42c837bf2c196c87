package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.PATCH;
import static cc.dmart.api.model.RequestType.REPLACE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.RequestType.UPDATE_ACL;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.JSON;
import static cc.dmart.api.model.ResourceType.MEDIA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.Upload;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Restricted fields and values of security.md 3.8 on every way in (rows 9 to 15 of its table 3.11): as a request, as a file, by
 * adding and by leaving out.
 */
class RestrictedFieldsTest {
    private static final Caller RITA = EntryWorld.caller("rita");
    private final EntryWorld world = new EntryWorld();

    @BeforeEach
    void people() {
        world.restricted(
                "rita",
                "'content','media','json','comment'",
                "'payload.body.cost','payload.body.deep.cost','slug','displayname.ar'");
        world.putJson("shop", "pens", "plain", CONTENT, "{'x':1,'deep':{'y':2}}", "");
        world.putJson("shop", "pens", "priced", CONTENT, "{'cost':9,'x':1}", "");
        world.put("shop", "pens", "named", CONTENT, "{'displayname':{'en':'E','ar':'A'},'description':{'en':'D'}}");
        world.putJson("shop", "pens", "deep", CONTENT, "{'deep':{'cost':{'usd':1},'y':2}}", "");
        world.putJson("shop", "pens", "staged", CONTENT, "{'stage':'draft','x':1}", "");
        world.put(
                "shop",
                "pens/blue",
                "note",
                COMMENT,
                "{'payload':{'content_type':'comment','body':{'cost':1,'body':'b'}}}");
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** The same content as a request and as a file has the same answer. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0   | new    | {'x':1,'stage':'draft'}",
                "401 | new    | {'cost':5}",
                "401 | new    | {'cost':{'usd':1}}",
                "401 | new    | {'cost':null}",
                "401 | new    | {'stage':'live'}",
                "401 | new    | {'stage':['draft','live']}",
                "401 | new    | {'deep':{}}",
                "0   | plain  | {'x':2}",
                "401 | plain  | {'cost':5}",
                "401 | plain  | {'deep':{'cost':5}}",
                "401 | priced | {'cost':9,'x':1}", // what is sent counts as written, whatever its value
                "401 | priced | {'x':1}",
                "401 | priced | {}",
                "401 | deep   | {'deep':{'y':2}}",
                "401 | deep   | {'deep':5}",
                "401 | deep   | {'y':2}",
                "401 | staged | {'x':1}",
                "0   | staged | {'stage':'ready'}"
            })
    void bodiesAreAskedFor(int code, String name, String body) {
        RequestType request = name.equals("new") ? CREATE : REPLACE;
        String payload = "{'payload':{'content_type':'json','body':" + body + "}}";
        long before = world.store.lastSeq();

        assertThat(code(request(request, CONTENT, "pens", name, payload))).isEqualTo(code);
        String other = request == CREATE ? "other" : name;
        assertThat(code(upload(CONTENT, "pens", other, "{}", json(body)))).isEqualTo(code);
        assertThat(world.store.lastSeq() == before).isEqualTo(code != 0);
    }

    record File(int code, ResourceType type, String name, String attributes, Upload file) {}

    static List<File> files() {
        return List.of(
                new File(0, MEDIA, "m", "{}", png()),
                new File(0, MEDIA, "m", "{'payload':null}", png()),
                new File(0, MEDIA, "m", "{'payload':{'body':{'cost':1}}}", png()),
                new File(401, MEDIA, "m", "{'slug':'s'}", png()),
                new File(401, JSON, "j", "{}", json("{'cost':5}")),
                new File(401, COMMENT, "c", "{}", json("{'cost':5}")),
                new File(0, JSON, "j", "{}", json("{'x':5}")),
                new File(401, COMMENT, "note", "{}", png()),
                new File(401, COMMENT, "note", "{}", json("{'body':'b'}")),
                new File(401, CONTENT, "blue", "{'slug':'s'}", json("{'x':5}")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void filesAreAskedFor(File row) {
        String subpath = row.type().isAttachment() ? "pens/blue" : "pens";
        assertThat(code(upload(row.type(), subpath, row.name(), row.attributes(), row.file())))
                .isEqualTo(row.code());
    }

    /** An object goes into the one that stands in the meta; only what takes a restricted field away is refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0   | UPDATE  | {'body':'b'}",
                "0   | PATCH   | {'body':'b'}",
                "401 | UPDATE  | {'cost':null}",
                "401 | REPLACE | {'body':'b'}",
                "401 | UPDATE  | 'text'"
            })
    void objectsOfTheMetaAreMerged(int code, RequestType request, String body) {
        assertThat(List.of(UPDATE, PATCH, REPLACE)).contains(request);
        assertThat(code(request(request, COMMENT, "pens/blue", "note", "{'payload':{'body':" + body + "}}")))
                .isEqualTo(code);
    }

    /** Objects of the meta are replaced as well. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "401 | named | {'displayname':{'en':'F'}}",
                "401 | named | {'displayname':{'en':'F','ar':'A'}}",
                "401 | named | {'displayname':null}",
                "0   | named | {'description':{'ku':'F'}}",
                "0   | plain | {'displayname':{'en':'F'}}"
            })
    void objectsOfTheMetaAreReplaced(int code, String name, String attributes) {
        assertThat(code(request(UPDATE, CONTENT, "pens", name, attributes))).isEqualTo(code);
    }

    /** An access list is a field that an update writes ({@code security.md} 3.7, 3.8). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0   | 'slug' | {'acl':[{'user_shortname':'sara','allowed_actions':['view']}]}",
                "401 | 'acl'  | {'acl':[{'user_shortname':'sara','allowed_actions':['view']}]}",
                "401 | 'acl'  | {'acl':[]}",
                "401 | 'slug' | {'acl':[],'slug':'s'}"
            })
    void s3_8_accessListsAreAskedFor(int code, String fields, String attributes) {
        world.restricted("rita", "'content'", fields);
        world.access.invalidate();
        assertThat(code(request(UPDATE_ACL, CONTENT, "pens", "plain", attributes)))
                .isEqualTo(code);
    }

    /** What a hook writes is written for the caller, access lists too. */
    @Test
    void s3_8_hooksWriteNoRestrictedAccessLists() {
        world.hooks.change.set(
                record -> record.withAttributes(record.attributes().with("slug", new JsonString("s"))));
        assertThat(code(request(UPDATE_ACL, CONTENT, "pens", "plain", "{'acl':[]}")))
                .isEqualTo(401);
    }

    private static Upload png() {
        return EntryWorld.upload("a.png", "image/png", UploadsTest.png(1, 1), "");
    }

    private static Upload json(String body) {
        return EntryWorld.upload("b.json", "application/json", EntryWorld.utf8(body.replace('\'', '"')), "");
    }

    private DmartException upload(ResourceType type, String subpath, String name, String attributes, Upload file) {
        return catchThrowableOfType(
                DmartException.class,
                () -> world.service.upload(
                        RITA, EntryWorld.SHOP, EntryWorld.record(type, subpath, name, attributes), file, false));
    }

    private DmartException request(RequestType request, ResourceType type, String subpath, String name, String attrs) {
        BatchResult result = world.service.apply(
                RITA, EntryWorld.SHOP, request, List.of(EntryWorld.record(type, subpath, name, attrs)));
        return result.failed().isEmpty() ? null : result.failed().get(0).error();
    }

    private static int code(DmartException error) {
        return error == null ? 0 : error.code();
    }
}
