package cc.dmart.auth.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.service.AuthService;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthWorld;
import cc.dmart.auth.internal.FakeAccounts;
import cc.dmart.auth.internal.FakePasswords;
import cc.dmart.auth.internal.MovableClock;
import cc.dmart.auth.internal.session.SessionTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtAuthServiceTest {
    private static final Client CLIENT = new Client(
            "10.0.0.1", "agent", "r1", Map.of("user-agent", "agent", "Cookie", "auth_token=x", "x-api-key", "k"));
    private static final String RIGHT = "{'shortname':'sara','password':'right'}";

    @TempDir
    Path data;

    private AuthWorld world;
    private MovableClock clock;
    private FakeAccounts accounts;
    private FakePasswords passwords;
    private final Map<String, Object> settings = new HashMap<>();
    private SessionTable table;
    private AuthService auth;

    @BeforeEach
    void people() {
        world = new AuthWorld(data);
        clock = world.clock;
        accounts = world.accounts;
        passwords = world.passwords;
        user(
                "sara",
                "{'password':'hash:right','email':'sara@dmart.cc','is_email_verified':true,'msisdn':'7801234567',"
                        + "'is_msisdn_verified':true,'type':'web','roles':['editor'],'displayname':{'en':'Sara'},'uuid':'u-1'}");
        user("old", "{'password':'old:right'}");
        user("nopass", "{}");
        user("shipped", "{'password':'shipped:right'}");
        user("unverified", "{'password':'hash:right','email':'un@dmart.cc','msisdn':'7800000000'}");
        user("mobile", "{'password':'hash:right','type':'mobile','device_id':'d1'}");
        user("fresh", "{'password':'hash:right','type':'mobile'}");
        user("bound", "{'password':'hash:right','type':'mobile','device_id':'d1','locked_to_device':true}");
        user("dmart", "{'password':'hash:right'}");
        user("anonymous", "{'password':'hash:right'}");
        user("off", "{'password':'hash:right'}");
        accounts.edit("off", m -> m.with("is_active", JsonBool.FALSE));
        start("auth_rate_limit_per_minute", 0);
    }

    private void user(String name, String json) {
        accounts.put(name, json(json).with("is_active", JsonBool.TRUE).with("shortname", new JsonString(name)));
    }

    private static JsonObject json(String text) {
        return JsonCodec.parse(text.replace('\'', '"')).asObject().orElseThrow();
    }

    private void start(Object... more) {
        for (int i = 0; i < more.length; i += 2) {
            settings.put((String) more[i], more[i + 1]);
        }
        Object[] flat = settings.entrySet().stream()
                .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
                .toArray();
        world.start(flat);
        table = world.table;
        auth = world.auth;
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private Login login(String body) {
        return auth.login(json(body), CLIENT);
    }

    private static void refused(Runnable call, int status, String type, int code) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(DmartException.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.type()).isEqualTo(type);
            assertThat(e.code()).isEqualTo(code);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'shortname':'sara','password':'right'}; 0",
                "{'shortname':'sara','password':'right','otp':null,'invitation':null,'email':null}; 0",
                "{'shortname':'sara','password':'right','extra':{'a':1}}; 0",
                "{'email':'SARA@dmart.cc','password':'right'}; 0",
                "{'msisdn':'7801234567','password':'right'}; 0",
                "{'shortname':'fresh','password':'right','device_id':'d7'}; 0",
                "{'shortname':'mobile','password':'right','device_id':'d1'}; 0",
                "{'shortname':'bound','password':'right','device_id':'d1'}; 0",
                "{'shortname':'sara','password':'wrong'}; 10",
                "{'shortname':'sara','password':''}; 10",
                "{'shortname':'sara'}; 10",
                "{'shortname':'nobody','password':'right'}; 10",
                "{'shortname':'../sara','password':'right'}; 10",
                "{'shortname':'nopass','password':''}; 10",
                "{'shortname':'shipped','password':'right'}; 10",
                "{'shortname':'off','password':'right'}; 10",
                "{'shortname':'anonymous','password':'right'}; 10",
                "{'email':'un@dmart.cc','password':'right'}; 10",
                "{'msisdn':'7800000000','password':'right'}; 10",
                "{'email':'no@dmart.cc','password':'right'}; 10",
                "{'password':'right'}; 10",
                "{}; 10",
                "{'shortname':'sara','otp':'123456'}; 10",
                "{'shortname':'sara','otp':'123456','password':'right'}; 10",
                "{'invitation':'a.b.c'}; 10",
                "{'shortname':'bound','password':'right','device_id':'d2'}; 10",
                "{'shortname':'bound','password':'right'}; 10",
                "{'shortname':'mobile','password':'right','device_id':'d2'}; 115",
                "{'shortname':'mobile','password':'right'}; 115",
                "{'shortname':'mobile','password':'wrong','device_id':'d2'}; 10",
            })
    void s1_7_rowsOfTheLoginTable(String body, int code) {
        if (code == 0) {
            Login login = login(body);
            assertThat(auth.authenticate(login.token())).isEqualTo(login.shortname());
        } else {
            refused(() -> login(body), 401, "auth", code);
        }
    }

    @Test
    void s1_7_severalIdentifiersAreAnError() {
        refused(() -> login("{'shortname':'sara','email':'sara@dmart.cc','password':'right'}"), 422, "request", 420);
        refused(() -> login("{'shortname':'sara','password':5}"), 422, "validation", 424);
        assertThat(login("{'shortname':'sara','email':'','msisdn':'','otp':'','password':'right'}")
                        .shortname())
                .as("an empty field of a form is none")
                .isEqualTo("sara");
        refused(() -> login("{'shortname':'','email':'','password':'right'}"), 401, "auth", 10);
        String device = "x".repeat(513);
        refused(
                () -> login("{'shortname':'sara','password':'right','device_id':'" + device + "'}"),
                422,
                "validation",
                424);
    }

    @Test
    void s1_7_theReplyNamesTheUser() {
        Login login = login(RIGHT);
        assertThat(login.uuid()).isEqualTo("u-1");
        assertThat(login.maxAgeSeconds()).isEqualTo(2_592_000);
        assertThat(login.attributes())
                .isEqualTo(json("{'type':'web','displayname':{'en':'Sara'},'roles':['editor']}")
                        .with("access_token", new JsonString(login.token())));
    }

    @Test
    void s1_1_aLoginIsRecordedWithoutSecrets() {
        login("{'shortname':'old','password':'right','device_id':'d9'}");
        JsonObject meta = accounts.meta("old");
        assertThat(meta.string("password")).contains("hash:right");
        assertThat(meta.string("device_id")).contains("d9");
        assertThat(meta.object("last_login").orElseThrow())
                .isEqualTo(json(
                        "{'timestamp':" + clock.instant().getEpochSecond() + ",'headers':{'user-agent':'agent'}}"));
    }

    @Test
    void s5_2_everyRefusalCostsOneVerification() {
        String[] bodies = {
            "{'shortname':'sara','password':'wrong'}",
            "{'shortname':'nobody','password':'wrong'}",
            "{'shortname':'nopass','password':'wrong'}",
            "{'shortname':'off','password':'right'}",
            "{'email':'un@dmart.cc','password':'right'}",
        };
        for (String body : bodies) {
            int before = passwords.runs.get();
            refused(() -> login(body), 401, "auth", 10);
            assertThat(passwords.runs.get() - before).as(body).isEqualTo(1);
        }
    }

    @Test
    void s1_11_fiveFailuresLockForAWhileAndSessionsSurvive() {
        Login login = login(RIGHT);
        for (int i = 0; i < 5; i++) {
            refused(() -> login("{'email':'sara@dmart.cc','password':'wrong'}"), 401, "auth", 10);
        }
        refused(() -> login(RIGHT), 401, "auth", 10);
        assertThat(auth.authenticate(login.token())).isEqualTo("sara");
        clock.advance(Duration.ofSeconds(901));
        assertThat(login(RIGHT).shortname()).isEqualTo("sara");
    }

    @Test
    void s1_11_deactivateModeSwitchesTheAccountOffButNeverTheAdministrator() {
        start("lockout_mode", "deactivate");
        for (String name : new String[] {"sara", "dmart"}) {
            for (int i = 0; i < 5; i++) {
                refused(() -> login("{'shortname':'" + name + "','password':'wrong'}"), 401, "auth", 10);
            }
        }
        assertThat(accounts.meta("sara").bool("is_active")).contains(false);
        assertThat(accounts.meta("dmart").bool("is_active")).contains(true);
        refused(() -> login("{'shortname':'dmart','password':'right'}"), 401, "auth", 10);
    }

    @Test
    void s5_1_tooManyLoginsFromOneAddressAreSentAway() {
        start("auth_rate_limit_per_minute", 2);
        login(RIGHT);
        refused(() -> login("{'shortname':'nobody','password':'right'}"), 401, "auth", 10);
        refused(() -> login(RIGHT), 429, "rate_limit", 429);
    }

    @Test
    void s2_4_tokensAreVerifiedAgainAfterARestart() {
        Login login = login(RIGHT);
        start();
        assertThat(auth.authenticate(login.token())).isEqualTo("sara");
        start("jwt_secret", "another secret of at least 32 bytes");
        refused(() -> auth.authenticate(login.token()), 401, "jwtauth", 47);
    }

    @Test
    void s2_1_deadTokensAreRefused() {
        Login login = login(RIGHT);
        refused(() -> auth.authenticate("x" + login.token()), 401, "jwtauth", 47);
        refused(() -> auth.authenticate(""), 401, "jwtauth", 47);
        auth.logout(Optional.of(login.token()), false, CLIENT);
        refused(() -> auth.authenticate(login.token()), 401, "jwtauth", 49);
        Login second = login(RIGHT);
        clock.advance(Duration.ofSeconds(2_592_001));
        refused(() -> auth.authenticate(second.token()), 401, "jwtauth", 48);
        refused(() -> auth.authenticate(second.token()), 401, "jwtauth", 48);
    }

    @Test
    void s2_6_logoutEndsOneOrAll() {
        Login first = login(RIGHT);
        Login second = login(RIGHT);
        Login third = login(RIGHT);
        auth.logout(Optional.empty(), true, CLIENT);
        auth.logout(Optional.of("nonsense"), true, CLIENT);
        auth.logout(Optional.of(first.token()), false, CLIENT);
        auth.logout(Optional.of(first.token()), true, CLIENT);
        assertThat(auth.authenticate(second.token())).isEqualTo("sara");
        refused(() -> auth.authenticate(first.token()), 401, "jwtauth", 49); // however many others are alive
        auth.logout(Optional.of(second.token()), true, CLIENT);
        refused(() -> auth.authenticate(third.token()), 401, "jwtauth", 49);
    }

    @Test
    void logoutSucceedsWhateverTheDiskDoes() throws Exception {
        Login first = login(RIGHT);
        Login second = login(RIGHT);
        Login old = login(RIGHT);
        world.diskFails.set(true);
        auth.logout(Optional.of(first.token()), false, CLIENT);
        refused(() -> auth.authenticate(first.token()), 401, "jwtauth", 49);
        clock.advance(Duration.ofMinutes(2));
        assertThat(auth.authenticate(second.token())).isEqualTo("sara");
        clock.advance(Duration.ofSeconds(2_592_001));
        refused(() -> auth.authenticate(old.token()), 401, "jwtauth", 48);
        auth.logout(Optional.of(second.token()), true, CLIENT);
        assertThat(table.isHealthy()).isFalse();
    }

    @Test
    void s2_5_idleAndOldSessionsEnd() {
        start("session_inactivity_ttl", 600, "session_max_lifetime", 3600);
        Login idle = login(RIGHT);
        Login used = login(RIGHT);
        clock.advance(Duration.ofSeconds(599));
        auth.authenticate(used.token());
        clock.advance(Duration.ofSeconds(2));
        refused(() -> auth.authenticate(idle.token()), 401, "jwtauth", 49);
        for (int i = 0; i < 9; i++) {
            auth.authenticate(used.token());
            clock.advance(Duration.ofSeconds(330));
        }
        clock.advance(Duration.ofSeconds(60));
        refused(() -> auth.authenticate(used.token()), 401, "jwtauth", 49);
    }

    @Test
    void s2_5_aDisabledAccountIsRefusedAtOnceAndAChangedFileWithinASecond() {
        Login told = login(RIGHT);
        auth.authenticate(told.token());
        table.accountDisabled("sara");
        refused(() -> auth.authenticate(told.token()), 401, "jwtauth", 49);
        Login untold = login("{'shortname':'dmart','password':'right'}");
        auth.authenticate(untold.token());
        accounts.edit("dmart", m -> m.with("is_active", JsonBool.FALSE));
        clock.advance(Duration.ofSeconds(1));
        refused(() -> auth.authenticate(untold.token()), 401, "jwtauth", 49);
        accounts.edit("dmart", m -> m.with("is_active", JsonBool.TRUE));
        refused(() -> auth.authenticate(untold.token()), 401, "jwtauth", 49);
    }

    @Test
    void s2_5_aKnownTokenCostsNoAccountRead() {
        Login login = login(RIGHT);
        auth.authenticate(login.token());
        int before = accounts.reads.get();
        for (int i = 0; i < 1000; i++) {
            auth.authenticate(login.token());
        }
        assertThat(accounts.reads.get()).isEqualTo(before);
    }
}
