package cc.dmart.auth.internal.social;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.SocialService;
import cc.dmart.auth.internal.AuthWorld;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accounts that their owners link to another provider, and what Apple posts: {@code security.md} 5.6. */
class IdentityLinkTest extends PlayedProviders {
    private static final String ADDRESS = "{'email':'sara@b.io'}";

    @BeforeEach
    void sara() {
        world.user("sara", "{'password':'hash:right','email':'sara@b.io','is_email_verified':true}");
    }

    private void link(String user, String provider, String token, String code, String email) {
        JsonObject body = json("{'token':'" + token + "','code':'" + code + "','email':'" + email + "'}");
        social.link(AuthWorld.caller(user), provider, body, CLIENT);
    }

    @Test
    void s5_6_anAccountIsLinkedWithACodeAndOpenedByTheProvider() {
        String code = world.code(ADDRESS);
        refused(() -> link("sara", "google", token(GOOGLE), "000000", "sara@b.io"), 400, "OTP", 308);
        refused(() -> link("sara", "google", token(GOOGLE), code, "other@b.io"), 400, "OTP", 308);
        refused(
                () -> link("sara", "google", token(GOOGLE), world.code("{'email':'other@b.io'}"), "other@b.io"),
                400,
                "create",
                50);
        refused(() -> link("sara", "google", token(GOOGLE) + "x", code, "sara@b.io"), 401, "auth", 402);
        refused(
                () -> social.link(
                        AuthWorld.caller("sara"), "google", json("{'token':'" + token(GOOGLE) + "'}"), CLIENT),
                422,
                "OTP",
                207);
        assertThat(world.accounts.findByIdentity("google", "42")).isEmpty();
        link("sara", "google", token(GOOGLE), code, "sara@b.io");
        assertThat(login("google", token(GOOGLE)).shortname()).isEqualTo("sara");
        refused(() -> link("sara", "google", token(GOOGLE), code, "sara@b.io"), 400, "OTP", 308);
        assertThat(world.accounts.find("google_42")).as("no account beside it").isEmpty();
        assertThat(login("google", token(GOOGLE.replace("'42'", "'43'"))).shortname())
                .isEqualTo("google_43");
        social.unlink(AuthWorld.caller("sara"), "google", CLIENT);
        social.unlink(AuthWorld.caller("sara"), "google", CLIENT);
        assertThat(login("google", token(GOOGLE)).shortname()).isEqualTo("google_42");
    }

    @Test
    void s5_6_anIdentityBelongsToOneAccount() {
        login("google", token(GOOGLE));
        String code = world.code(ADDRESS);
        refused(() -> link("sara", "google", token(GOOGLE), code, "sara@b.io"), 400, "request", 415);
        String other = token(GOOGLE.replace("'42'", "'43'"));
        link("sara", "google", other, code, "sara@b.io"); // what failed cost no code
        world.user("omar", "{'password':'hash:right','email':'omar@b.io','is_email_verified':true}");
        String his = world.code("{'email':'omar@b.io'}");
        refused(() -> link("omar", "google", other, his, "omar@b.io"), 400, "request", 415);
        assertThat(login("google", other).shortname()).isEqualTo("sara");
    }

    /** Runs something beside what is under way, until it ends or waits for that. */
    private static void beside(FutureTask<?> other) {
        Thread thread = new Thread(other);
        thread.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!other.isDone() && thread.getState() != Thread.State.BLOCKED) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void s5_6_anIdentityIsNotLinkedWhileItsAccountIsBeingMade() throws Exception {
        String code = world.code(ADDRESS);
        FutureTask<?> linking = new FutureTask<>(
                () -> refused(() -> link("sara", "google", token(GOOGLE), code, "sara@b.io"), 400, "request", 415),
                null);
        world.accounts.beforeRegister = () -> beside(linking);
        assertThat(login("google", token(GOOGLE)).shortname()).isEqualTo("google_42");
        linking.get(30, TimeUnit.SECONDS);
        assertThat(world.accounts.findByIdentity("google", "42")).isEmpty();
    }

    @Test
    void s5_6_noAccountIsMadeForAnIdentityThatIsBeingLinked() throws Exception {
        FutureTask<String> first =
                new FutureTask<>(() -> login("google", token(GOOGLE)).shortname());
        world.accounts.beforeLink = () -> beside(first);
        link("sara", "google", token(GOOGLE), world.code(ADDRESS), "sara@b.io");
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("sara");
        assertThat(world.accounts.find("google_42")).isEmpty();
    }

    @Test
    void s5_6_linkedAccountsThatAreOffLockedOrBoundToADeviceStayOut() {
        link("sara", "google", token(GOOGLE), world.code(ADDRESS), "sara@b.io");
        world.accounts.edit("sara", m -> m.with("is_active", JsonBool.FALSE));
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
        world.accounts.edit(
                "sara",
                m -> m.toBuilder()
                        .put("is_active", true)
                        .put("device_id", "d1")
                        .put("locked_to_device", true)
                        .build());
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
        JsonObject withDevice = json("{'token':'" + token(GOOGLE) + "','device_id':'d1'}");
        assertThat(social.login("google", withDevice, CLIENT).shortname()).isEqualTo("sara");
        for (int i = 0; i < 5; i++) {
            refused(() -> world.login("{'shortname':'sara','password':'wrong'}"), 401, "auth", 10);
        }
        refused(() -> social.login("google", withDevice, CLIENT), 401, "auth", 402);
    }

    @Test
    void s5_6_wrongCodesOfALinkLockTheAccount() {
        for (int i = 0; i < 5; i++) {
            refused(() -> link("sara", "google", token(GOOGLE), "000000", "sara@b.io"), 400, "OTP", 308);
        }
        refused(() -> world.login("{'shortname':'sara','password':'right'}"), 401, "auth", 10);
    }

    @Test
    void s5_6_whatApplePostsGoesOnInTheAddress() {
        social = logins("apple_oath_callback", "https://a.io/user/apple/callback");
        SocialService.Started started = social.start("apple", CLIENT);
        Map<String, String> asked = query(started.location());
        assertThat(asked).containsEntry("response_mode", "form_post").containsEntry("scope", "email");
        String idToken = token(GOOGLE.replace("https://accounts.google.com", "https://appleid.apple.com")
                .replace("Sara@b.io", "s@apple.io")
                .replace("'sub'", "'nonce':'" + asked.get("nonce") + "','sub'"));
        ANSWERS.put(
                "/token",
                JsonCodec.writeString(
                        JsonObject.builder().put("id_token", idToken).build()));
        URI next = social.posted("apple", "c/1&x=y", asked.get("state"));
        assertThat(next.toString()).startsWith("https://a.io/user/apple/callback?code=c%2F1%26x%3Dy&state=");
        refused(() -> social.posted("apple", "c".repeat(3000), "s"), 401, "auth", 402);
        refused(() -> social.posted("google", "c", "s".repeat(3000)), 401, "auth", 402);
        assertThat(social.finish("apple", "c/1&x=y", query(next).get("state"), started.cookie(), CLIENT)
                        .shortname())
                .isEqualTo("apple_42");
        assertThat(world.accounts.meta("apple_42").string("email")).contains("s@apple.io");
    }
}
