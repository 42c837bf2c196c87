package cc.dmart.auth.internal.login;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.caller;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonString;
import cc.dmart.auth.internal.AuthWorldTest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invitations and short links: {@code security.md} 1.7, 3.12 X3, 5.4. */
class InvitationTest extends AuthWorldTest {
    InvitationTest() {
        super(VISITORS);
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
    void s3_12_x3_anInvitationNeedsNoIdentifier() {
        assertThat(world.login("{'invitation':'" + invitation("sara") + "'}").shortname())
                .isEqualTo("sara");
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
}
