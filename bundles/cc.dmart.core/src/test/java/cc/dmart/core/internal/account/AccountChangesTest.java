package cc.dmart.core.internal.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AccountChanges.Identifiers;
import cc.dmart.api.service.AccountChanges.NewAccount;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.storage.JournalReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code core} does to accounts for their owners ({@code security.md} 1.3, 1.8 to 1.10). */
class AccountChangesTest {
    private static final Caller NOBODY = Caller.anonymous("r1");
    private static final Caller DMART = Caller.of("dmart", "r1", Map.of());

    private final AccountWorld world = new AccountWorld();

    @BeforeEach
    void people() {
        world.start(Map.of("admin_password", "Correct9Horse"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(String text) {
        return JsonCodec.parse(text.replace('\'', '"')).asObject().orElseThrow();
    }

    private User register(String name, String attributes) {
        return world.changes.register(
                NOBODY, new NewAccount(name, json(attributes), json("{'google_id':'g1'}"), "registration"));
    }

    private static void refused(Runnable call, int status, int code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        DmartException.class,
                        e -> assertThat(e.status() + " " + e.code()).isEqualTo(status + " " + code));
    }

    /** However often others are faster: the change is worked out from what is there when it is made. */
    @Test
    void aChangeWorkedOutFromTheAccountTakesNothingBackThatOthersDid() {
        register("sara", "{}");
        AtomicInteger others = new AtomicInteger();
        world.changes.update(DMART, "sara", "profile", user -> {
            int n = others.get();
            if (n < 5) { // inside of the working out, so that it is stale each time
                others.incrementAndGet();
                world.changes.update(DMART, "sara", "profile", u -> with(u, "k" + n));
            }
            return with(user, "mine");
        });
        assertThat(world.user("sara").object("displayname").orElseThrow().names())
                .containsExactlyInAnyOrder("k0", "k1", "k2", "k3", "k4", "mine");
    }

    private static JsonObject with(User user, String key) {
        JsonObject names = user.entry().meta().object("displayname").orElse(JsonObject.EMPTY);
        return JsonObject.builder()
                .put("displayname", names.toBuilder().put(key, "v").build())
                .build();
    }

    @Test
    void s1_8_aRegisteredAccountBelongsToTheAdministrator() {
        User sara = register("sara", "{'email':'Sara@b.io','password':'Good4Enough','is_email_verified':true}");
        JsonObject meta = world.user("sara");
        assertThat(meta.string("owner_shortname")).contains("dmart");
        assertThat(meta.string("password")).contains("hash:Good4Enough");
        assertThat(meta.string("google_id")).contains("g1");
        assertThat(meta.bool("is_active")).contains(true);
        assertThat(meta.string("email")).contains("sara@b.io");
        assertThat(sara.name()).isEqualTo("sara");
        assertThat(register("auto", "{}").name()).matches("[0-9a-f]{8}");
        refused(() -> register("sara", "{}"), 400, 400);
        refused(() -> register("other", "{'email':'SARA@b.io'}"), 400, 415);
        refused(() -> register("__root__", "{}"), 400, 402);
    }

    @Test
    void s1_3_identifiersAreTakenWhateverTheirCase() {
        register("sara", "{'email':'sara@b.io','msisdn':'7801234567'}");
        Optional<String> none = Optional.empty();
        assertThat(world.changes.taken(new Identifiers(Optional.of("SARA"), none, none)))
                .contains("shortname");
        assertThat(world.changes.taken(new Identifiers(none, Optional.of("7801234567"), Optional.of("sara@b.io"))))
                .contains("msisdn");
        assertThat(world.changes.taken(new Identifiers(Optional.of("omar"), none, Optional.of("sara@b.io"))))
                .contains("email");
        assertThat(world.changes.taken(new Identifiers(Optional.of("sar"), none, Optional.of("ara@b.io"))))
                .isEmpty();
    }

    @Test
    void s1_9_aChangeIsWorkedOutFromWhatIsStored() {
        register("sara", "{'displayname':{'en':'S'},'payload':{'content_type':'json','body':{'a':1,'b':{'c':1}}}}");
        world.changes.update(DMART, "sara", "profile", now -> json("{'payload':{'body':{'b':{'d':2}}}}"));
        assertThat(world.body("sara")).isEqualTo(json("{'a':1,'b':{'c':1,'d':2}}"));
        world.changes.update(DMART, "sara", "profile", now -> json("{'payload':{'body':{'a':null,'b':{'c':null}}}}"));
        assertThat(world.body("sara"))
                .as("nulls of an owner are kept")
                .isEqualTo(json("{'a':null,'b':{'c':null,'d':2}}"));
        assertThatThrownBy(() -> world.changes.update(DMART, "sara", "profile", now -> {
                    throw DmartException.Forbidden.denied();
                }))
                .isInstanceOf(DmartException.Forbidden.class);
        refused(() -> world.changes.update(DMART, "nobody", "profile", now -> JsonObject.EMPTY), 404, 220);
    }

    @Test
    void s5_5_resetNeedsTheRight() {
        register("sara", "{'password':'Good4Enough'}");
        register("omar", "{}");
        Caller omar = Caller.of("omar", "r1", Map.of());
        refused(() -> world.changes.reset(omar, "sara", false), 401, 401);
        refused(() -> world.changes.reset(omar, "nobody", false), 401, 401);
        refused(() -> world.changes.reset(DMART, "nobody", false), 404, 220);
        assertThat(world.changes.reset(DMART, "sara", false).forcePasswordChange())
                .isTrue();
        assertThat(world.user("sara").string("password")).isPresent();
        world.changes.reset(DMART, "sara", true);
        assertThat(world.user("sara").has("password")).isFalse();
    }

    @Test
    void rolesThatWouldMakeAnAdministratorAreKnown() {
        assertThat(world.changes.isSuper(List.of("super_admin"))).isTrue();
        assertThat(world.changes.isSuper(List.of("logged_in", "nothing"))).isFalse();
        assertThatThrownBy(() -> register("boss", "{'email':'boss@b.io','roles':['super_admin']}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(world.changes.taken(new Identifiers(Optional.of("boss"), Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    /** A setting is judged while the first start still makes the role. */
    @Test
    void s5_14_b5_theRoleOfTheAdministratorIsSuperBeforeItIsThere() {
        try (AccountWorld empty = new AccountWorld()) {
            assertThat(empty.changes.isSuper(List.of("reader", "super_admin"))).isTrue();
        }
    }

    @Test
    void s1_10_whatADeletedAccountOwnedGoesToAnonymous() throws Exception {
        register("sara", "{}");
        Caller sara = Caller.of("sara", "r1", Map.of()).asSystem();
        create(sara, "shop", ResourceType.SPACE, "/", "shop");
        for (int i = 0; i < 450; i++) {
            create(sara, "shop", ResourceType.CONTENT, "/", "c" + i);
        }
        create(sara, "shop", ResourceType.COMMENT, "/c1", "note");
        refused(() -> world.changes.delete(DMART, "dmart"), 400, 204);
        world.changes.delete(sara, "sara");
        JsonObject meta = owner("c7");
        EntryEvent event = EntryEvent.fromJson(json("{'event_id':'e','space_name':'management','subpath':'/users',"
                + "'shortname':'sara','action_type':'delete','resource_type':'user','user_shortname':'sara',"
                + "'timestamp':'9999-01-01T00:00:00.000000'}"));
        EntryEvent before = EntryEvent.fromJson(json("{'event_id':'e','space_name':'management','subpath':'/users',"
                + "'shortname':'sara','action_type':'delete','resource_type':'user','user_shortname':'sara',"
                + "'timestamp':'" + "2000-01-01T00:00:00.000000" + "'}"));
        assertThat(meta.string("owner_shortname")).contains("sara");
        world.ownerless.onEvent(before, null);
        assertThat(owner("c7").string("owner_shortname"))
                .as("younger than the deletion")
                .contains("sara");
        world.ownerless.onEvent(event, null);
        for (int i = 0; i < 450; i++) {
            assertThat(owner("c" + i).string("owner_shortname")).contains("anonymous");
        }
        assertThat(world.store
                        .find(Locator.ofSpace(new SpaceName("shop")))
                        .orElseThrow()
                        .entry()
                        .owner())
                .isEqualTo("anonymous");
        assertThat(world.store
                        .find(Locator.of("shop", "/c1", "note", ResourceType.COMMENT))
                        .orElseThrow()
                        .entry()
                        .owner())
                .isEqualTo("anonymous");
    }

    /** A later account of the old name owns nothing; the account takes what is its own along. */
    @Test
    void s1_10_whatAnAccountOwnedFollowsItsName() throws Exception {
        register("sara", "{}");
        Caller sara = Caller.of("sara", "r1", Map.of()).asSystem();
        create(sara, "shop", ResourceType.SPACE, "/", "shop");
        create(sara, "shop", ResourceType.CONTENT, "/", "c7");
        move("sara", "{'dest_subpath':'users','dest_shortname':'sarah'}");
        assertThat(owner("c7").string("owner_shortname")).contains("sarah");
        register("sara", "{}");
        move("sara", "{'dest_space_name':'shop','dest_subpath':'/','dest_shortname':'sara'}");
        assertThat(owner("c7").string("owner_shortname")).contains("sarah");
        move("sarah", "{'dest_space_name':'shop','dest_subpath':'/','dest_shortname':'sarah'}");
        assertThat(owner("c7").string("owner_shortname")).contains("anonymous");
    }

    /** A later group of the old name owns nothing; a renamed one takes along what is its own. */
    @Test
    void s3_6_whatAGroupOwnedIsNotThatOfALaterGroupOfItsName() throws Exception {
        create(DMART, "shop", ResourceType.SPACE, "/", "shop");
        for (String group : List.of("sales", "night")) {
            create(DMART, "management", ResourceType.GROUP, "groups", group);
            create(DMART, "shop", ResourceType.CONTENT, "/", group + "1");
            apply(
                    RequestType.UPDATE,
                    "shop",
                    ResourceType.CONTENT,
                    "/",
                    group + "1",
                    "{'owner_group_shortname':'" + group + "'}");
        }
        apply(
                RequestType.MOVE,
                "management",
                ResourceType.GROUP,
                "groups",
                "sales",
                "{'dest_subpath':'groups','dest_shortname':'trade'}");
        assertThat(owner("sales1").string("owner_group_shortname")).contains("trade");
        apply(RequestType.DELETE, "management", ResourceType.GROUP, "groups", "trade", "{}");
        assertThat(owner("sales1").has("owner_group_shortname")).isFalse();
        assertThat(owner("sales1").string("owner_shortname")).contains("dmart");
        assertThat(owner("night1").string("owner_group_shortname")).contains("night");
    }

    /** Moves an account and tells whoever gives away what it owned. */
    private void move(String name, String attributes) throws InterruptedException {
        apply(RequestType.MOVE, "management", ResourceType.USER, "users", name, attributes);
    }

    private void apply(
            RequestType request, String space, ResourceType type, String subpath, String name, String attributes)
            throws InterruptedException {
        long before = world.store.lastSeq();
        BatchResult result = world.entries.apply(
                DMART, new SpaceName(space), request, List.of(WireRecord.of(type, name, subpath, json(attributes))));
        assertThat(result.failed()).isEmpty();
        try (JournalReader changes = world.store.read(before)) {
            EntryEvent event =
                    changes.next(Duration.ZERO).orElseThrow().change().events().get(0);
            if (request != RequestType.UPDATE) {
                world.ownerless.onEvent(event, null);
            }
        }
    }

    private JsonObject owner(String shortname) {
        return world.store
                .find(Locator.of("shop", "/", shortname, ResourceType.CONTENT))
                .orElseThrow()
                .entry()
                .meta();
    }

    private void create(Caller caller, String space, ResourceType type, String subpath, String name) {
        String attributes = type == ResourceType.COMMENT ? "{'payload':{'content_type':'json','body':{'a':1}}}" : "{}";
        BatchResult result = world.entries.apply(
                caller,
                new SpaceName(space),
                RequestType.CREATE,
                List.of(WireRecord.of(type, name, subpath, json(attributes))));
        assertThat(result.failed()).isEmpty();
    }
}
