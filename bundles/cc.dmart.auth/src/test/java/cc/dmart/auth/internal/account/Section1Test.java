package cc.dmart.auth.internal.account;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.caller;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements of {@code security.md} 1 about registration, profile, deletion and lock-out; names begin with the section. */
class Section1Test {
    private static final String MAIL = "{'email':'a@b.io'}";

    @TempDir
    Path data;

    private AuthWorld world;

    @BeforeEach
    void start() {
        world = new AuthWorld(data);
        world.user("dmart", "{'password':'hash:right'}");
        world.user(
                "sara",
                "{'password':'hash:Right4ever','email':'sara@b.io','is_email_verified':true,'msisdn':'7801234567',"
                        + "'displayname':{'en':'Sara','ar':'سارة'},'last_login':{'timestamp':1}}");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private JsonObject meta(String name) {
        return world.accounts.meta(name);
    }

    private Login sara() {
        return world.login("{'shortname':'sara','password':'Right4ever'}");
    }

    @Test
    void s1_8_aProvedAddressRegistersVerifiedAndLogsIn() {
        String code = world.code("{'email':'New@b.io'}");
        Login login = world.register(
                "newbie",
                "{'email':'NEW@b.io','email_otp':'" + code + "','password':'Good4Enough','displayname':{'en':'N'},"
                        + "'device_id':'d1','firebase_token':'f1','type':'mobile'}");
        assertThat(world.auth.authenticate(login.token())).isEqualTo("newbie");
        assertThat(meta("newbie").string("email")).contains("new@b.io");
        assertThat(meta("newbie").bool("is_email_verified")).contains(true);
        assertThat(meta("newbie").string("type")).contains("mobile");
        assertThat(meta("newbie").string("device_id")).contains("d1");
        assertThat(meta("newbie").has("firebase_token")).isFalse();
        assertThat(meta("newbie").object("last_login")).isPresent();
        refused(() -> world.register("other", "{'email':'new2@b.io','email_otp':'" + code + "'}"), 400, "create", 50);
    }

    @Test
    void s1_8_whatIsNotOnTheListIsDropped() {
        String code = world.code(MAIL);
        world.register(
                "evil",
                "{'email':'a@b.io','email_otp':'" + code + "','roles':['super_admin'],'groups':['g'],'type':'bot',"
                        + "'acl':[{'user_shortname':'evil'}],'is_active':false,'is_msisdn_verified':true,'notes':'n',"
                        + "'owner_shortname':'evil','owner_group_shortname':'g','google_id':'1','apple_id':'1',"
                        + "'force_password_change':true,'locked_to_device':true,'uuid':'x','last_login':{'a':1},"
                        + "'isEmailVerified':true,'profile_pic_url':'u','invitation':'i','tags':['t'],'slug':'s'}");
        assertThat(meta("evil").names())
                .containsExactlyInAnyOrder(
                        "email",
                        "is_email_verified",
                        "last_login",
                        "is_active",
                        "shortname",
                        "uuid",
                        "owner_shortname");
        assertThat(meta("evil").string("owner_shortname")).contains("dmart");
        assertThat(meta("evil").bool("is_active")).contains(true);
        assertThat(meta("evil").string("uuid")).contains("u-evil");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "fine; {}; create; 50",
                "fine; {'email':''}; create; 50",
                "fine; {'email':'n@b.io'}; create; 50",
                "fine; {'email':'n@b.io','email_otp':'000000','password':'Good4Enough'}; create; 50",
                "fine; {'email':'a@b.io','email_otp':'CODE','password':'short'}; create; 50",
                "fine; {'email':'a@b.io','email_otp':'CODE','msisdn':'7801112223'}; create; 50",
                "sara; {'email':'a@b.io','email_otp':'CODE'}; create; 400",
                "SARA; {'email':'a@b.io','email_otp':'CODE'}; create; 400",
                "fine; {'email':'sara@b.io','email_otp':'CODE'}; request; 415",
                "fine; {'email':'a@b.io','email_otp':'CODE','msisdn':'7801234567','msisdn_otp':'1'}; request; 415",
                "__all_subpaths__; {'email':'a@b.io','email_otp':'CODE'}; request; 402",
                "admin; {'email':'a@b.io','email_otp':'CODE'}; request; 402",
                "World; {'email':'a@b.io','email_otp':'CODE'}; request; 402",
                "LOGGED_IN; {'email':'a@b.io','email_otp':'CODE'}; request; 402",
                "management; {'email':'a@b.io','email_otp':'CODE'}; request; 402",
                "dmart; {'email':'a@b.io','email_otp':'CODE'}; request; 402",
                "anonymous; {'email':'a@b.io','email_otp':'CODE'}; request; 402",
            })
    void s1_8_rowsOfRefusals(String shortname, String attributes, String type, int code) {
        String sent = world.code(MAIL);
        refused(() -> world.register(shortname, attributes.replace("CODE", sent)), 400, type, code);
        assertThat(world.accounts.find("fine")).isEmpty();
        // the code was of no use to the refused attempt and still is there
        assertThat(world.register("fine", "{'email':'a@b.io','email_otp':'" + sent + "'}")
                        .shortname())
                .isEqualTo("fine");
    }

