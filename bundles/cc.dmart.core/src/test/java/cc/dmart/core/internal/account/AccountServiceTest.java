package cc.dmart.core.internal.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountServiceTest {
    private static final Caller SARA = Caller.of("sara", "r", Map.of());

    private final AccountWorld world = new AccountWorld();

    @BeforeEach
    void people() {
        world.start(Map.of("admin_password", "Correct9Horse"));
        create(
                "sara",
                "{'email':'Sara@dmart.cc','msisdn':'7801234567','password':'Good4Enough','roles':['super_admin'],"
                        + "'displayname':{'en':'Sara'},'notes':'internal'}");
        create("omar", "{'email':'omar@dmart.cc'}");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(String text) {
        return JsonCodec.parse(text.replace('\'', '"')).asObject().orElseThrow();
    }

    private void create(String name, String attributes) {
        BatchResult result = world.entries.apply(
                Caller.system("dmart"),
                AccountWorld.MANAGEMENT,
                RequestType.CREATE,
                List.of(WireRecord.of(ResourceType.USER, name, "users", json(attributes))));
        assertThat(result.failed()).isEmpty();
    }

    private static Optional<String> name(Optional<User> user) {
        return user.map(User::name);
    }

    @Test
    void s1_7_accountsAreFoundByEachIdentifier() {
        assertThat(name(world.accounts.find("sara"))).contains("sara");
        assertThat(name(world.accounts.findByEmail("sara@dmart.cc"))).contains("sara");
        assertThat(name(world.accounts.findByMsisdn("7801234567"))).contains("sara");
        assertThat(world.accounts.find("nobody")).isEmpty();
        assertThat(world.accounts.find("../users/sara")).isEmpty();
        assertThat(world.accounts.findByEmail("no@dmart.cc")).isEmpty();
        assertThat(world.accounts.findByMsisdn("7809999999")).isEmpty();
    }

    /** However many accounts there are, a login by address asks the index once and reads one record. */
    @Test
    void s1_7_addressesAreLookedUpWithoutAScan() {
        for (int i = 0; i < 200; i++) {
            create("many" + i, "{'email':'many" + i + "@dmart.cc','msisdn':'78100" + (10_000 + i) + "'}");
        }
        for (Function<AccountServiceImpl, Optional<User>> look : List.<Function<AccountServiceImpl, Optional<User>>>of(
                a -> a.findByEmail("many77@dmart.cc"), a -> a.findByMsisdn("7810010077"))) {
            List<String> calls = new ArrayList<>();
            assertThat(name(look.apply(world.noting(calls)))).contains("many77");
            assertThat(calls).containsExactly("await", "search", "find");
        }
    }

    @Test
    void s1_3_anIdentifierOfSeveralAccountsFindsNobody() {
        Locator at = Locator.of("management", "users", "twin", ResourceType.USER);
        JsonObject twin = world.user("omar").with("shortname", JsonCodec.parse("\"twin\""));
        world.store.put(at, twin);
        create("ina", "{}");
        world.accounts.recordLogin(
                Caller.system("dmart"), "twin", json("{'timestamp':1}"), Optional.empty(), Optional.empty());
        assertThat(world.accounts.findByEmail("omar@dmart.cc")).isEmpty();
    }

    /** What another program writes is not asked whether it may. */
    private void byFiles(String name, JsonObject linked) {
        Locator at = Locator.of("management", "users", name, ResourceType.USER);
        world.store.put(at, world.user(name).with(User.LINKED, linked));
        world.accounts.recordLogin(
                Caller.system("dmart"), name, json("{'timestamp':1}"), Optional.empty(), Optional.empty());
    }

    @Test
    void s5_6_aLinkedIdentityFindsItsAccount() {
        world.accounts.linkIdentity(SARA, "sara", "google", Optional.of("Id-4.2"));
        world.accounts.linkIdentity(SARA, "sara", "apple", Optional.of("Id-4.2"));
        assertThat(name(world.accounts.findByIdentity("google", "Id-4.2"))).contains("sara");
        assertThat(world.accounts.findByIdentity("google", "id-4.2")).isEmpty();
        assertThat(world.accounts.findByIdentity("facebook", "Id-4.2")).isEmpty();
        List<String> calls = new ArrayList<>();
        world.noting(calls).findByIdentity("apple", "Id-4.2");
        assertThat(calls).containsExactly("await", "search", "find");
        assertThatThrownBy(() ->
                        world.accounts.linkIdentity(Caller.system("dmart"), "omar", "google", Optional.of("Id-4.2")))
                .isInstanceOfSatisfying(DmartException.Conflict.class, e -> {
                    assertThat(e.code()).isEqualTo(415);
                    assertThat(e.text()).contains("@google_id").doesNotContain("4.2");
                });
        byFiles("omar", json("{'google':'Id-4.2'}"));
        assertThat(world.accounts.findByIdentity("google", "Id-4.2"))
                .as("of two")
                .isEmpty();
        world.accounts.linkIdentity(Caller.system("dmart"), "omar", "google", Optional.empty());
        assertThat(world.user("omar").has(User.LINKED)).isFalse();
        assertThat(name(world.accounts.findByIdentity("google", "Id-4.2"))).contains("sara");
        assertThat(world.accounts.profile(SARA).attributes().names()).doesNotContain(User.LINKED);
    }

    @Test
    void s1_7_aLoginIsStoredWithAHistoryLineAndAnEvent() {
        world.accounts.recordLogin(
                SARA, "sara", json("{'timestamp':5,'headers':{}}"), Optional.of("hash:new"), Optional.of("d1"));
        JsonObject meta = world.user("sara");
        assertThat(meta.object("last_login")).contains(json("{'timestamp':5,'headers':{}}"));
        assertThat(meta.string("password")).contains("hash:new");
        assertThat(meta.string("device_id")).contains("d1");
        Locator at = Locator.of("management", "users", "sara", ResourceType.USER);
        String history = world.store.history(at, 0, 1).toString();
        assertThat(history).contains("last_login").doesNotContain("hash:new");
    }

    @Test
    void s1_11_aLockedOutAccountIsInactive() {
        world.accounts.lockOut(SARA, "sara");
        assertThat(world.user("sara").bool("is_active")).contains(false);
    }

    @Test
    void s1_6_theProfileHasWhatClientsReadAndNoSecrets() {
        world.store.put(
                Locator.of("management", "users/sara", "avatar", ResourceType.MEDIA),
                json("{'shortname':'avatar','is_active':true,'owner_shortname':'sara',"
                        + "'payload':{'content_type':'image_png','body':'avatar.png'}}"));
        WireRecord profile = world.accounts.profile(SARA);
        assertThat(profile.subpath()).isEqualTo("users");
        assertThat(profile.uuid()).isEqualTo(world.user("sara").string("uuid"));
        assertThat(profile.attributes().names())
                .containsExactlyInAnyOrder(
                        "email",
                        "msisdn",
                        "displayname",
                        "type",
                        "language",
                        "is_email_verified",
                        "is_msisdn_verified",
                        "force_password_change",
                        "roles",
                        "groups",
                        "permissions");
        assertThat(profile.attachments().orElseThrow().get(ResourceType.MEDIA))
                .extracting(WireRecord::shortname)
                .containsExactly("avatar");
        assertThatThrownBy(() -> world.accounts.profile(Caller.of("gone", "r", Map.of())))
                .isInstanceOfSatisfying(
                        DmartException.NotFound.class, e -> assertThat(e.code()).isEqualTo(220));
    }
}
