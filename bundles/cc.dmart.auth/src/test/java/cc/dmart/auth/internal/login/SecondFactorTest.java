package cc.dmart.auth.internal.login;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.auth.internal.AuthWorldTest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where one proof is not enough: {@code second_factor_required} (ASVS 6.3.3). */
class SecondFactorTest extends AuthWorldTest {
    SecondFactorTest() {
        super(VISITORS);
    }

    @BeforeEach
    void required() {
        world.start("second_factor_required", true);
    }

    @Test
    void s1_7_passwordAndCodeTogetherLogIn() {
        refused(() -> world.login("{'shortname':'sara','password':'right'}"), 401, "auth", 115);
        loginFails("{'shortname':'sara','password':'wrong'}");
        String code = world.loginCode("{'email':'sara@b.io'}");
        loginFails("{'email':'sara@b.io','otp':'" + code + "'}");
        loginFails("{'email':'sara@b.io','otp':'" + code + "','password':'wrong'}");
        assertThat(world.login("{'email':'sara@b.io','otp':'" + code + "','password':'right'}")
                        .shortname())
                .isEqualTo("sara");
    }

    @Test
    void s1_7_whoHasNoSecondProofYetNeedsNone() {
        assertThat(world.login("{'shortname':'plain','password':'right'}").shortname())
                .isEqualTo("plain");
        world.user("robot", "{'password':'hash:right','email':'r@b.io','is_email_verified':true,'type':'bot'}");
        assertThat(world.login("{'shortname':'robot','password':'right'}").shortname())
                .isEqualTo("robot");
    }

    @Test
    void s1_7_aPhoneIsNoSecondProofWhereItsCodesDoNotCount() {
        world.start("second_factor_required", true, "phone_login_codes", false);
        refused(() -> world.login("{'shortname':'sara','password':'right'}"), 401, "auth", 115);
        world.user("dialler", "{'password':'hash:right','msisdn':'7809999999','is_msisdn_verified':true}");
        assertThat(world.login("{'shortname':'dialler','password':'right'}").shortname())
                .isEqualTo("dialler");
    }

    @Test
    void s1_7_aLostPasswordIsNoWayAround() {
        world.identity.requestPasswordReset(json("{'email':'sara@b.io'}"), CLIENT);
        String invitation = "'invitation':'" + world.messages.invitation() + "'";
        loginFails("{" + invitation + "}");
        world.clock.advance(Duration.ofSeconds(61));
        String mailed = world.loginCode("{'email':'sara@b.io'}");
        loginFails("{" + invitation + ",'otp':'" + mailed + "'}");
        world.clock.advance(Duration.ofSeconds(61));
        String texted = world.loginCode("{'msisdn':'7801234567'}");
        assertThat(world.login("{" + invitation + ",'otp':'" + texted + "'}").shortname())
                .isEqualTo("sara");
        world.identity.requestPasswordReset(json("{'email':'plain@b.io'}"), CLIENT);
        assertThat(world.login("{'invitation':'" + world.messages.invitation() + "'}")
                        .shortname())
                .isEqualTo("plain");
    }
}