    @Test
    void s1_8_malformedAddressesDoNotFitTheModel() {
        refused(() -> world.register("x", "{'email':'no mail'}"), 422, "validation", 424);
        refused(() -> world.register("x", "{'msisdn':'0123'}"), 422, "validation", 424);
        refused(() -> world.register("x", "{'email':5}"), 422, "validation", 424);
    }

    @Test
    void s1_8_closedRegistration() {
        world.start("is_registrable", false);
        refused(() -> world.register("x", "{'email':'a@b.io','password':'Good4Enough'}"), 400, "create", 50);
    }

    @Test
    void s1_8_withoutCodesAnAddressIsNotVerifiedAndAPasswordIsNeeded() {
        world.start("is_otp_for_create_required", false);
        refused(() -> world.register("x", MAIL), 400, "create", 50);
        refused(() -> world.register("x", "{'email':'good4enough@b.io','password':'Good4enough'}"), 400, "create", 50);
        world.register("x", "{'email':'a@b.io','password':'Good4Enough'}");
        assertThat(meta("x").bool("is_email_verified").orElse(false)).isFalse();
        refused(() -> world.login("{'email':'a@b.io','password':'Good4Enough'}"), 401, "auth", 10);
        assertThat(world.login("{'shortname':'x','password':'Good4Enough'}").shortname())
                .isEqualTo("x");
    }

