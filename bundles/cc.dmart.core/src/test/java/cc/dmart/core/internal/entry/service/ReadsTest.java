package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.JSON;
import static cc.dmart.api.model.ResourceType.LOG;
import static cc.dmart.api.model.ResourceType.MEDIA;
import static cc.dmart.api.model.ResourceType.SPACE;
import static cc.dmart.api.model.ResourceType.TICKET;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryView;
import cc.dmart.api.service.PayloadView;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.WireForm;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries and payloads as they are read: http-api.md 4.3, 4.5, 1.11, query.md 3.4, security.md 4.1. */
class ReadsTest {
    private static final Locator BLUE = Locator.of("shop", "pens", "blue", CONTENT);
    private static final ViewOptions ALL = new ViewOptions(true, true, Set.of());
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theBodyComesOnlyWhenAskedForAndAsStored() {
        EntryView bare = world.service.view(EntryWorld.SARA, BLUE, ViewOptions.META);
        assertThat(bare.meta().object("payload").orElseThrow().names())
                .containsExactly("content_type", "schema_shortname", "checksum");
        assertThat(bare.attachments()).isEmpty();
        assertThat(bare.meta().has("space_name")).isFalse();
        assertThat(bare.meta().string("shortname")).contains("blue");

        EntryView whole = world.service.view(EntryWorld.SARA, BLUE, ALL);
        Optional<JsonRaw> body =
                whole.meta().object("payload").flatMap(p -> p.get("body")).map(JsonRaw.class::cast);
        assertThat(JsonCodec.parse(body.orElseThrow().utf8())).isEqualTo(world.body(CONTENT, "pens", "blue"));
        assertThat(world.hooks.last().action()).isEqualTo(ActionType.VIEW);
    }

    @Test
    void attachmentsAreGroupedUnderTheirGrandparent() {
        world.done(CREATE, COMMENT, "pens/blue", "c1", "{'payload':{'content_type':'comment','body':{'body':'n'}}}");
        world.done(CREATE, COMMENT, "pens/blue", "c2", "{'payload':{'content_type':'text','body':'t'}}");
        world.done(CREATE, JSON, "pens/blue", "j1", "{'payload':{'content_type':'json','body':{'a':1}}}");
        world.put("shop", "pens/blue", "hidden", COMMENT, "{'is_active':false}");
        world.put(
                "management",
                "permissions",
                "active_only",
                ResourceType.PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':['content','comment'],'actions':['view'],"
                        + "'conditions':['is_active']}");
        world.put("management", "roles", "reader", ResourceType.ROLE, "{'permissions':['active_only']}");
        world.put("management", "users", "rita", USER, "{'roles':['reader']}");

        EntryView mine = world.service.view(EntryWorld.SARA, BLUE, ALL);
        assertThat(mine.attachments().keySet()).containsExactlyInAnyOrder(COMMENT, JSON);
        assertThat(mine.attachments().get(COMMENT))
                .extracting(WireRecord::shortname)
                .containsExactlyInAnyOrder("c1", "c2", "hidden");
        WireRecord json = mine.attachments().get(JSON).get(0);
        assertThat(json.subpath()).isEqualTo("pens");
        assertThat(json.uuid()).isPresent();
        assertThat(json.attributes().has("acl")).isFalse();
        assertThat(json.attributes().object("payload").flatMap(p -> p.get("body")))
                .containsInstanceOf(JsonRaw.class);
        JsonObject text = byName(mine.attachments().get(COMMENT), "c2");
        assertThat(text.object("payload").flatMap(p -> p.string("body"))).contains("t");

        EntryView hers =
                world.service.view(EntryWorld.caller("rita"), BLUE, new ViewOptions(false, true, Set.of(COMMENT)));
        assertThat(hers.attachments().keySet()).containsExactly(COMMENT);
        assertThat(hers.attachments().get(COMMENT))
                .extracting(WireRecord::shortname)
                .containsExactly("c1", "c2");
    }

    private static JsonObject byName(List<WireRecord> records, String name) {
        return records.stream()
                .filter(r -> r.shortname().equals(name))
                .findFirst()
                .orElseThrow()
                .attributes();
    }

    @Test
    void secretsNeverLeave() {
        world.put(
                "management",
                "users",
                "vera",
                USER,
                "{'password':'#x','device_id':'d','firebase_token':'f','last_login':{'timestamp':1},"
                        + "'google_id':'g','query_policies':[],'attempt_count':3,'notes':'n','slug':null}");
        EntryView view =
                world.service.view(EntryWorld.DMART, Locator.of("management", "users", "vera", USER), ViewOptions.META);
        assertThat(view.meta().names())
                .doesNotContain(
                        "password",
                        "device_id",
                        "firebase_token",
                        "last_login",
                        "google_id",
                        "query_policies",
                        "attempt_count",
                        "slug")
                .contains("notes", "roles", "groups", "language", "type");
        assertThat(WireForm.attributes(
                                world.store
                                        .find(Locator.of("management", "users", "vera", USER))
                                        .orElseThrow(),
                                true)
                        .names())
                .doesNotContain("notes", "password", "uuid", "shortname")
                .contains("space_name");
    }

