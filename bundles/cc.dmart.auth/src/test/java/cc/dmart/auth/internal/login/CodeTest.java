package cc.dmart.auth.internal.login;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.caller;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthWorldTest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One-time codes: {@code security.md} 1.7, 5.2, 5.3. */
class CodeTest extends AuthWorldTest {
    private static final String PHONE = "{'msisdn':'7801234567'}";
    private static final String MAIL = "{'email':'sara@b.io'}";

    CodeTest() {
        super(VISITORS);
    }

    private static String with(String identifier, String more) {
        return identifier.substring(0, identifier.length() - 1) + "," + more + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {"{'msisdn':'7801234567'}", "{'email':'SARA@b.io'}", "{'shortname':'sara'}"})
    void s5_3_aCodeLogsInOnce(String identifier) {
        String code = world.loginCode(identifier);
        assertThat(world.messages.last().channel()).isEqualTo(identifier.contains("email") ? "email" : "sms");
        Login login = world.login(with(identifier, "'otp':'" + code + "'"));
        assertThat(world.auth.authenticate(login.token())).isEqualTo("sara");
        loginFails(with(identifier, "'otp':'" + code + "'"));
    }

    @Test
    void s5_3_arabicDigitsAreDigits() {
        String code = world.loginCode(PHONE);
        StringBuilder arabic = new StringBuilder();
        code.chars().forEach(c -> arabic.append((char) (0x0660 + c - '0')));
        assertThat(world.login(with(PHONE, "'otp':'" + arabic + "'")).shortname())
                .isEqualTo("sara");
    }

    @Test
    void s5_3_purposesAreSeparate() {
        String proving = world.code(PHONE);
        loginFails(with(PHONE, "'otp':'" + proving + "'"));
        world.clock.advance(Duration.ofSeconds(60));
        String login = world.loginCode(PHONE);
        refused(
                () -> world.identity.confirmCode(caller("sara"), json(with(PHONE, "'code':'" + login + "'")), CLIENT),
                400,
                "OTP",
                308);
        world.start("otp_strict_purpose", false);
        world.clock.advance(Duration.ofSeconds(60));
        String any = world.code(PHONE);
        assertThat(world.login(with(PHONE, "'otp':'" + any + "'")).shortname()).isEqualTo("sara");
    }

