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
import cc.dmart.auth.internal.AuthWorldTest;
import cc.dmart.auth.internal.login.EvenTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lost and checked passwords, lock-out, deletion, invited accounts: {@code security.md} 1.6, 1.10, 1.11, 5.5. */
class ResetTest extends AuthWorldTest {
    private static final String MAIL = "{'email':'a@b.io'}";

    ResetTest() {
        super(OWNERS);
    }

    private static EntryEvent event(String shortname, String attributes) {
        return event("/users", "u-" + shortname, shortname, attributes);
    }

    private static EntryEvent event(String subpath, String uuid, String shortname, String attributes) {
        return EntryEvent.fromJson(json("{'event_id':'e1','space_name':'management','entry_uuid':'" + uuid + "',"
                + "'subpath':'" + subpath + "','shortname':'" + shortname
                + "','action_type':'create','resource_type':'user',"
                + "'user_shortname':'dmart','attributes':" + attributes + "}"));
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
    void s5_4_onlyDmartIsToldInvitationsAndOnlyIfTheSettingsSaySo() {
        sara();
        JsonObject body = json("{'shortname':'sara'}");
        assertThat(world.identity.reset(caller("dmart"), body, CLIENT).has("invitations"))
                .isFalse();
        world.start("return_invitations", true);
        JsonObject reply = world.identity.reset(caller("dmart"), body, CLIENT);
        String token = reply.object("invitations").orElseThrow().string("email").orElseThrow();
        assertThat(world.login("{'invitation':'" + token + "'}").shortname()).isEqualTo("sara");
        refused(() -> world.identity.reset(caller("sara"), body, CLIENT), 401, "request", 401);
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
        for (int i = 0; i < 5; i++) {
            refused(
                    () -> world.identity.validatePassword(caller("sara"), json("{'password':'guess'}"), CLIENT),
                    401,
                    "jwtauth",
                    13);
        }
        refused(this::sara, 401, "auth", 10); // guesses here are guesses at the login
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
            long begun = System.nanoTime();
            assertThat(world.identity.requestPasswordReset(json(body), CLIENT)).isEqualTo(first);
            assertThat(System.nanoTime() - begun).as("not before its time").isGreaterThanOrEqualTo(EvenTime.STEP_NANOS);
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
    void s5_3_noLinkGoesToAPhoneWhereItsMessagesMayLogNobodyIn() {
        world.start("phone_login_codes", false);
        world.identity.requestPasswordReset(json("{'msisdn':'7801234567'}"), CLIENT);
        assertThat(world.messages.sent).isEmpty();
        world.identity.requestPasswordReset(json("{'shortname':'sara'}"), CLIENT);
        assertThat(world.messages.sent).hasSize(1);
        assertThat(world.messages.last().receiver().email()).contains("sara@b.io");
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
        world.user("later", "{'email':'later@b.io'}");
        assertThatThrownBy(() -> world.newAccounts.onEvent(event("later", "{}"), null))
                .as("a gateway that is down is asked again")
                .isInstanceOf(IOException.class);
    }

    @Test
    void s1_8_onlyANewAccountIsInvitedAndOnlyWhileNobodyUsedIt() throws Exception {
        world.user("boss", "{'email':'boss@b.io','password':'hash:right'}");
        for (EntryEvent other :
                List.of(event("/users/sub", "u-boss", "boss", "{}"), event("/users", "u-another", "boss", "{}"))) {
            world.newAccounts.onEvent(other, null);
        }
        assertThat(world.messages.sent).isEmpty();
        world.newAccounts.onEvent(event("boss", "{}"), null);
        assertThat(world.messages.sent).hasSize(1);
        world.login("{'shortname':'boss','password':'right'}");
        world.newAccounts.onEvent(event("boss", "{}"), null);
        assertThat(world.messages.sent).as("a repeated event").hasSize(1);
    }

    @Test
    void s5_4_noLinkIsSentThatLeadsNowhere() throws Exception {
        world.user("guest", "{'email':'guest@b.io','msisdn':'7809998887'}");
        world.start("app_url", "");
        world.newAccounts.onEvent(event("guest", "{}"), null);
        assertThat(world.messages.sent).extracting(m -> m.channel()).containsExactly("email");
        assertThat(world.identity.reset(caller("dmart"), json("{'shortname':'guest'}"), CLIENT))
                .isEqualTo(json("{'shortname':'guest','sms_sent':false,'email_sent':true}"));
        world.start("invitation_link", "");
        int sent = world.messages.sent.size();
        world.newAccounts.onEvent(event("guest", "{}"), null);
        world.identity.requestPasswordReset(json("{'shortname':'guest'}"), CLIENT);
        assertThat(world.identity.reset(caller("dmart"), json("{'shortname':'guest'}"), CLIENT))
                .isEqualTo(json("{'shortname':'guest','sms_sent':false,'email_sent':false}"));
        assertThat(world.messages.sent).hasSize(sent);
        world.start("app_url", "https://api.example.com");
        world.identity.reset(caller("dmart"), json("{'shortname':'guest'}"), CLIENT);
        assertThat(world.messages.sent.get(sent).text()).contains("https://api.example.com/managed/s/");
        assertThat(world.messages.last().text()).contains("https://api.example.com/auth/invitation?");
    }
}
