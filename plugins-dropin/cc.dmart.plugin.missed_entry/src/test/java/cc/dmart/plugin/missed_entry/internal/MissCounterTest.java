package cc.dmart.plugin.missed_entry.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestDelivery;
import cc.dmart.api.plugin.testing.TestEvents;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts as a miss, and the entry that is made of it ({@code plugins-events.md} 3). */
class MissCounterTest {
    private final TestApi api = new TestApi();
    private final MissCounter counter = new MissCounter(api);

    @BeforeEach
    void capture() {
        space("shop", true);
    }

    private void space(String name, boolean captures) {
        WireRecord unused = api.create(
                name,
                WireRecord.of(
                        ResourceType.SPACE,
                        name,
                        "/",
                        JsonObject.builder().put("capture_misses", captures).build()));
    }

    private static EntryEvent viewed(String space, String subpath, String name, boolean missed) {
        return TestEvents.event(
                ActionType.VIEW,
                Locator.of(space, subpath, name, ResourceType.CONTENT),
                missed ? TestEvents.json("{'missed':true}") : JsonObject.EMPTY);
    }

    private void happened(EntryEvent event) {
        counter.onEvent(event, new TestDelivery());
    }

    private List<JsonObject> misses(String space) {
        return api.entries(space).stream()
                .filter(r -> r.subpath().equals("misses"))
                .map(r -> r.attributes()
                        .object("payload")
                        .orElseThrow()
                        .object("body")
                        .orElseThrow())
                .toList();
    }

    @Test
    void viewsOfNothingAreCountedAndOthersAreNot() {
        happened(viewed("shop", "pens/old", "red", true));
        happened(viewed("shop", "pens/old", "red", true));
        happened(viewed("shop", "pens/old", "blue", false));
        counter.close();
        assertThat(misses("shop"))
                .containsExactly(TestEvents.json("{'requested_subpath':'/pens/old','requested_shortname':'red',"
                        + "'num_of_requests':2,'actioned':'No'}"));
        assertThat(api.entries("shop")).extracting(WireRecord::shortname).contains("pens_old_red");
        assertThat(api.entries("shop"))
                .filteredOn(r -> r.resourceType() == ResourceType.FOLDER)
                .extracting(WireRecord::shortname)
                .containsExactly("misses");
    }

    @Test
    void countsAreAddedToWhatIsThere() {
        happened(viewed("shop", "pens", "red", true));
        counter.close();
        MissCounter later = new MissCounter(api);
        later.onEvent(viewed("shop", "pens", "red", true), new TestDelivery());
        later.close();
        assertThat(misses("shop")).hasSize(1);
        assertThat(misses("shop").get(0).number("num_of_requests").orElseThrow().longValue())
                .isEqualTo(2);
    }

    @Test
    void namesOfAQueryThatAreNotThereAreMisses() {
        WireRecord unused = api.create("shop", WireRecord.of(ResourceType.CONTENT, "blue", "pens", JsonObject.EMPTY));
        EntryEvent query = TestEvents.event(
                ActionType.QUERY,
                Locator.of("shop", "pens", "none", ResourceType.CONTENT),
                TestEvents.json("{'filter_shortnames':['blue','green'],'total':1,'returned':1}"));
        happened(query);
        counter.close();
        assertThat(misses("shop")).hasSize(1);
        assertThat(misses("shop").get(0).string("requested_shortname")).contains("green");
    }

    @Test
    void nothingListensWhileNoSpaceWantsIt() {
        TestApi other = new TestApi();
        List<Boolean> said = new ArrayList<>();
        CaptureSwitch capture = new CaptureSwitch(other, said::add);
        Locator shop = Locator.ofSpace(new SpaceName("shop"));
        WireRecord space = WireRecord.of(ResourceType.SPACE, "shop", "/", TestEvents.json("{'capture_misses':false}"));
        WireRecord made = other.create("management", space); // the fake has its spaces there
        capture.onEvent(TestEvents.created(shop, "{}"), new TestDelivery());
        assertThat(said).isEmpty();
        WireRecord on = other.update("management", made.withAttributes(TestEvents.json("{'capture_misses':true}")));
        capture.onEvent(TestEvents.updated(shop, "{}"), new TestDelivery());
        capture.onEvent(TestEvents.updated(shop, "{}"), new TestDelivery());
        assertThat(said).containsExactly(true);
        WireRecord off = other.update("management", on.withAttributes(TestEvents.json("{'capture_misses':false}")));
        capture.onEvent(TestEvents.updated(shop, "{}"), new TestDelivery());
        assertThat(off.shortname()).isEqualTo("shop");
        assertThat(said).containsExactly(true, false);
    }

    @Test
    void aServerWithoutItsManagementSpaceWantsNone() {
        List<Boolean> said = new ArrayList<>();
        DmartApi none = (DmartApi) Proxy.newProxyInstance(
                DmartApi.class.getClassLoader(), new Class<?>[] {DmartApi.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("query")) {
                        throw DmartException.Invalid.request(3, "Space name management provided is empty or invalid");
                    }
                    return proxy;
                });
        CaptureSwitch capture = new CaptureSwitch(none, said::add);
        capture.onEvent(TestEvents.updated(Locator.ofSpace(new SpaceName("shop")), "{}"), new TestDelivery());
        assertThat(said).isEmpty();
    }

    @Test
    void aLongNameIsCut() {
        happened(viewed("shop", "a/very/long/path/below", "and_a_long_name", true));
        counter.close();
        assertThat(api.entries("shop")).extracting(WireRecord::shortname).contains("a_very_long_path_below_and_a_lon");
    }

    @Test
    void aSpaceThatDoesNotWantItHasNone() {
        space("depot", false);
        happened(viewed("depot", "pens", "red", true));
        counter.close();
        assertThat(misses("depot")).isEmpty();
    }
}