    @Test
    void s5_3_fiveTriesEndACode() {
        world.start("max_failed_login_attempts", 0);
        String code = world.loginCode(PHONE);
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 5; i++) {
            loginFails(with(PHONE, "'otp':'" + wrong + "'"));
        }
        loginFails(with(PHONE, "'otp':'" + code + "'"));
    }

    @Test
    void s1_11_aRightCodeFromAnotherDeviceForgivesNothing() {
        String mail = "{'email':'bound@b.io'}";
        String code = world.loginCode(mail);
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 4; i++) {
            loginFails(with(mail, "'device_id':'d1','otp':'" + wrong + "'"));
        }
        loginFails(with(mail, "'device_id':'d2','otp':'" + code + "'"));
        loginFails(with(mail, "'device_id':'d1','otp':'" + wrong + "'"));
        loginFails("{'shortname':'bound','password':'right','device_id':'d1'}");
        world.clock.advance(Duration.ofSeconds(901));
        assertThat(world.login("{'shortname':'bound','password':'right','device_id':'d1'}")
                        .shortname())
                .isEqualTo("bound");
    }

    @Test
    void s5_2_theTimeOfARefusalDoesNotTellWhetherACodeWaits() {
        String code = world.loginCode(MAIL);
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (String body : List.of(
                with(MAIL, "'otp':'" + wrong + "'"),
                "{'shortname':'plain','otp':'000000'}",
                "{'invitation':'a.b.c'}")) {
            long begun = System.nanoTime();
            loginFails(body);
            assertThat(System.nanoTime() - begun).as(body).isGreaterThanOrEqualTo(EvenTime.STEP_NANOS);
        }
    }

    @Test
    void s5_3_fourWrongTriesAreForgiven() {
        world.start("max_failed_login_attempts", 0);
        String code = world.loginCode(PHONE);
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 4; i++) {
            loginFails(with(PHONE, "'otp':'" + wrong + "'"));
        }
        assertThat(world.login(with(PHONE, "'otp':'" + code + "'")).shortname()).isEqualTo("sara");
    }

    @Test
    void s5_3_aConfirmationHasAsManyTries() {
        world.start("max_failed_login_attempts", 0);
        world.accounts.edit("sara", m -> m.with("is_email_verified", JsonBool.FALSE));
        String late = world.code(MAIL);
        confirmFailsTimes(5, late);
        refused(() -> confirm(late), 400, "OTP", 308);
        assertThat(world.accounts.meta("sara").bool("is_email_verified")).contains(false);
        world.clock.advance(Duration.ofSeconds(61));
        String code = world.code(MAIL);
        confirmFailsTimes(4, code);
        confirm(code);
        assertThat(world.accounts.meta("sara").bool("is_email_verified")).contains(true);
    }

    private void confirm(String code) {
        world.identity.confirmCode(caller("sara"), json(with(MAIL, "'code':'" + code + "'")), CLIENT);
    }

    private void confirmFailsTimes(int times, String code) {
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < times; i++) {
            refused(() -> confirm(wrong), 400, "OTP", 308);
        }
    }

    @Test
    void s5_3_codesEndAndNewOnesReplaceOldOnes() {
        String first = world.loginCode(PHONE);
        world.clock.advance(Duration.ofSeconds(60));
        String second = world.loginCode(PHONE);
        if (!first.equals(second)) {
            loginFails(with(PHONE, "'otp':'" + first + "'"));
        }
        world.clock.advance(Duration.ofMinutes(5));
        loginFails(with(PHONE, "'otp':'" + second + "'"));
    }

    @Test
    void s5_3_aPasswordBesidesMustBeRight() {
        String code = world.loginCode(PHONE);
        loginFails(with(PHONE, "'otp':'" + code + "','password':'wrong'"));
        assertThat(world.login(with(PHONE, "'otp':'" + code + "','password':'right'"))
                        .shortname())
                .isEqualTo("sara");
    }

    @Test
    void s5_3_resendGapIsSharedAndLoudOnlyWhereItTellsNothing() {
        world.code(MAIL);
        refused(() -> world.identity.requestCode(json(MAIL), CLIENT), 403, "request", 103);
        int sent = world.messages.sent.size();
        world.identity.requestLoginCode(json(MAIL), CLIENT);
        assertThat(world.messages.sent).hasSize(sent);
        for (int i = 1; i < 10; i++) {
            world.clock.advance(Duration.ofSeconds(61));
            world.code(MAIL);
        }
        world.clock.advance(Duration.ofSeconds(61));
        refused(() -> world.identity.requestCode(json(MAIL), CLIENT), 429, "rate_limit", 429);
        assertThatThrownBy(() -> world.identity.requestCode(json(MAIL), CLIENT))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.retryAfterSeconds()).isEqualTo(86_400 - 10 * 61));
        world.clock.advance(Duration.ofDays(1));
        world.code(MAIL);
    }

    @Test
    void s5_3_storedCodesAreHashesBoundToTheAddress() throws IOException {
        String code = world.code(MAIL);
        String stored = Files.readString(data.resolve("auth/rows.jsonl"));
        assertThat(stored).contains("otp:CONFIRM:sara@b.io").doesNotContain("\"" + code + "\"");
        world.start();
        world.identity.confirmCode(caller("sara"), json(with(MAIL, "'otp':'" + code + "'")), CLIENT);
    }

    /** Whose address it is shows to those alone who have the code; guessing is counted. */
    @Test
    void s3_9_aWrongCodeSaysNothingOfTheAddress() {
        world.start("max_failed_login_attempts", 3);
        for (String address : List.of("plain@b.io", "nobody@b.io", "sara@b.io")) {
            refused(
                    () -> world.identity.confirmCode(
                            caller("sara"), json("{'email':'" + address + "','code':'000000'}"), CLIENT),
                    400,
                    "OTP",
                    308);
        }
        loginFails("{'shortname':'sara','password':'right'}");
    }

    @Test
    void s5_3_confirmationIsForTheOwnAddressAndOnce() {
        world.accounts.edit("sara", m -> m.with("is_email_verified", JsonBool.FALSE));
        String other = world.code("{'email':'plain@b.io'}");
        for (int i = 0; i < 2; i++) { // right, and kept for whom it was sent to
            refused(
                    () -> world.identity.confirmCode(
                            caller("sara"), json("{'email':'plain@b.io','code':'" + other + "'}"), CLIENT),
                    400,
                    "create",
                    50);
        }
        refused(() -> world.identity.confirmCode(caller("sara"), json("{'code':'123456'}"), CLIENT), 422, "OTP", 207);
        refused(() -> world.identity.confirmCode(caller("sara"), json(MAIL), CLIENT), 422, "validation", 424);
        String code = world.code(MAIL);
        String body = with(MAIL, "'code':'" + code + "'");
        world.identity.confirmCode(caller("sara"), json(body), CLIENT);
        assertThat(world.accounts.meta("sara").bool("is_email_verified")).contains(true);
        refused(() -> world.identity.confirmCode(caller("sara"), json(body), CLIENT), 400, "OTP", 308);
    }

    @Test
    void s5_3_requestsAreReadStrictly() {
        refused(() -> world.identity.requestCode(json("{}"), CLIENT), 422, "OTP", 207);
        refused(() -> world.identity.requestLoginCode(json("{'email':null}"), CLIENT), 422, "OTP", 207);
        refused(() -> world.identity.requestCode(json(with(MAIL, "'shortname':'sara'")), CLIENT), 422, "OTP", 107);
        refused(() -> world.identity.requestCode(json("{'msisdn':'12'}"), CLIENT), 422, "validation", 424);
        world.identity.requestCode(json("{'shortname':'sara'}"), CLIENT);
        assertThat(world.messages.sent).isEmpty();
    }

    @Test
    void s5_3_aGatewayThatFailsIsSaidAndCostsNoQuota() {
        world.messages.result = SendResult.failed("down");
        refused(() -> world.identity.requestCode(json(MAIL), CLIENT), 502, "otp", 100);
        world.messages.result = SendResult.noChannel("email");
        refused(() -> world.identity.requestCode(json(MAIL), CLIENT), 502, "otp", 100);
        world.messages.result = SendResult.deferred("later");
        refused(() -> world.identity.requestCode(json(MAIL), CLIENT), 502, "otp", 100);
        world.messages.result = SendResult.sent();
        world.code(MAIL);
        assertThat(world.messages.last().secret()).isTrue();
    }

    @Test
    void s5_3_anAddressThatNobodyTakesCostsItsQuota() {
        world.messages.result = SendResult.refused("no such mailbox");
        refused(() -> world.identity.requestCode(json(MAIL), CLIENT), 502, "otp", 100);
        refused(() -> world.identity.requestCode(json(MAIL), CLIENT), 403, "request", 103);
    }

    @Test
    void s5_3_mocksAreRefusedInProduction() {
        world.start("mock_smtp_api", true, "mock_smpp_api", true);
        world.identity.requestCode(json(MAIL), CLIENT);
        assertThat(world.messages.sent).isEmpty();
        world.identity.confirmCode(caller("sara"), json(with(MAIL, "'code':'123456'")), CLIENT);
        assertThatThrownBy(() -> world.start("app_env", "production")).isInstanceOf(IllegalArgumentException.class);
        world.start("mock_smtp_api", false, "mock_smpp_api", false);
    }

    @Test
    void s5_2_loginCodesTellNothing() {
        world.user("off", "{'email':'off@b.io','is_email_verified':true}");
        world.accounts.edit("off", m -> m.with("is_active", JsonBool.FALSE));
        for (String body : new String[] {
            "{'email':'no@b.io'}",
            "{'email':'plain@b.io'}",
            "{'email':'off@b.io'}",
            "{'shortname':'plain'}",
            "{'shortname':'nobody'}",
            "{'shortname':'anonymous'}",
            "{'msisdn':'7800000000'}"
        }) {
            world.identity.requestLoginCode(json(body), CLIENT);
            assertThat(world.messages.sent).as(body).isEmpty();
        }
    }

    @Test
    void s5_3_codesToPhonesMayLogNobodyIn() {
        String sent = world.loginCode("{'msisdn':'7801234567'}");
        world.start("phone_login_codes", false);
        loginFails("{'msisdn':'7801234567','otp':'" + sent + "'}");
        loginFails("{'shortname':'sara','otp':'" + sent + "'}");
        world.messages.sent.clear();
        world.clock.advance(Duration.ofSeconds(61));
        for (String body : new String[] {"{'msisdn':'7801234567'}", "{'shortname':'sara'}"}) {
            world.identity.requestLoginCode(json(body), CLIENT);
            world.clock.advance(Duration.ofSeconds(61));
        }
        assertThat(world.messages.sent).isEmpty();
        assertThat(world.login("{'email':'sara@b.io','otp':'" + world.loginCode(MAIL) + "'}")
                        .shortname())
                .isEqualTo("sara");
        assertThat(world.login("{'msisdn':'7801234567','password':'right'}").shortname())
                .isEqualTo("sara");
    }

    @Test
    void s5_2_closedRegistrationAnswersSuccess() {
        world.start("is_registrable", false);
        world.identity.requestCode(json("{'email':'no@b.io'}"), CLIENT);
        assertThat(world.messages.sent).isEmpty();
        world.code(MAIL);
        world.messages.result = SendResult.failed("the gateway is away");
        world.identity.requestCode(json("{'email':'bound@b.io'}"), CLIENT); // nobody waits for it, or sees it fail
    }

    @Test
    void s1_7_deviceLockHoldsForCodesToo() {
        String code = world.loginCode("{'email':'bound@b.io'}");
        String body = "{'email':'bound@b.io','otp':'" + code + "'";
        loginFails(body + ",'device_id':'d2'}");
        loginFails(body + "}");
        assertThat(world.login(body + ",'device_id':'d1'}").shortname()).isEqualTo("bound");
    }

    @Test
    void s1_7_aCodeOpensANewDevice() {
        world.accounts.edit("bound", m -> m.with("locked_to_device", JsonBool.FALSE));
        refused(() -> world.login("{'shortname':'bound','password':'right','device_id':'d2'}"), 401, "auth", 115);
        String code = world.loginCode("{'email':'bound@b.io'}");
        world.login("{'email':'bound@b.io','otp':'" + code + "','device_id':'d2'}");
        assertThat(world.accounts.meta("bound").string("device_id")).contains("d2");
        world.login("{'shortname':'bound','password':'right','device_id':'d2'}");
    }
}
