package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.MEDIA;
import static cc.dmart.api.model.ResourceType.NOTIFICATION;
import static cc.dmart.api.model.ResourceType.PERMISSION;
import static cc.dmart.api.model.ResourceType.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.BatchResult;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Meta fields with members of their own ({@code storage.md} 2.4 to 2.9, {@code http-api.md} 1.8). */
class TypedFieldsTest {
    private static final String LOCATOR = "{'type':'content','space_name':'shop','subpath':'pens','shortname':'blue'";

    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    /** An entry that such a field may stand in, made before what the requests name. */
    private BatchResult run(RequestType request, ResourceType type, String attributes) {
        boolean account = type == PERMISSION;
        return world.service.apply(
                EntryWorld.DMART,
                new SpaceName(account ? "management" : "shop"),
                request,
                List.of(EntryWorld.record(
                        type, type == MEDIA ? "pens/blue" : account ? "permissions" : "pens", "x", attributes)));
    }

    private static String with(ResourceType type, String field) {
        String needed = switch (type) {
            case NOTIFICATION -> "'type':'admin','priority':'low',";
            case PERMISSION -> "'subpaths':{'shop':['/']},'resource_types':['content'],'actions':['view'],";
            default -> "";
        };
        return "{" + needed + field + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "NOTIFICATION | 'type':'loud' | type",
                "NOTIFICATION | 'type':1 | type",
                "NOTIFICATION | 'priority':'urgent' | priority",
                "NOTIFICATION | 'entry':{'type':'content'} | entry.space_name",
                "PERMISSION | 'allowed_fields_values':{'payload.body.a':'x'} | allowed_fields_values.payload.body.a",
                "PERMISSION | 'allowed_fields_values':[] | allowed_fields_values",
                "MEDIA | 'author_locator':{} | author_locator.type",
                "MEDIA | 'author_locator':{'type':'nope','space_name':'a','subpath':'b','shortname':'c'} | author_locator.type",
                "MEDIA | 'author_locator':{'type':'content','space_name':1,'subpath':'b','shortname':'c'} | author_locator.space_name",
                "MEDIA | 'author_locator':{'type':'content','space_name':'a','shortname':'c','subpath':null} | author_locator.subpath",
                "MEDIA | 'author_locator':{'type':'content','space_name':'a','subpath':'b','shortname':'c','tags':'x'} | author_locator.tags",
            })
    void aWrongValueIsRefused(ResourceType type, String field, String place) {
        long before = world.store.lastSeq();
        refused(run(CREATE, type, with(type, field)), place);
        assertThat(world.store.lastSeq()).isEqualTo(before);
        assertThat(EntryWorld.code(run(CREATE, type, with(type, "'tags':[]")))).isZero();
        refused(run(UPDATE, type, "{" + field + "}"), place);
    }

    private static void refused(BatchResult result, String place) {
        assertThat(EntryWorld.code(result)).isEqualTo(424);
        JsonObject info = ((cc.dmart.api.model.DmartException.Invalid)
                        result.failed().get(0).error())
                .info()
                .get(0);
        assertThat(String.join(".", info.strings("loc"))).isEqualTo("body.attributes." + place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'name':1} | reporter.name",
                "{'msisdn':[]} | reporter.msisdn",
                "{'channel_address':'x'} | reporter.channel_address",
                "'me' | reporter",
            })
    void aReporterIsTexts(String reporter, String place) {
        world.put("shop", "pens", "x", TICKET, "{'state':'a','is_open':true,'workflow_shortname':'w'}");
        refused(run(UPDATE, TICKET, "{'reporter':" + reporter + "}"), place);
        assertThat(EntryWorld.code(run(
                        UPDATE,
                        TICKET,
                        "{'reporter':{'type':'a','name':null,'channel_address':{'x':1},'more':7,'msisdn':'1'}}")))
                .isZero();
        assertThat(field(TICKET, "pens", "reporter"))
                .isEqualTo(EntryWorld.json("{'type':'a','channel_address':{'x':1},'more':7,'msisdn':'1'}"));
    }

    private JsonObject field(ResourceType type, String subpath, String name) {
        return world.stored(type, subpath, "x").entry().meta().object(name).orElseThrow();
    }

    @Test
    void theRightValuesAreTaken() {
        assertThat(EntryWorld.code(run(
                        CREATE,
                        NOTIFICATION,
                        "{'type':'system','priority':'high','entry':" + LOCATOR + ",'uuid':null}}")))
                .isZero();
        assertThat(EntryWorld.code(run(
                        CREATE,
                        MEDIA,
                        "{'author_locator':" + LOCATOR + ",'displayname':{'en':'a','ar':null},'tags':['t'],'own':1}}")))
                .isZero();
        assertThat(field(MEDIA, "pens/blue", "author_locator").names()).contains("own", "tags", "displayname");
        assertThat(EntryWorld.code(run(
                        CREATE,
                        PERMISSION,
                        with(PERMISSION, "'allowed_fields_values':{'payload.body.a':['x',['y']]}"))))
                .isZero();
    }

    /** What is there already may be anything. */
    @Test
    void aStoredValueStaysWhatItIs() {
        world.put("shop", "pens", "x", NOTIFICATION, "{'type':'loud','priority':7,'entry':{}}");
        assertThat(EntryWorld.code(run(UPDATE, NOTIFICATION, "{'is_read':true}")))
                .isZero();
        assertThat(world.stored(NOTIFICATION, "pens", "x").entry().meta().string("type"))
                .contains("loud");
    }

    /** As a create does ({@code query.md} 1.4). */
    @Test
    void anUpdateStoresNoNullsInFieldsOfTheModel() {
        String given = "{'relationships':[{'related_to':{'type':'content','uuid':null},'attributes':null}]}";
        assertThat(EntryWorld.code(run(CREATE, CONTENT, given))).isZero();
        Object created = world.stored(CONTENT, "pens", "x").entry().meta().get("relationships");
        assertThat(EntryWorld.code(run(UPDATE, CONTENT, "{'relationships':null}")))
                .isZero();
        assertThat(EntryWorld.code(run(UPDATE, CONTENT, given))).isZero();
        assertThat(world.stored(CONTENT, "pens", "x").entry().meta().get("relationships"))
                .isEqualTo(created)
                .hasToString("Optional["
                        + EntryWorld.json("{'r':[{'related_to':{'type':'content'}}]}")
                                .array("r")
                                .orElseThrow() + "]");
    }
}
