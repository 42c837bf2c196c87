package cc.dmart.plugin.local_notification.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestDelivery;
import cc.dmart.api.plugin.testing.TestEvents;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told of what ({@code plugins-events.md} 3, 5.1, 5.4). Everything happens by lina. */
class LocalNotificationTest {
    private static final Locator TICKET = Locator.of("shop", "orders", "o17", ResourceType.TICKET);

    private final TestApi api = new TestApi();
    private final LocalNotification notification = new LocalNotification(api);

    @BeforeEach
    void make() {
        create("sara", Locator.ofSpace(new SpaceName("personal")));
        create("sara", TICKET);
        create("sara", Locator.of("shop", "pens", "blue", ResourceType.CONTENT));
        create("sara", Locator.of("management", "users", "omar", ResourceType.USER));
    }

    private void create(String owner, Locator at) {
        WireRecord unused = api.asUser(owner)
                .create(
                        at.space().value(),
                        WireRecord.of(
                                at.type(), at.shortname().value(), at.subpath().wire(), JsonObject.EMPTY));
        api.asUser("lina");
    }

    private void happened(EntryEvent event) {
        notification.onEvent(event, new TestDelivery());
    }

    private List<WireRecord> inbox(String user) {
        return api.entries("personal").stream()
                .filter(r -> r.subpath().equals("people/" + user + "/notifications"))
                .toList();
    }

    private static JsonObject body(WireRecord entry) {
        return entry.attributes().object("payload").orElseThrow().object("body").orElseThrow();
    }

    @Test
    void theOwnerOfATicketHearsWhatOthersDo() {
        EntryEvent event = TestEvents.event(ActionType.PROGRESS_TICKET, TICKET, JsonObject.EMPTY);
        happened(event);
        assertThat(inbox("sara")).hasSize(1);
        WireRecord entry = inbox("sara").get(0);
        assertThat(entry.shortname()).isEqualTo(event.eventId());
        assertThat(body(entry))
                .isEqualTo(
                        TestEvents.json(
                                "{'entry_space':'shop','entry_subpath':'/orders','entry_shortname':'o17',"
                                        + "'action_by':'lina','action_type':'progress_ticket','resource_type':'ticket','is_read':false}"));
        assertThat(api.sent()).hasSize(1);
        assertThat(api.sent().get(0).channel()).isEqualTo("web");
        assertThat(api.sent().get(0).receiver().user()).isEqualTo("sara");
        assertThat(api.sent().get(0).data()).isEqualTo(body(entry));
    }

    @Test
    void anEventThatComesTwiceIsToldOnce() {
        EntryEvent event = TestEvents.updated(TICKET, "{}");
        happened(event);
        happened(event);
        assertThat(inbox("sara")).hasSize(1);
        assertThat(api.sent()).hasSize(1);
    }

    @Test
    void nobodyHearsOfTheirOwnDoing() {
        Locator own = Locator.of("shop", "orders", "o18", ResourceType.TICKET);
        create("lina", own);
        happened(TestEvents.updated(own, "{}"));
        assertThat(inbox("lina")).isEmpty();
        assertThat(api.sent()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"comment", "reaction", "reply", "share"})
    void theOwnerOfAnEntryHearsOfWhatIsAttached(String type) {
        Locator at = Locator.of("shop", "pens/blue", "c1", ResourceType.of(type).orElseThrow());
        happened(TestEvents.created(at, "{'body':'nice'}"));
        assertThat(inbox("sara")).hasSize(1);
        WireRecord entry = inbox("sara").get(0);
        assertThat(body(entry).string("entry_subpath")).contains("/pens/blue");
        assertThat(body(entry).string("resource_type")).contains(type);
        assertThat(JsonCodec.writeString(
                        entry.attributes().array("relationships").orElseThrow()))
                .contains("\"shortname\":\"blue\"")
                .contains("\"type\":\"content\"")
                .contains("\"parent_owner\":\"sara\"");
    }

    /** What is attached lies deeper than an entry may. */
    @Test
    void theOwnerOfADeepEntryHearsOfIt() {
        Locator deep = Locator.of("shop", "f".repeat(128), "n".repeat(64), ResourceType.CONTENT);
        create("sara", deep);
        happened(TestEvents.created(deep.attachment(ResourceType.COMMENT, new Shortname("c1")), "{}"));
        assertThat(inbox("sara"))
                .extracting(entry -> body(entry).string("entry_subpath").orElse(""))
                .containsExactly(deep.inside().slashed());
    }

    @Test
    void whoIsNamedInACommentHearsOfItIfThereIsSuchAnAccount() {
        Locator at = Locator.of("shop", "pens/blue", "c1", ResourceType.COMMENT);
        happened(TestEvents.created(at, "{'body':'look @omar and @nobody, mail a@b.example to @lina'}"));
        assertThat(inbox("omar")).hasSize(1);
        assertThat(inbox("nobody")).isEmpty();
        assertThat(inbox("lina")).isEmpty();
        assertThat(inbox("sara")).hasSize(1);
    }

    @Test
    void whatIsAttachedToNothingIsNobodysBusiness() {
        happened(TestEvents.created(Locator.of("shop", "pens/none", "c1", ResourceType.COMMENT), "{}"));
        assertThat(api.entries("personal")).hasSize(1); // the space itself
    }

    @Test
    void ownersHearOfChangesOfAnyEntryIfThatIsConfigured() {
        Locator pen = Locator.of("shop", "pens", "blue", ResourceType.CONTENT);
        Locator gone = Locator.of("shop", "pens", "red", ResourceType.CONTENT);
        OwnChanges changes = new OwnChanges(api, List.of("update", "delete"));
        changes.onEvent(TestEvents.updated(pen, "{}"), new TestDelivery());
        changes.onEvent(TestEvents.deleted(gone, "{'owner_shortname':'omar'}"), new TestDelivery());
        changes.onEvent(TestEvents.updated(TICKET, "{}"), new TestDelivery());
        assertThat(inbox("sara")).hasSize(1);
        assertThat(body(inbox("sara").get(0)).string("entry_shortname")).contains("blue");
        assertThat(inbox("omar")).hasSize(1);
        assertThat(body(inbox("omar").get(0)).string("action_type")).contains("delete");
    }

    @Test
    void actionsThatAreNotConfiguredAreNotTold() {
        OwnChanges changes = new OwnChanges(api, List.of("delete"));
        changes.onEvent(
                TestEvents.updated(Locator.of("shop", "pens", "blue", ResourceType.CONTENT), "{}"), new TestDelivery());
        assertThat(inbox("sara")).isEmpty();
    }
}
