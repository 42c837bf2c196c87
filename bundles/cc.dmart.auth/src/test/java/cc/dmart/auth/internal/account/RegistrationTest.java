package cc.dmart.auth.internal.account;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.service.AuthService.Login;
import cc.dmart.auth.internal.AuthWorldTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registration and look-ups: {@code security.md} 1.3, 1.8. */
class RegistrationTest extends AuthWorldTest {
    private static final String MAIL = "{'email':'a@b.io'}";

    RegistrationTest() {
        super(OWNERS);
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

    @ParameterizedTest
    @ValueSource(strings = {"firebase_token", "device_id"})
    void s1_7_aNameThatIsTooLongMakesNoAccount(String name) {
        String code = world.code("{'email':'long@b.io'}");
        String attributes = "{'email':'long@b.io','email_otp':'" + code + "'";
        refused(
                () -> world.register("long", attributes + ",'" + name + "':'" + "x".repeat(513) + "'}"),
                422,
                "validation",
                424);
        assertThat(world.register("long", attributes + "}").shortname()).isEqualTo("long");
    }

    /** Names that differ by case alone, at the same time. */
    @Test
    void s1_3_oneOfTheCasesOfANameIsRegistered() {
        world.start("is_otp_for_create_required", false);
        AtomicInteger refusals = new AtomicInteger();
        world.accounts.beforeRegister = () -> {
            world.accounts.beforeRegister = () -> {};
            for (String name : List.of("FINE", "Fine", "fine")) {
                String attributes = "{'email':'" + name + "@b.io','password':'Good4Enough'}";
                refused(() -> world.register(name, attributes), 400, "create", 400);
                refusals.incrementAndGet();
            }
            world.register("other", "{'email':'o@b.io','password':'Good4Enough'}");
        };
        world.register("fine", "{'email':'a@b.io','password':'Good4Enough'}");
        assertThat(refusals).hasValue(3);
        assertThat(world.accounts.find("other")).isPresent();
        refused(() -> world.register("fINE", "{'email':'c@b.io','password':'Good4Enough'}"), 400, "create", 400);
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
}
