package cc.dmart.auth.internal.login;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.caller;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.IdentityService.Counted;
import cc.dmart.auth.internal.AuthWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statements of {@code security.md} 2.6, 2.7, 5.1 to 5.4: limits, codes, invitations, sessions; names begin with the section. */
class Section5Test {
    private static final String PHONE = "{'msisdn':'7801234567'}";
    private static final String MAIL = "{'email':'sara@b.io'}";

    @TempDir
    Path data;

    private AuthWorld world;

    @BeforeEach
    void start() {
        world = new AuthWorld(data);
        world.user(
                "sara",
                "{'password':'hash:right','email':'sara@b.io','is_email_verified':true,'msisdn':'7801234567',"
                        + "'is_msisdn_verified':true,'last_login':{'timestamp':1}}");
        world.user("plain", "{'password':'hash:right','email':'plain@b.io'}");
        world.user(
                "bound",
                "{'password':'hash:right','email':'bound@b.io','is_email_verified':true,'type':'mobile',"
                        + "'device_id':'d1','locked_to_device':true}");
        world.user("dmart", "{'password':'hash:right'}");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void loginFails(String body) {
        refused(() -> world.login(body), 401, "auth", 10);
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

    @Test
    void s5_3_confirmationIsForTheOwnAddressAndOnce() {
        world.accounts.edit("sara", m -> m.with("is_email_verified", JsonBool.FALSE));
        String other = world.code("{'email':'plain@b.io'}");
        refused(
                () -> world.identity.confirmCode(
                        caller("sara"), json("{'email':'plain@b.io','code':'" + other + "'}"), CLIENT),
                400,
                "create",
                50);
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
        world.messages.result = SendResult.sent();
        world.code(MAIL);
        assertThat(world.messages.last().secret()).isTrue();
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
    void s5_2_closedRegistrationAnswersSuccess() {
        world.start("is_registrable", false);
        world.identity.requestCode(json("{'email':'no@b.io'}"), CLIENT);
        assertThat(world.messages.sent).isEmpty();
        world.code(MAIL);
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

    private String invitation(String shortname) {
        world.clock.advance(Duration.ofSeconds(61));
        world.identity.requestPasswordReset(json("{'shortname':'" + shortname + "'}"), CLIENT);
        return world.messages.invitation();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'invitation':'I'}; true",
                "{'invitation':'I','shortname':'sara'}; true",
                "{'invitation':'I','email':'SARA@b.io'}; true",
                "{'invitation':'I','msisdn':'7801234567'}; true",
                "{'invitation':'I','shortname':'dmart'}; false",
                "{'invitation':'I','email':'plain@b.io'}; false",
                "{'invitation':'I','msisdn':'7801234568'}; false",
                "{'invitation':'Ix'}; false",
                "{'invitation':''}; false",
            })
    void s1_7_invitationRows(String body, boolean admitted) {
        String invitation = invitation("sara");
        String sent = body.replace("'I", "'" + invitation);
        if (admitted) {
            assertThat(world.login(sent).shortname()).isEqualTo("sara");
            loginFails(sent);
        } else {
            loginFails(sent);
            assertThat(world.login("{'invitation':'" + invitation + "'}").shortname())
                    .isEqualTo("sara");
        }
    }

    @Test
    void s1_7_anAbsentAddressEqualsNothing() {
        world.user("mailonly", "{'email':'m@b.io','is_email_verified':true}");
        String invitation = invitation("mailonly");
        loginFails("{'invitation':'" + invitation + "','msisdn':''}");
    }

    @Test
    void s5_4_invitationsAreReplacedAndEndWithWhatTheyStandFor() {
        String first = invitation("sara");
        String second = invitation("sara");
        loginFails("{'invitation':'" + first + "'}");
        world.accounts.update(caller("sara"), "sara", "", u -> json("{'email':'new@b.io'}"));
        loginFails("{'invitation':'" + second + "'}");
        world.accounts.edit("sara", m -> m.with("email", new JsonString("sara@b.io")));
        String third = invitation("sara");
        world.accounts.update(caller("sara"), "sara", "", u -> json("{'password':'Another4You'}"));
        loginFails("{'invitation':'" + third + "'}");
        String fourth = invitation("sara");
        world.accounts.update(caller("sara"), "sara", "", u -> json("{'is_active':false}"));
        world.accounts.edit("sara", m -> m.with("is_active", JsonBool.TRUE));
        loginFails("{'invitation':'" + fourth + "'}");
        String fifth = invitation("sara");
        world.clock.advance(Duration.ofSeconds(172_801));
        loginFails("{'invitation':'" + fifth + "'}");
    }

    @Test
    void s5_4_ofParallelUsesOneSucceeds() throws Exception {
        String body = "{'invitation':'" + invitation("sara") + "'}";
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> tries = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tries.add(pool.submit(() -> {
                    try {
                        world.login(body);
                        return 1;
                    } catch (RuntimeException e) {
                        return 0;
                    }
                }));
            }
            int won = 0;
            for (Future<Integer> one : tries) {
                won += one.get();
            }
            assertThat(won).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void s5_4_tokensAndInvitationsAreNeverTakenForEachOther() throws IOException {
        String invitation = invitation("sara");
        refused(() -> world.auth.authenticate(invitation), 401, "jwtauth", 47);
        String token = world.login("{'shortname':'sara','password':'right'}").token();
        loginFails("{'invitation':'" + token + "'}");
        assertThat(Files.readString(data.resolve("auth/rows.jsonl"))).doesNotContain(invitation);
    }

    @Test
    void s5_4_shortLinksLeadToTheInvitationUntilItIsUsed() {
        world.accounts.edit("sara", m -> m.without("email"));
        world.identity.requestPasswordReset(json("{'shortname':'sara'}"), CLIENT);
        String text = world.messages.last().text();
        String id = text.substring(text.indexOf("/managed/s/") + 11).strip();
        assertThat(id).matches("[A-Za-z0-9_-]{24}");
        String target = world.identity.target(id, CLIENT).orElseThrow();
        assertThat(target)
                .startsWith("https://app.example.com/auth/invitation?invitation=")
                .contains("&lang=en&user-type=web");
        assertThat(world.identity.target("12345678", CLIENT)).isEmpty();
        String invitation = target.substring(target.indexOf("invitation=") + 11, target.indexOf("&lang"));
        world.login("{'invitation':'" + invitation + "'}");
        assertThat(world.identity.target(id, CLIENT)).isEmpty();
    }

    @Test
    void s5_4_shortLinksEnd() {
        world.accounts.edit("sara", m -> m.without("email"));
        world.identity.requestPasswordReset(json("{'shortname':'sara'}"), CLIENT);
        String text = world.messages.last().text();
        String id = text.substring(text.indexOf("/managed/s/") + 11).strip();
        world.clock.advance(Duration.ofSeconds(3601));
        assertThat(world.identity.target(id, CLIENT)).isEmpty();
    }

    @Test
    void s5_1_limitsPerAddress() {
        world.start("auth_rate_limit_per_minute", 10);
        Map<Runnable, Integer> rows = Map.of(
                () -> world.auth.login(json("{'shortname':'sara','password':'right'}"), CLIENT), 10,
                () -> world.identity.checkExisting(json("{}"), CLIENT), 30,
                () -> world.identity.count(Counted.FORM, CLIENT), 20,
                () -> world.identity.requestCode(json("{'shortname':'sara'}"), CLIENT), 5,
                () -> world.identity.requestPasswordReset(json("{'shortname':'nobody'}"), CLIENT), 5);
        rows.forEach((call, limit) -> {
            for (int i = 0; i < limit; i++) {
                call.run();
            }
            refused(call, 429, "rate_limit", 429);
        });
        for (Runnable sharing : List.<Runnable>of(
                () -> world.identity.validatePassword(caller("sara"), json("{'password':'right'}"), CLIENT),
                () -> world.identity.requestLoginCode(json("{'shortname':'sara'}"), CLIENT),
                () -> world.identity.target("none", CLIENT),
                () -> world.identity.count(Counted.LOOK, CLIENT))) {
            refused(sharing, 429, "rate_limit", 429);
        }
        Client elsewhere = new Client("10.0.0.2", "", "r2", Map.of());
        world.auth.login(json("{'shortname':'sara','password':'right'}"), elsewhere);
    }

    @Test
    void s2_6_ownSessionsAreListedAndEnded() {
        Login first = world.login("{'shortname':'sara','password':'right'}");
        world.clock.advance(Duration.ofSeconds(5));
        Login second = world.login("{'shortname':'sara','password':'right'}");
        Login other = world.login("{'shortname':'dmart','password':'right'}");
        List<JsonObject> list = world.auth.sessions(second.token());
        assertThat(list).extracting(s -> s.bool("current").orElseThrow()).containsExactly(true, false);
        assertThat(list.get(0).names())
                .containsExactlyInAnyOrder(
                        "id", "created_at", "last_used_at", "expires_at", "origin", "ip", "user_agent", "current");
        assertThat(list.get(1).string("origin")).contains("password");
        String id = list.get(1).string("id").orElseThrow();
        refused(() -> world.auth.endSession(other.token(), id), 404, "db", 220);
        world.auth.endSession(second.token(), id);
        refused(() -> world.auth.authenticate(first.token()), 401, "jwtauth", 49);
        assertThat(world.auth.sessions(second.token())).hasSize(1);
    }

    @Test
    void s2_6_tokensOfThePreviousKeyHaveAGracePeriod() {
        String old = "the first secret of at least 32 bytes";
        world.start("jwt_secret", old);
        Login login = world.login("{'shortname':'sara','password':'right'}");
        world.start(
                "jwt_secret",
                "the second secret of at least 32 bytes",
                "jwt_secret_previous",
                old,
                "jwt_secret_previous_grace_s",
                3600);
        assertThat(world.auth.authenticate(login.token())).isEqualTo("sara");
        world.clock.advance(Duration.ofMinutes(30));
        world.start(); // a restart does not begin the period anew
        assertThat(world.auth.authenticate(login.token())).isEqualTo("sara");
        world.clock.advance(Duration.ofSeconds(1801));
        refused(() -> world.auth.authenticate(login.token()), 401, "jwtauth", 47);
    }
}
