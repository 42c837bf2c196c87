package cc.dmart.auth.internal.social;

import static cc.dmart.auth.internal.AuthWorld.CLIENT;
import static cc.dmart.auth.internal.AuthWorld.json;
import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Login;
import org.junit.jupiter.api.Test;

/** Whose account a token of another provider opens: {@code security.md} 5.6. */
class SocialAccountTest extends PlayedProviders {
    @Test
    void s5_6_aNewUserOfGoogleIsRegisteredAndFoundAgain() {
        Login login = login("google", token(GOOGLE));
        assertThat(login.shortname()).isEqualTo("google_42");
        assertThat(world.auth.authenticate(login.token())).isEqualTo("google_42");
        JsonObject meta = world.accounts.meta("google_42");
        assertThat(meta.string("google_id")).contains("42");
        assertThat(meta.string("email")).contains("sara@b.io");
        assertThat(meta.bool("is_email_verified")).contains(true);
        assertThat(meta.string("social_avatar_url")).contains("https://p.io/x.png");
        assertThat(meta.object("displayname")).contains(json("{'en':'Sara'}"));
        assertThat(login("google", token(GOOGLE)).shortname()).isEqualTo("google_42");
        assertThat(ASKED).as("keys are read once").hasSize(1);
    }

    @Test
    void s5_6_neverByMailAddress() {
        world.user("sara", "{'password':'hash:right','email':'sara@b.io','is_email_verified':true}");
        assertThat(login("google", token(GOOGLE)).shortname()).isEqualTo("google_42");
        assertThat(world.accounts.meta("google_42").has("email")).isFalse();
        String unverified = GOOGLE.replace("'email_verified':true", "'email_verified':false")
                .replace("'42'", "'43'");
        login("google", token(unverified.replace("Sara@b.io", "other@b.io")));
        assertThat(world.accounts.meta("google_43").has("email")).isFalse();
    }

    @Test
    void s5_6_namesOfOtherIdsNeverMeet() {
        assertThat(SocialAccounts.shortname("google", "42")).isEqualTo("google_42");
        assertThat(SocialAccounts.shortname("google", "4.2")).isNotEqualTo(SocialAccounts.shortname("google", "4-2"));
        assertThat(SocialAccounts.shortname("google", "x".repeat(200)))
                .hasSize(64)
                .isNotEqualTo(SocialAccounts.shortname("google", "x".repeat(201)));
    }

    @Test
    void s5_6_accountsThatAreOffOrLockedStayOut() {
        login("google", token(GOOGLE));
        world.accounts.edit("google_42", m -> m.with("is_active", JsonBool.FALSE));
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
        world.accounts.edit("google_42", m -> m.with("is_active", JsonBool.TRUE));
        for (int i = 0; i < 5; i++) {
            refused(() -> world.login("{'shortname':'google_42','otp':'000000'}"), 401, "auth", 10);
        }
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
    }

    @Test
    void s5_6_aNameThatSomebodyElseTookOpensNothing() {
        world.user("google_42", "{'password':'hash:mine'}");
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
        world.user("google_42", "{'google_id':'43'}");
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
        world.user("google_42", "{}");
        assertThat(login("google", token(GOOGLE)).shortname())
                .as("an account of an earlier server")
                .isEqualTo("google_42");
        String code = world.code("{'email':'a@b.io'}");
        refused(
                () -> world.register("Google_77", "{'email':'a@b.io','email_otp':'" + code + "'}"),
                400,
                "request",
                402);
    }

    @Test
    void s1_8_nobodyRegistersAsAnAdministrator() {
        social = logins("registration_default_roles", new String[] {"super_admin"});
        assertThatThrownBy(() -> login("google", token(GOOGLE))).isInstanceOf(IllegalArgumentException.class);
        assertThat(world.accounts.find("google_42")).isEmpty();
    }

    @Test
    void s5_6_offWhereTheSettingsSaySo() {
        social = logins("google_client_id", "");
        refused(() -> login("google", token(GOOGLE.replace("'aud':'app'", "'aud':''"))), 401, "auth", 402);
        social = logins("social_login_allowed", false);
        refused(() -> login("google", token(GOOGLE)), 422, "request", 230);
        refused(() -> social.start("google", CLIENT), 422, "request", 230);
        social = logins("is_registrable", false);
        refused(() -> login("google", token(GOOGLE)), 401, "auth", 402);
    }
}