    @Test
    void s1_8_defaultRolesAreHarmless() {
        world.start("registration_default_roles", new String[] {"reader"});
        String code = world.code(MAIL);
        world.register("r", "{'email':'a@b.io','email_otp':'" + code + "','roles':['super_admin']}");
        assertThat(meta("r").strings("roles")).containsExactly("reader");
        assertThatThrownBy(() -> world.start("registration_default_roles", new String[] {"super_admin"}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void s1_8_oneCodeMakesOneAccount() throws Exception {
        String code = world.code(MAIL);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = "racer" + i;
                tries.add(pool.submit(() -> {
                    try {
                        world.register(name, "{'email':'a@b.io','email_otp':'" + code + "'}");
                        return true;
                    } catch (RuntimeException e) {
                        return false;
                    }
                }));
            }
            int won = 0;
            for (Future<Boolean> one : tries) {
                won += one.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{}; {'unique':true}",
                "{'shortname':'free'}; {'unique':true}",
                "{'shortname':'sara'}; {'unique':false,'field':'shortname'}",
                "{'shortname':'Sara','email':'sara@b.io'}; {'unique':false,'field':'shortname'}",
                "{'msisdn':'7801234567','email':'sara@b.io'}; {'unique':false,'field':'msisdn'}",
                "{'shortname':'free','email':'SARA@b.io'}; {'unique':false,'field':'email'}",
            })
    void s1_3_checkExisting(String asked, String answer) {
        assertThat(world.identity.checkExisting(json(asked), CLIENT)).isEqualTo(json(answer));
    }

    @Test
    void s1_3_checkExistingRefusesWhatCannotBe() {
        refused(() -> world.identity.checkExisting(json("{'shortname':'a-b'}"), CLIENT), 422, "validation", 424);
        refused(() -> world.identity.checkExisting(json("{'msisdn':'12'}"), CLIENT), 422, "validation", 424);
    }

    @Test
    void s1_9_textsAreMergedAndOnlyTheListCounts() {
        world.profile(
                sara(),
                "{'displayname':{'en':'S','ku':'K'},'language':'english','roles':['super_admin'],'groups':['g'],"
                        + "'type':'bot','is_msisdn_verified':true,'force_password_change':true,'notes':'n','slug':'s',"
                        + "'is_active':true,'email':null,'msisdn':null}");
        assertThat(meta("sara").object("displayname")).contains(json("{'en':'S','ar':'سارة','ku':'K'}"));
        assertThat(meta("sara").string("language")).contains("english");
        assertThat(meta("sara").string("msisdn")).contains("7801234567");
        for (String name :
                new String[] {"roles", "groups", "type", "is_msisdn_verified", "force_password_change", "notes", "slug"
                }) {
            assertThat(meta("sara").has(name)).as(name).isFalse();
        }
    }

    @Test
    void s1_9_aNewPasswordNeedsTheOldOneAndEndsAllSessions() {
        Login first = sara();
        Login second = sara();
        refused(() -> world.profile(first, "{'password':'Better4Sure'}"), 403, "auth", 102);
        refused(() -> world.profile(first, "{'password':'Better4Sure','old_password':'no'}"), 401, "request", 19);
        refused(() -> world.profile(first, "{'password':'bad','old_password':'Right4ever'}"), 400, "jwtauth", 17);
        refused(() -> world.profile(first, "{'password':'sara','old_password':'Right4ever'}"), 400, "jwtauth", 17);
        world.profile(first, "{'password':'Better4Sure','old_password':'Right4ever'}");
        refused(() -> world.auth.authenticate(first.token()), 401, "jwtauth", 49);
        refused(() -> world.auth.authenticate(second.token()), 401, "jwtauth", 49);
        refused(this::sara, 401, "auth", 10);
        assertThat(world.login("{'shortname':'sara','password':'Better4Sure'}").shortname())
                .isEqualTo("sara");
    }

    @Test
    void s1_9_wrongOldPasswordsLock() {
        Login login = sara();
        for (int i = 0; i < 5; i++) {
            refused(() -> world.profile(login, "{'password':'Better4Sure','old_password':'no'}"), 401, "request", 19);
        }
        refused(this::sara, 401, "auth", 10);
        refused(
                () -> world.profile(login, "{'password':'Better4Sure','old_password':'Right4ever'}"),
                401,
                "request",
                19);
    }

    @Test
    void s1_9_withoutAnOldPasswordTheSessionMustBeFresh() {
        world.accounts.edit("sara", m -> m.with("force_password_change", JsonBool.TRUE));
        Login login = sara();
        world.clock.advance(Duration.ofMinutes(16));
        refused(() -> world.profile(login, "{'password':'Better4Sure'}"), 403, "auth", 102);
        Login again = sara();
        world.profile(again, "{'password':'Better4Sure'}");
        assertThat(meta("sara").bool("force_password_change")).contains(false);
    }

    @Test
    void s1_9_aNewAddressIsProvedAndTheOldOneTold() {
        Login login = sara();
        refused(() -> world.profile(login, "{'email':'next@b.io'}"), 400, "create", 50);
        refused(() -> world.profile(login, "{'email':'next@b.io','email_otp':'111111'}"), 400, "create", 50);
        String own = world.code("{'email':'sara@b.io'}");
        refused(() -> world.profile(login, "{'email':'next@b.io','email_otp':'" + own + "'}"), 400, "create", 50);
        String code = world.code("{'email':'next@b.io'}");
        world.user("taken", "{'email':'taken@b.io'}");
        refused(() -> world.profile(login, "{'email':'taken@b.io','email_otp':'" + code + "'}"), 400, "request", 415);
        world.profile(login, "{'email':'NEXT@b.io','email_otp':'" + code + "'}");
        assertThat(meta("sara").string("email")).contains("next@b.io");
        assertThat(meta("sara").bool("is_email_verified")).contains(true);
        assertThat(world.messages.last().receiver().email()).contains("sara@b.io");
        assertThat(world.messages.last().purpose()).isEqualTo("notice");
        assertThat(world.messages.last().text()).doesNotContain("next@b.io");
        world.profile(login, "{'email':'next@b.io'}"); // the same again needs no proof
    }

    @Test
    void s1_9_anAccountSwitchesItselfOff() {
        Login login = sara();
        world.profile(login, "{'is_active':false}");
        assertThat(meta("sara").bool("is_active")).contains(false);
        refused(() -> world.auth.authenticate(login.token()), 401, "jwtauth", 49);
    }

    @Test
    void s1_9_confirmationCodesAreNeverGuessed() {
        Login login = sara();
        refused(() -> world.profile(login, "{'confirmation':'abcdefgh12345678'}"), 422, "request", 427);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'a':{'b':1}}; true",
                "{'a':{'b':{'c':1}}}; true",
                "{'a':null}; true",
                "{'a':5}; true",
                "{'a':{}}; true",
                "{'a':[1]}; true",
                "{'a':{'x':1}}; false",
                "{'ab':{'b':1}}; false",
                "{'x':{'a':{'b':1}}}; false",
                "{}; false",
            })
    void s1_9_protectedFields(String body, boolean refused) {
        ProtectedFields guarded = new ProtectedFields(List.of("a.b"));
        if (refused) {
            refused(() -> guarded.check(json(body)), 401, "restriction", 210);
        } else {
            guarded.check(json(body));
        }
    }

