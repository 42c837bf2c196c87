package cc.dmart.auth.internal.social;

import static cc.dmart.auth.internal.AuthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.AuthService.Login;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tokens of other providers must say: {@code security.md} 5.6. */
class SocialTokenTest extends PlayedProviders {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'iss':'https://accounts.google.com'; 'iss':'https://evil.io'",
                "'iss':'https://accounts.google.com',; ``",
                "'aud':'app'; 'aud':'other'",
                "'aud':'app'; 'aud':''",
                "'aud':'app',; ``",
                "'aud':'app'; 'aud':['app','other']",
                "'aud':'app'; 'aud':['app','other'],'azp':'other'",
                "'exp':SOON; 'exp':NOW",
                "'exp':SOON; 'exp':'SOON'",
                "'exp':SOON,; ``",
                "'iat':NOW,; ``",
                "'iat':NOW; 'iat':9999999999",
                "'sub':'42'; 'sub':''",
                "'sub':'42'; 'sub':42",
                "'sub':'42',; ``",
            })
    void s5_6_claimsOfGoogle(String good, String bad) {
        String claims = GOOGLE.replace(good, bad);
        assertThat(claims).isNotEqualTo(GOOGLE);
        refused(() -> login("google", token(claims)), 401, "auth", 402);
        assertThat(world.accounts.find("google_42")).isEmpty();
    }

    @Test
    void s5_6_severalAudiencesWithTheRightParty() {
        login("google", token(GOOGLE.replace("'aud':'app'", "'aud':['app','other'],'azp':'app'")));
        login("google", token(GOOGLE.replace("'aud':'app'", "'aud':['app']")));
    }

    @Test
    void s5_6_signatures() {
        String rsaHeader = "{'alg':'RS256','kid':'r'}";
        String good = token(rsaHeader, GOOGLE, rsa.getPrivate(), "SHA256withRSA");
        login("google", token("{'alg':'ES256','kid':'e'}", GOOGLE, ec.getPrivate(), "SHA256withECDSAinP1363Format"));
        String[] bad = {
            token(rsaHeader, GOOGLE, stranger.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS256','kid':'w'}", GOOGLE, weak.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS512','kid':'r'}", GOOGLE, rsa.getPrivate(), "SHA512withRSA"),
            token("{'alg':'RS256','kid':'e'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS256'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS256','kid':'no'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'RS256','kid':'r','crit':['x']}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'none','kid':'r'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token("{'alg':'HS256','kid':'o'}", GOOGLE, rsa.getPrivate(), "SHA256withRSA"),
            token(
                    "{'alg':'RS256','kid':'no','jku':'http://evil.io/keys','jwk':{}}",
                    GOOGLE,
                    stranger.getPrivate(),
                    "SHA256withRSA"),
            good.substring(0, good.lastIndexOf('.') + 1),
            good + ".x",
            good.replace('.', '-'),
            "a.b.c",
            "",
        };
        for (String token : bad) {
            refused(() -> login("google", token), 401, "auth", 402);
        }
        assertThat(ASKED)
                .as("only the one address, and not for every invented key")
                .hasSize(1);
        world.clock.advance(Duration.ofSeconds(61));
        refused(() -> login("google", bad[5]), 401, "auth", 402);
        assertThat(ASKED).hasSize(2).allMatch(a -> a.startsWith("/keys "));
    }

    @Test
    void s5_6_apple() {
        String claims = GOOGLE.replace("https://accounts.google.com", "https://appleid.apple.com")
                .replace("'42'", "'001234.ab-cd.5678'")
                .replace("'email_verified':true", "'email_verified':'true'");
        Login login = login("apple", token(claims));
        assertThat(login.shortname()).matches("apple_001234abcd5678[0-9a-f]{12}");
        assertThat(world.accounts.meta(login.shortname()).string("email")).contains("sara@b.io");
        refused(() -> login("apple", token(claims.replace("'iat':NOW", "'iat':OLD"))), 401, "auth", 402);
        refused(() -> login("apple", token(GOOGLE)), 401, "auth", 402);
        login("google", token(GOOGLE.replace("'iat':NOW", "'iat':OLD")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'data':{'is_valid':true,'app_id':'app','user_id':'7','expires_at':0}}; {'id':'7','name':'S'}; true",
                "{'data':{'is_valid':false,'app_id':'app','user_id':'7','expires_at':0}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'other','user_id':'7','expires_at':0}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'','user_id':'7','expires_at':0}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'app','user_id':'8','expires_at':0}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'app','user_id':'7','expires_at':5}}; {'id':'7'}; false",
                "{'data':{'is_valid':true,'app_id':'app','expires_at':0}}; {}; false",
                "{}; {'id':'7'}; false",
            })
    void s5_6_facebook(String debug, String me, boolean admitted) {
        facebook(debug, me);
        if (admitted) {
            assertThat(login("facebook", "EAAtoken").shortname()).isEqualTo("facebook_7");
            assertThat(world.accounts.meta("facebook_7").has("email")).isFalse();
            assertThat(ASKED.get(0)).startsWith("/debug?input_token=EAAtoken Bearer app|fs");
            assertThat(ASKED.stream().map(a -> a.substring(0, a.indexOf(' '))))
                    .as("the secret is in no address")
                    .noneMatch(a -> a.contains("fs"));
        } else {
            refused(() -> login("facebook", "EAAtoken"), 401, "auth", 402);
        }
    }
}
