package cc.dmart.auth.internal.login;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.caller;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthWorldTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens between a proof and its session: {@code security.md} 1.7, 2.4, 5.3, 5.4. */
class LoginStepsTest extends AuthWorldTest {
    private static final String OLD = "{'shortname':'old','password':'right'}";

    LoginStepsTest() {
        super(VISITORS);
    }

    private void storageFails() {
        world.accounts.beforeLogin = () -> {
            throw DmartException.Unavailable.now("The disk is full", null);
        };
    }

    private void storageWorks() {
        world.accounts.beforeLogin = () -> {};
    }

    private void old(String json) {
        world.accounts.put("old", json(json));
    }

    @Test
    void s2_4_theFirstLoginOfAnAccountWithoutUuidGivesItOne() {
        old("{'password':'hash:right','is_active':true,'shortname':'old'}");
        Login login = world.login(OLD);
        assertThat(login.uuid()).isEqualTo("drawn-old");
        assertThat(world.auth.authenticate(login.token())).isEqualTo("old");
        assertThat(world.auth.authenticate(world.login(OLD).token())).isEqualTo("old");
        world.accounts.edit("old", m -> m.with("uuid", new JsonString("another")));
        world.clock.advance(Duration.ofSeconds(2));
        refused(() -> world.auth.authenticate(login.token()), 401, "jwtauth", 49);
    }

    @Test
    void s2_4_anAccountMadeMeanwhileIsNotTheOneWithoutUuid() {
        old("{'password':'hash:right','is_active':true,'created_at':'2020-01-01T00:00:00.000000'}");
        world.accounts.beforeLogin = () -> old("{'password':'hash:right','is_active':true,'uuid':'u-new',"
                + "'created_at':'2026-01-01T00:00:00.000000'}");
        loginFails(OLD);
    }

    @Test
    void s1_1_whatADiskDoesNotTakeOfALoginKeepsNobodyOut() {
        old("{'password':'hash:right','is_active':true,'shortname':'old','uuid':'u-old','device_id':'d1'}");
        String moved = "{'shortname':'old','password':'right','device_id':'d2'}";
        for (DmartException.Unavailable full : List.of(
                DmartException.Unavailable.now("The disk is full", null),
                DmartException.Unavailable.notVisibleYet(null))) {
            world.accounts.beforeLogin = () -> {
                throw full;
            };
            assertThat(world.auth.authenticate(world.login(OLD).token())).isEqualTo("old");
            Login same = world.login(OLD.replace("'}", "','device_id':'d1'}"));
            assertThat(world.auth.authenticate(same.token())).isEqualTo("old");
            refused(() -> world.login(moved), full.status(), full.type(), full.code());
            assertThat(world.accounts.meta("old").has("last_login")).isFalse();
        }
        storageWorks();
        assertThat(world.auth.authenticate(world.login(moved).token())).isEqualTo("old");
        assertThat(world.accounts.meta("old").string("device_id")).contains("d2");
    }

    @Test
    void s1_1_anOldHashAndAMissingUuidWaitForTheDisk() {
        old("{'password':'old:right','is_active':true,'shortname':'old'}");
        storageFails();
        assertThat(world.auth.authenticate(world.login(OLD).token())).isEqualTo("old");
        assertThat(world.accounts.meta("old").string("password")).contains("old:right");
        storageWorks();
        assertThat(world.login(OLD).uuid()).isEqualTo("drawn-old");
        assertThat(world.accounts.meta("old").string("password")).contains("hash:right");
    }

    @Test
    void s1_1_aLoginWhoseTimeIsOverIsNone() {
        old("{'password':'hash:right','is_active':true,'shortname':'old'}");
        world.accounts.beforeLogin = () -> {
            throw DmartException.Unavailable.late();
        };
        refused(() -> world.login(OLD), 504, "general", 504);
    }

    @Test
    void w1_8_theReplyHasNoLanguageThatIsNotSet() {
        world.accounts.edit("sara", m -> m.with("displayname", json("{'ar':null,'en':'Sara','ku':null}")));
        assertThat(world.login("{'shortname':'sara','password':'right'}")
                        .attributes()
                        .object("displayname"))
                .contains(json("{'en':'Sara'}"));
    }

    @Test
    void s5_3_aCodeSurvivesALoginThatCouldNotBeStored() {
        String body = "{'email':'sara@b.io','otp':'" + world.loginCode("{'email':'sara@b.io'}") + "'}";
        storageFails();
        refused(() -> world.login(body), 503, "general", 503);
        storageWorks();
        assertThat(world.login(body).shortname()).isEqualTo("sara");
        loginFails(body);
    }

    @Test
    void s5_4_anInvitationAndItsLinkSurviveALoginThatCouldNotBeStored() {
        world.accounts.edit("sara", m -> m.without("email"));
        world.identity.requestPasswordReset(json("{'shortname':'sara'}"), CLIENT);
        String text = world.messages.last().text();
        String link = text.substring(text.indexOf("/managed/s/") + 11).strip();
        String target = world.identity.target(link, CLIENT).orElseThrow();
        String invitation = target.substring(target.indexOf("invitation=") + 11, target.indexOf("&lang"));
        String body = "{'invitation':'" + invitation + "'}";
        storageFails();
        refused(() -> world.login(body), 503, "general", 503);
        storageWorks();
        assertThat(world.identity.target(link, CLIENT)).contains(target);
        assertThat(world.login(body).shortname()).isEqualTo("sara");
        assertThat(world.identity.target(link, CLIENT)).isEmpty();
        loginFails(body);
    }

    @Test
    void s5_4_theCodeBesideAnInvitationSurvivesToo() {
        world.start("second_factor_required", true);
        world.identity.requestPasswordReset(json("{'shortname':'sara'}"), CLIENT);
        String invitation = world.messages.invitation();
        String code = world.loginCode("{'msisdn':'7801234567'}");
        String body = "{'invitation':'" + invitation + "','otp':'" + code + "'}";
        storageFails();
        refused(() -> world.login(body), 503, "general", 503);
        storageWorks();
        assertThat(world.login(body).shortname()).isEqualTo("sara");
        loginFails(body);
    }

    @Test
    void s5_4_whatEndsInvitationsEndsOneThatIsBeingUsed() {
        world.identity.requestPasswordReset(json("{'shortname':'sara'}"), CLIENT);
        String body = "{'invitation':'" + world.messages.invitation() + "'}";
        world.accounts.beforeLogin = () -> {
            world.accounts.update(caller("sara"), "sara", "", u -> json("{'password':'Another4You'}"));
            throw DmartException.Unavailable.now("The disk is full", null);
        };
        refused(() -> world.login(body), 503, "general", 503);
        storageWorks();
        loginFails(body);
    }
}