    @Test
    void s1_9_theFirebaseTokenBelongsToTheSession() {
        Login login = sara();
        world.profile(login, "{'firebase_token':'f9'}");
        assertThat(meta("sara").has("firebase_token")).isFalse();
        assertThat(world.table.ofAccount("sara").get(0).shown().has("firebase_token"))
                .isFalse();
        refused(() -> world.profile(login, "{'firebase_token':'" + "x".repeat(513) + "'}"), 422, "validation", 424);
    }

    @Test
    void s1_10_aDeletedAccountIsGoneAndItsNameHeld() {
        String invited = world.code("{'email':'sara@b.io'}");
        Login login = sara();
        world.identity.deleteOwn(caller("sara"), CLIENT);
        assertThat(world.accounts.find("sara")).isEmpty();
        refused(() -> world.auth.authenticate(login.token()), 401, "jwtauth", 49);
        String code = world.code(MAIL);
        refused(() -> world.register("Sara", "{'email':'a@b.io','email_otp':'" + code + "'}"), 400, "create", 400);
        assertThat(world.identity.checkExisting(json("{'shortname':'sara'}"), CLIENT))
                .isEqualTo(json("{'unique':false,'field':'shortname'}"));
        world.start(); // a restart does not forget
        refused(() -> world.register("sara", "{'email':'a@b.io','email_otp':'" + code + "'}"), 400, "create", 400);
        world.clock.advance(Duration.ofDays(366));
        String later = world.code(MAIL);
        world.register("sara", "{'email':'a@b.io','email_otp':'" + later + "'}");
        assertThat(invited).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dmart", "anonymous"})
    void s1_10_someAccountsStay(String name) {
        refused(() -> world.identity.deleteOwn(caller(name), CLIENT), 400, "delete", 204);
    }

    @Test
    void s1_11_wrongCodesAndPasswordsLockTogether() {
        Login login = sara();
        for (int i = 0; i < 2; i++) {
            refused(() -> world.login("{'email':'sara@b.io','otp':'000000'}"), 401, "auth", 10);
            refused(
                    () -> world.identity.validatePassword(caller("sara"), json("{'password':'no'}"), CLIENT),
                    401,
                    "jwtauth",
                    13);
        }
        refused(
                () -> world.identity.confirmCode(caller("sara"), json("{'email':'sara@b.io','code':'000000'}"), CLIENT),
                400,
                "OTP",
                308);
        refused(this::sara, 401, "auth", 10);
        refused(
                () -> world.identity.validatePassword(caller("sara"), json("{'password':'Right4ever'}"), CLIENT),
                401,
                "jwtauth",
                13);
        assertThat(world.auth.authenticate(login.token())).isEqualTo("sara"); // sessions survive
        world.start();
        refused(this::sara, 401, "auth", 10); // a restart does not unlock
        world.clock.advance(Duration.ofSeconds(901));
        assertThat(sara().shortname()).isEqualTo("sara");
    }

    @Test
    void s1_6_validatePassword() {
        world.identity.validatePassword(caller("sara"), json("{'password':'Right4ever'}"), CLIENT);
        refused(() -> world.identity.validatePassword(caller("sara"), json("{}"), CLIENT), 422, "validation", 424);
    }

    @Test
    void s5_5_resetByAnAdministrator() {
        Login login = sara();
        refused(() -> world.identity.reset(caller("sara"), json("{'shortname':'sara'}"), CLIENT), 401, "request", 401);
        refused(() -> world.identity.reset(caller("dmart"), json("{'shortname':'nobody'}"), CLIENT), 404, "db", 220);
        refused(() -> world.identity.reset(caller("dmart"), json("{}"), CLIENT), 422, "validation", 424);
        JsonObject reply = world.identity.reset(caller("dmart"), json("{'shortname':'sara'}"), CLIENT);
        assertThat(reply).isEqualTo(json("{'shortname':'sara','sms_sent':false,'email_sent':true}"));
        assertThat(meta("sara").bool("force_password_change")).contains(true);
        refused(() -> world.auth.authenticate(login.token()), 401, "jwtauth", 49);
        assertThat(sara().shortname())
                .as("the old password works until there is a new one")
                .isEqualTo("sara");
        Login invited = world.login("{'invitation':'" + world.messages.invitation() + "'}");
        world.profile(invited, "{'password':'Better4Sure'}");
        assertThat(world.login("{'shortname':'sara','password':'Better4Sure'}").shortname())
                .isEqualTo("sara");
    }

    @Test
    void s5_5_aResetMayEndTheOldPassword() {
        world.start("reset_disables_password", true);
        world.identity.reset(caller("dmart"), json("{'shortname':'sara'}"), CLIENT);
        refused(this::sara, 401, "auth", 10);
    }

    @Test
    void s5_5_whoeverAsksForAResetIsAnsweredAlike() {
        world.user("fresh", "{'email':'fresh@b.io'}");
        world.user("used", "{'email':'used@b.io','last_login':{'timestamp':1}}");
        world.user("off", "{'email':'off@b.io','is_email_verified':true}");
        world.accounts.edit("off", m -> m.with("is_active", JsonBool.FALSE));
        String[] bodies = {
            "{'email':'sara@b.io'}", "{'shortname':'fresh'}", "{'email':'used@b.io'}", "{'shortname':'off'}",
            "{'email':'no@b.io'}", "{'shortname':'nobody'}", "{'msisdn':'7801234567'}", "{'shortname':'anonymous'}"
        };
        JsonObject first = world.identity.requestPasswordReset(json(bodies[0]), CLIENT);
        assertThat(world.messages.last().receiver().email()).contains("sara@b.io");
        for (String body : bodies) {
            assertThat(world.identity.requestPasswordReset(json(body), CLIENT)).isEqualTo(first);
        }
        assertThat(world.messages.sent.stream().map(m -> m.receiver().user()))
                .as("confirmed addresses, or accounts nobody used yet; once a minute")
                .containsExactly("sara", "fresh");
        refused(() -> world.identity.requestPasswordReset(json("{}"), CLIENT), 422, "OTP", 207);
        refused(
                () -> world.identity.requestPasswordReset(json("{'email':'a@b.io','shortname':'x'}"), CLIENT),
                422,
                "OTP",
                107);
    }

    @Test
    void s1_8_invitedAccountsAreWrittenTo() throws Exception {
        world.user("guest", "{'email':'guest@b.io','msisdn':'7809998887'}");
        world.newAccounts.onEvent(event("guest", "{}"), null);
        assertThat(world.messages.sent).hasSize(2);
        assertThat(world.messages.last().html().orElse(""))
                .contains("dir=\"rtl\"")
                .contains("<a href=");
        Login login = world.login("{'email':'guest@b.io','invitation':'" + world.messages.invitation() + "'}");
        assertThat(meta("guest").bool("is_email_verified")).contains(true);
        assertThat(meta("guest").bool("force_password_change")).contains(true);
        world.profile(login, "{'password':'Good4Enough'}");
        int sent = world.messages.sent.size();
        world.newAccounts.onEvent(event("guest", "{'cause':'registration'}"), null);
        world.newAccounts.onEvent(event("nobody", "{}"), null);
        assertThat(world.messages.sent).hasSize(sent);
        world.messages.result = SendResult.failed("down");
        assertThatThrownBy(() -> world.newAccounts.onEvent(event("guest", "{}"), null))
                .as("a gateway that is down is asked again")
                .isInstanceOf(IOException.class);
    }

    private static EntryEvent event(String shortname, String attributes) {
        return EntryEvent.fromJson(json("{'event_id':'e1','space_name':'management',"
                + "'subpath':'/users','shortname':'" + shortname + "','action_type':'create','resource_type':'user',"
                + "'user_shortname':'dmart','attributes':" + attributes + "}"));
    }
}
