package cc.dmart.auth.internal.social;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.SocialService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Logins that a browser begins: {@code security.md} 5.6. */
class SocialBrowserTest extends PlayedProviders {
    @Test
    void s5_6_aProviderThatIsDownLetsNobodyIn() {
        ANSWERS.put("/keys", "nonsense");
        refused(() -> login("google", token(GOOGLE)), 503, "general", 503);
        refused(() -> login("google", ""), 401, "auth", 402);
    }

    @Test
    void s5_6_aLoginInABrowserIsBoundToItAndFinishedOnce() throws Exception {
        SocialService.Started started = social.start("google", CLIENT);
        Map<String, String> query = query(started.location());
        assertThat(query)
                .containsEntry("redirect_uri", "https://a.io/user/google/callback")
                .containsEntry("client_id", "app");
        String idToken = token(GOOGLE.replace("'sub'", "'nonce':'" + query.get("nonce") + "','sub'"));
        ANSWERS.put(
                "/token",
                JsonCodec.writeString(
                        JsonObject.builder().put("id_token", idToken).build()));
        String state = query.get("state");
        refused(() -> social.finish("google", "c", state, "another browser", CLIENT), 401, "auth", 402);
        refused(() -> social.finish("google", "c", state, started.cookie(), CLIENT), 401, "auth", 402);
        SocialService.Started again = social.start("google", CLIENT);
        Map<String, String> next = query(again.location());
        refused(
                () -> social.finish("google", "c", next.get("state"), again.cookie(), CLIENT),
                401,
                "auth",
                402); // old nonce
        SocialService.Started third = social.start("google", CLIENT);
        Map<String, String> last = query(third.location());
        ANSWERS.put(
                "/token",
                "{\"id_token\":\"" + token(GOOGLE.replace("'sub'", "'nonce':'" + last.get("nonce") + "','sub'"))
                        + "\"}");
        Login login = social.finish("google", "code1", last.get("state"), third.cookie(), CLIENT);
        assertThat(login.shortname()).isEqualTo("google_42");
        String asked = ASKED.stream()
                .filter(a -> a.startsWith("/token"))
                .reduce((a, b) -> b)
                .orElseThrow();
        String verifier = asked.substring(asked.indexOf("code_verifier=") + 14).split("&")[0];
        assertThat(BASE64.encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(last.get("code_challenge"));
        refused(() -> social.finish("google", "code1", last.get("state"), third.cookie(), CLIENT), 401, "auth", 402);
        SocialService.Started late = social.start("google", CLIENT);
        world.clock.advance(Duration.ofMinutes(10));
        refused(
                () -> social.finish("google", "c", query(late.location()).get("state"), late.cookie(), CLIENT),
                401,
                "auth",
                402);
        refused(() -> social.start("apple", CLIENT), 401, "auth", 402); // no way back is configured
    }

    /** What one provider answers to is not taken from another, and is used up by the attempt. */
    @Test
    void s5_6_anAnswerCountsForTheProviderThatWasAsked() {
        SocialService both = logins("facebook_oath_callback", "https://a.io/user/facebook/callback");
        SocialService.Started started = both.start("google", CLIENT);
        String state = query(started.location()).get("state");
        facebook("{'data':{'is_valid':true,'app_id':'app','user_id':'7','expires_at':0}}", "{'id':'7','name':'S'}");
        refused(() -> both.finish("facebook", "c", state, started.cookie(), CLIENT), 401, "auth", 402);
        refused(() -> both.finish("google", "c", state, started.cookie(), CLIENT), 401, "auth", 402);
        assertThat(ASKED).as("no code was given to anybody").isEmpty();
    }

    @Test
    void s5_6_aBrowserWithoutACodeNamesNobody() {
        refused(() -> social.finish("google", "", "invented", "cookie", CLIENT), 401, "auth", 402);
        SocialService.Started started = social.start("google", CLIENT);
        String state = query(started.location()).get("state");
        refused(() -> social.finish("google", "", state, started.cookie(), CLIENT), 400, "auth", 402);
        refused(() -> social.finish("google", "c", state, started.cookie(), CLIENT), 401, "auth", 402); // used
    }
}