    @Test
    void olderMetasReadWithDefaults() {
        world.store.put(
                Locator.of("shop", "pens", "legacy", CONTENT),
                EntryWorld.json("{'shortname':'legacy','displayname':{'en':'Legacy','ar':null},"
                        + "'payload':{'content_type':'image','body':'legacy.png'}}"));
        JsonObject meta = world.service
                .view(EntryWorld.SARA, Locator.of("shop", "pens", "legacy", CONTENT), ALL)
                .meta();
        assertThat(meta.bool("is_active")).contains(false);
        assertThat(meta.object("displayname")).as("without nulls").contains(EntryWorld.json("{'en':'Legacy'}"));
        assertThat(meta.array("tags").orElseThrow().size()).isZero();
        assertThat(meta.object("payload").flatMap(p -> p.string("content_type")))
                .contains("image_jpeg");
        JsonObject space = world.service
                .view(EntryWorld.SARA, Locator.of("shop", "/", "shop", SPACE), ViewOptions.META)
                .meta();
        assertThat(space.has("ordinal")).isTrue();
        assertThat(space.strings("languages")).containsExactly("english");
    }

    @Test
    void errorsOfReads() {
        assertThat(error(EntryWorld.OMAR, BLUE).code()).isEqualTo(401);
        DmartException missing = error(EntryWorld.SARA, Locator.of("shop", "pens", "none", CONTENT));
        assertThat(missing.type()).isEqualTo("db");
        assertThat(missing.code()).isEqualTo(220);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(error(EntryWorld.SARA, Locator.of("nospace", "pens", "none", CONTENT))
                        .code())
                .isEqualTo(220);
        world.put("shop", "pens", "bare", CONTENT, "{}");
        DmartException empty = catchThrowableOfType(
                DmartException.class,
                () -> world.service.payload(EntryWorld.SARA, Locator.of("shop", "pens", "bare", CONTENT)));
        assertThat(empty.type()).isEqualTo("media");
        assertThat(empty.status()).isEqualTo(404);
        assertThat(catchThrowableOfType(DmartException.class, () -> world.service.payload(EntryWorld.OMAR, BLUE))
                        .code())
                .isEqualTo(401);
    }

    private DmartException error(cc.dmart.api.model.Caller caller, Locator at) {
        return catchThrowableOfType(DmartException.class, () -> world.service.view(caller, at, ALL));
    }

    @Test
    void payloadsInTheirForms() {
        assertThat(world.service.payload(EntryWorld.SARA, BLUE))
                .isInstanceOfSatisfying(
                        PayloadView.Json.class,
                        j -> assertThat(JsonCodec.parse(j.body().utf8()))
                                .isEqualTo(world.body(CONTENT, "pens", "blue")));
        world.done(CREATE, COMMENT, "pens/blue", "c1", "{'payload':{'content_type':'comment','body':{'body':'n'}}}");
        assertThat(world.service.payload(EntryWorld.SARA, Locator.of("shop", "pens/blue", "c1", COMMENT)))
                .isInstanceOfSatisfying(
                        PayloadView.Json.class,
                        j -> assertThat(JsonCodec.parse(j.body().utf8())).isEqualTo(EntryWorld.json("{'body':'n'}")));
        world.done(CREATE, CONTENT, "pens", "md", "{'payload':{'content_type':'markdown','body':'# x'}}");
        assertThat(world.service.payload(EntryWorld.SARA, Locator.of("shop", "pens", "md", CONTENT)))
                .isEqualTo(new PayloadView.Text(
                        "# x",
                        ContentType.MARKDOWN,
                        "md.md",
                        world.stored(CONTENT, "pens", "md").version()));
        byte[] config = EntryWorld.utf8("{\"a\":1}");
        world.service.upload(
                EntryWorld.SARA,
                EntryWorld.SHOP,
                EntryWorld.record(MEDIA, "pens/blue", "ui", "{}"),
                EntryWorld.upload("ui.json", "", config, ""),
                false);
        assertThat(world.service.payload(EntryWorld.SARA, Locator.of("shop", "pens/blue", "ui", MEDIA)))
                .isInstanceOfSatisfying(
                        PayloadView.File.class, f -> assertThat(f.contentType()).isEqualTo(ContentType.JSON));
    }

