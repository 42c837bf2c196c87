package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;
import static cc.dmart.httptests.contract.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of {@code security.md} 1 and 2 that show only over HTTP; names begin with their number. */
class AccountLockdownIT extends LockdownSuite {
    private static final Caller KEEPER = Caller.user("keeper_of_users");

    private Http keeper;

    @BeforeAll
    void keeper() {
        people();
        keeper = world.http(KEEPER);
    }

    private String token(Caller caller) {
        String[] seen = new String[1];
        Reply reply = world.server()
                .http()
                .post(
                        "/user/login",
                        Json.strict("{shortname:'" + caller.name() + "', password:'" + World.PASSWORD + "'}"))
                .expect(200);
        seen[0] = reply.json().at("/records/0/attributes/access_token").asText();
        return seen[0];
    }

    /** What somebody with `update` on accounts, but no administrator, may write into one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "displayname; {en:'T'}; stored",
                "description; {en:'T'}; stored",
                "slug; 'tess-1'; stored",
                "tags; ['a']; stored",
                "notes; 'n'; stored",
                "language; 'english'; stored",
                "locked_to_device; true; stored",
                "device_id; 'd1'; stored",
                "type; 'mobile'; stored",
                "email; 'tess2@b.io'; stored",
                "msisdn; '7805550002'; stored",
                "is_email_verified; true; denied",
                "is_msisdn_verified; true; denied",
                "force_password_change; true; denied",
                "roles; ['super_admin']; denied",
                "uuid; '11111111-1111-4111-8111-111111111111'; ignored",
                "shortname; 'other'; ignored",
                "created_at; '2020-01-01T00:00:00.000000'; ignored",
                "owner_shortname; 'keeper_of_users'; ignored",
                "owner_group_shortname; 'g'; ignored",
                "acl; [{user_shortname:'keeper_of_users', allowed_actions:['view']}]; ignored",
                "google_id; '1'; ignored",
                "facebook_id; '1'; ignored",
                "apple_id; '1'; ignored",
                "social_avatar_url; 'https://x'; ignored",
                "linked_identities; {google:'1'}; ignored",
                "last_login; {timestamp:1}; ignored",
                "attempt_count; 9; ignored",
                "locked_until; 9; ignored",
                "invitation; 'x'; ignored",
                "profile_pic_url; 'x'; ignored",
                "isEmailVerified; true; ignored",
            })
    void s1_1_fieldsOfOtherAccounts(String field, String value, String outcome) throws IOException {
        JsonNode before = stored("tess");
        Reply reply = keeper.post(
                WRITE,
                Json.strict(request(
                        "management", "update", recordJson("user", "users", "tess", "{" + field + ":" + value + "}"))));
        JsonNode after = stored("tess");
        if (outcome.equals("stored")) {
            reply.expect(200);
            assertThat(after.get(field)).isEqualTo(Json.parse(value));
        } else {
            reply.expect(outcome.equals("denied") ? 400 : 200);
            assertThat(after.path(field)).isEqualTo(before.path(field));
            assertThat(outcome.equals("denied") ? code(reply) : 401).isEqualTo(401);
        }
    }

    @Test
    void s1_1_aChangedAddressIsUnverifiedAndAPasswordHashed() throws IOException {
        make(user("uma", "roles:[], email:'uma@b.io', is_email_verified:true"));
        keeper.post(
                        WRITE,
                        Json.strict(request(
                                "management",
                                "update",
                                recordJson("user", "users", "uma", "{email:'UMA2@b.io', password:'Whale-Blue-88'}"))))
                .expect(200);
        JsonNode uma = stored("uma");
        assertThat(uma.at("/email").asText()).isEqualTo("uma2@b.io");
        assertThat(uma.at("/is_email_verified").asBoolean()).isFalse();
        assertThat(uma.at("/password").asText()).startsWith("$argon2id$v=19$m=102400,t=3,p=8$");
        Reply kept = keeper.post(
                WRITE,
                Json.strict(request(
                        "management",
                        "update",
                        recordJson("user", "users", "tess", "{email:'stolen@b.io', is_email_verified:true}"))));
        assertThat(code(kept.expect(400))).isEqualTo(401);
    }

    /** The rule for new passwords holds in managed requests too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "short1A",
                "nocapital1",
                "NoDigitsHere",
                "Ver4Vera",
                "VERA4",
                "Passw0rd",
                "Vera4Local",
                "Schl\u00fcssel1A"
            })
    void s1_2_passwordsInManagedRequests(String password) {
        Reply reply = admin.post(
                WRITE,
                Json.strict(request(
                        "management",
                        "create",
                        recordJson(
                                "user",
                                "users",
                                "ver4vera",
                                "{email:'vera4local@b.io', password:'" + password + "'}"))));
        assertThat(code(reply.expect(400))).as(password).isEqualTo(17);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user users", "role roles", "group groups", "permission permissions", "folder /", "space /"})
    void s1_2_reservedShortnames(String typeAndSubpath) {
        String[] parts = typeAndSubpath.split(" ");
        for (String name : List.of("__all_subpaths__", "__current_user__", "__anything")) {
            String attributes = "{permissions:[], roles:[], subpaths:{x:['/']}, resource_types:[], actions:[]}";
            String space = parts[0].equals("space") ? name : "management";
            Reply reply = admin.post(
                    WRITE, Json.strict(request(space, "create", recordJson(parts[0], parts[1], name, attributes))));
            assertThat(reply.status()).isEqualTo(400);
            assertThat(code(reply)).as(typeAndSubpath + " " + name).isEqualTo(402);
        }
    }

    @Test
    void s1_3_addressesAreUniqueWhateverTheFolderSays() {
        Reply reply = admin.post(
                WRITE,
                Json.strict(request(
                        "management",
                        "create",
                        user("tess3", "msisdn:'7805550007'"),
                        user("tess4", "msisdn:'7805550007'"))));
        assertThat(code(reply.expect(400))).isEqualTo(415);
        assertThat(reply.text()).contains("@msisdn:7805550007");
    }

    @Test
    void s1_6_aProfileIsTheOwnOne() {
        world.http(STRANGER)
                .post("/user/profile", Json.strict("{shortname:'tess', attributes:{displayname:{en:'x'}}}"))
                .expectError(401, 401);
    }

    @TestFactory
    Stream<DynamicTest> s2_2_whereATokenIsRead() {
        String token = world.fill(token(STRANGER));
        return rows(
                row("ok", "bearer")
                        .header("Authorization", "bEaReR " + token)
                        .get("/user/profile")
                        .gives(200),
                row("ok", "empty header, cookie")
                        .header("Authorization", "")
                        .header("Cookie", "auth_token=" + token)
                        .get("/user/profile")
                        .gives(200),
                row("no", "a bad header beside a good cookie")
                        .header("Authorization", "Bearer x.y.z")
                        .header("Cookie", "auth_token=" + token)
                        .get("/user/profile")
                        .fails(401, "jwtauth", 47),
                row("no", "a header without a token beside a good cookie")
                        .header("Authorization", "Bearer ")
                        .header("Cookie", "auth_token=" + token)
                        .get("/user/profile")
                        .fails(401, "jwtauth", 49),
                row("no", "query").get("/user/profile?token=" + token).fails(401, "jwtauth", 49),
                row("no", "body")
                        .post(
                                "/managed/query",
                                "{token:'" + token + "', type:'search', space_name:'lockdown', subpath:'/'}")
                        .fails(401, "jwtauth", 49),
                row("no", "another cookie")
                        .header("Cookie", "token=" + token)
                        .get("/user/profile")
                        .fails(401, "jwtauth", 49),
                row("open", "a token is ignored on open paths")
                        .header("Authorization", "Bearer x.y.z")
                        .get("/user/check-existing?shortname=tess")
                        .gives(200));
    }
}
