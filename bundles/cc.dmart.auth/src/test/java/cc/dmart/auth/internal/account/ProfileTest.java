package cc.dmart.auth.internal.account;

import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonBool;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthWorldTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of the own account: {@code security.md} 1.9. */
class ProfileTest extends AuthWorldTest {
    ProfileTest() {
        super(OWNERS);
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
    void w1_8_aNullTakesALanguageAway() {
        world.profile(sara(), "{'displayname':{'ar':null,'ku':'K'},'description':{'en':null}}");
        assertThat(meta("sara").object("displayname")).contains(json("{'en':'Sara','ku':'K'}"));
        assertThat(meta("sara").object("description")).contains(json("{}"));
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
    void s1_9_aNewAddressMayNeedThePassword() {
        world.start("address_change_needs_password", true);
        Login login = sara();
        String code = world.code("{'email':'next@b.io'}");
        String change = "'email':'next@b.io','email_otp':'" + code + "'";
        refused(() -> world.profile(login, "{" + change + "}"), 403, "auth", 102);
        refused(() -> world.profile(login, "{" + change + ",'old_password':'no'}"), 401, "request", 19);
        assertThat(meta("sara").string("email")).contains("sara@b.io");
        world.profile(login, "{'language':'english'}");
        world.profile(login, "{" + change + ",'old_password':'Right4ever'}"); // what failed cost no code
        assertThat(meta("sara").string("email")).contains("next@b.io");
    }

    @Test
    void s1_9_aNewAddressOfAnAccountWithoutAPasswordMayNeedAFreshLogin() {
        world.start("address_change_needs_password", true);
        Login login = sara();
        world.accounts.edit("sara", m -> m.without("password"));
        world.clock.advance(Duration.ofMinutes(16));
        String old = world.code("{'email':'old@b.io'}");
        refused(() -> world.profile(login, "{'email':'old@b.io','email_otp':'" + old + "'}"), 403, "auth", 102);
        world.accounts.edit("sara", m -> m.with("is_email_verified", JsonBool.TRUE));
        Login stale = world.login("{'email':'sara@b.io','otp':'" + world.loginCode("{'email':'sara@b.io'}") + "'}");
        world.clock.advance(Duration.ofMinutes(16));
        String newer = world.code("{'email':'old@b.io'}");
        refused(() -> world.profile(stale, "{'email':'old@b.io','email_otp':'" + newer + "'}"), 403, "auth", 102);
        Login fresh = world.login("{'email':'sara@b.io','otp':'" + world.loginCode("{'email':'sara@b.io'}") + "'}");
        world.profile(fresh, "{'email':'old@b.io','email_otp':'" + newer + "'}");
        assertThat(meta("sara").string("email")).contains("old@b.io");
    }

    @Test
    void s1_11_wrongCodesOfANewAddressAreCounted() {
        Login login = sara();
        for (int i = 0; i < 5; i++) {
            refused(() -> world.profile(login, "{'email':'next@b.io','email_otp':'111111'}"), 400, "create", 50);
        }
        refused(this::sara, 401, "auth", 10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'is_active':'false'}",
                "{'is_active':0}",
                "{'displayname':'S'}",
                "{'description':['x']}",
                "{'payload':'text'}",
                "{'email':5}",
            })
    void s1_2_aMemberOfAnotherTypeIsRefusedAndChangesNothing(String attributes) {
        Login login = sara();
        Object before = meta("sara");
        refused(() -> world.profile(login, attributes), 422, "validation", 424);
        assertThat(meta("sara")).isEqualTo(before);
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
}
