package cc.dmart.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code security.md} 2.7: what a service that shares the secret accepts. */
class TokenValidatorTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final long NOW = 1_800_000_000;
    private static final String GOOD =
            "{'data':{'shortname':'sara','type':'web'},'expires':1800000100,'iat':1799999999,'exp':1800000100}";

    private final TokenValidator validator =
            TokenValidator.of(SECRET, Duration.ofHours(1)).at(Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));

    private static String token(String header, String claims, String secret, String algorithm) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String text = base64.encodeToString(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return text + "." + base64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(String claims) {
        return token("{'alg':'HS256','typ':'JWT'}", claims, SECRET, "HmacSHA256");
    }

    @Test
    void aGoodTokenSaysWhoItIs() {
        TokenValidator.Identity sara =
                validator.ofHeader("bearer " + token(GOOD)).orElseThrow();
        assertThat(sara.shortname()).isEqualTo("sara");
        assertThat(sara.type().wire()).isEqualTo("web");
        assertThat(sara.expires()).isEqualTo(Instant.ofEpochSecond(1_800_000_100));
        assertThat(validator.of(token(GOOD.replace("1800000100,", "1800000100.5,"))))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'type':'web'; 'channel':'SMS'",
                "'type':'web'; 'type':'web','channel':'SMS'",
                "'type':'web'; 'type':'robot'",
                "'shortname':'sara'; 'shortname':'../sara'",
                "'shortname':'sara'; 'shortname':5",
                "'expires':1800000100; 'expires':1800000000",
                "'expires':1800000100; 'expires':'1800000100'",
                "'exp':1800000100; 'exp':1799999999",
                "'iat':1799999999; 'iat':1799996399",
                "'iat':1799999999; 'iat':1800000061",
                "'iat':1799999999; 'x':1",
            })
    void claimsThatDoNotPass(String good, String bad) {
        assertThat(GOOD).contains(good);
        assertThat(validator.of(token(GOOD.replace(good, bad)))).isEmpty();
    }

    @Test
    void signaturesThatDoNotPass() {
        String good = token(GOOD);
        String other = "another secret of at least 32 bytes";
        for (String bad : new String[] {
            token("{'alg':'HS256'}", GOOD, other, "HmacSHA256"),
            token("{'alg':'none'}", GOOD, SECRET, "HmacSHA256"),
            token("{'alg':'HS512'}", GOOD, SECRET, "HmacSHA512"),
            good.substring(0, good.lastIndexOf('.') + 1),
            good + "x",
            good + ".x",
            "",
            "a.b.c",
            "x".repeat(5000),
        }) {
            assertThat(validator.of(bad)).as(bad).isEmpty();
        }
        assertThat(validator.ofHeader(good)).isEmpty();
        assertThat(validator.previous(other).of(token("{'alg':'HS256'}", GOOD, other, "HmacSHA256")))
                .isPresent();
        assertThat(validator.algorithm("HS512").of(token("{'alg':'HS512'}", GOOD, SECRET, "HmacSHA512")))
                .isPresent();
        assertThatThrownBy(() -> validator.algorithm("none")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TokenValidator.of("short", Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
