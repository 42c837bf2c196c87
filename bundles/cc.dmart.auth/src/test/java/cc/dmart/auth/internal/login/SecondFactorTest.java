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
    void s1_11_aRightPasswordAloneForgivesNoWrongCodes() {
        String password = "{'shortname':'sara','password':'right'}";
        String wrong = "{'email':'sara@b.io','otp':'000000','password':'right'}";
        for (int i = 0; i < 4; i++) {
            loginFails(wrong);
            refused(() -> world.login(password), 401, "auth", 115);
        }
        loginFails(wrong);
        refused(() -> world.login(password), 401, "auth", 10);
    }

    @Test
    void s1_11_aCompleteLoginForgives() {
        String wrong = "{'shortname':'sara','password':'wrong'}";
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                loginFails(wrong);
            }
            String code = world.loginCode("{'email':'sara@b.io'}");
            assertThat(world.login("{'email':'sara@b.io','otp':'" + code + "','password':'right'}")
                            .shortname())
                    .isEqualTo("sara");
            world.clock.advance(Duration.ofSeconds(61));
        }
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