    /** A file by its own address, what is in it where JSON is asked for ({@code query.md} 3.4). */
    @Test
    void theJsonOfAMediumIsSentAsThatOfOtherAttachments() {
        WireRecord reply =
                world.done(CREATE, MEDIA, "pens/blue", "ui", "{'payload':{'content_type':'json','body':{'price':5}}}");
        assertThat(body(reply.attributes())).isEqualTo(EntryWorld.json("{'price':5}"));
        StoredEntry stored = world.stored(MEDIA, "pens/blue", "ui");
        assertThat(body(WireForm.attachment(stored, true).attributes())).isEqualTo(EntryWorld.json("{'price':5}"));
        assertThat(body(WireForm.attributes(stored, true))).isEqualTo(EntryWorld.json("{'price':5}"));
        assertThat(body(WireForm.attachment(stored, false).attributes())).isEqualTo(new JsonString("ui.json"));
        assertThat(world.service.payload(EntryWorld.SARA, stored.at()))
                .as("its address gives its bytes")
                .isInstanceOf(PayloadView.File.class);
    }

    private static JsonValue body(JsonObject attributes) {
        return attributes
                .object("payload")
                .flatMap(p -> p.get("body"))
                .map(JsonCodec::materialize)
                .orElseThrow();
    }

    @Test
    void aLogReadsAsItsItems() {
        world.done(CREATE, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'n':1}}}");
        world.done(RequestType.UPDATE, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'n':2}}}");
        Locator at = Locator.of("shop", "pens", "app", LOG);
        JsonObject items = EntryWorld.json("{'log_entry_items':[{'n':1},{'n':2}]}");
        JsonObject payload = world.service
                .view(EntryWorld.SARA, at, ALL)
                .meta()
                .object("payload")
                .orElseThrow();
        assertThat(JsonCodec.materialize((JsonRaw) payload.get("body").orElseThrow()))
                .isEqualTo(items);
        assertThat(world.service
                        .view(EntryWorld.SARA, at, ViewOptions.META)
                        .meta()
                        .object("payload")
                        .orElseThrow()
                        .has("body"))
                .isFalse();
    }

    /** What the defaults of a class and the time of its file add to an older meta, and what is no field of any. */
    @Test
    void olderMetasAreShownWhole() {
        world.put(
                "shop",
                "pens",
                "case1",
                TICKET,
                "{'state':'new','workflow_shortname':'w','resource_type':'Ticket','subpath':'x','attachments':{},"
                        + "'retrieve_lock_status':false,'own':1}");
        JsonObject ticket = world.service
                .view(EntryWorld.SARA, Locator.of("shop", "pens", "case1", TICKET), ALL)
                .meta();
        assertThat(ticket.bool("is_open")).contains(true);
        assertThat(ticket.names())
                .contains("own")
                .doesNotContain("resource_type", "subpath", "attachments", "retrieve_lock_status");
        StoredEntry undated = new StoredEntry(
                new Entry(BLUE, EntryWorld.json("{'created_at':'2024-05-01T10:11:12.000000'}")),
                Optional.empty(),
                Optional.empty(),
                "",
                Instant.parse("2025-01-02T03:04:05Z"));
        assertThat(undated.dated(ZoneId.of("Asia/Baghdad")).entry().meta())
                .isEqualTo(EntryWorld.json(
                        "{'created_at':'2024-05-01T10:11:12.000000','updated_at':'2025-01-02T06:04:05.000000'}"));
    }

    @Test
    void theRemarkOfAnExportIsItsFile() {
        Locator at = Locator.of("shop", "pens/blue", "c9", COMMENT);
        JsonObject meta = EntryWorld.json("{'payload':{'content_type':'comment','body':'c9.json'}}");
        StoredEntry stored = new StoredEntry(
                new Entry(at, meta),
                Optional.of(new JsonRaw(EntryWorld.utf8("{\"body\":\"nice\"}"))),
                Optional.of("c9.json"),
                "");
        assertThat(JsonCodec.writeString(WireForm.attachment(stored, false).attributes()))
                .contains("\"payload\":{\"content_type\":\"comment\",\"body\":{\"body\":\"nice\"}}");
    }

    @Test
    void wideIntegersOfARemarkAreSentAsThoseOfABody() {
        JsonObject meta = EntryWorld.json(
                "{'payload':{'content_type':'comment'," + "'body':{'body':'n','ids':[12345678901234567890123,7]}}}");
        StoredEntry stored = new StoredEntry(
                new Entry(Locator.of("shop", "pens/blue", "c9", COMMENT), meta),
                Optional.empty(),
                Optional.empty(),
                "");
        assertThat(JsonCodec.writeString(WireForm.attachment(stored, false).attributes()))
                .contains("{\"body\":\"n\",\"ids\":[\"12345678901234567890123\",7]}");
    }
}
