package cc.dmart.auth.internal.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.auth.internal.TestConfig;
import cc.dmart.auth.internal.password.PasswordVerifier.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2PasswordsTest {
    private final Argon2Passwords passwords = new Argon2Passwords(TestConfig.of(Path.of("unused")));

    @AfterEach
    void close() throws IOException {
        passwords.close();
    }

    @Test
    void s1_5_aNewHashVerifiesAndIsCurrent() {
        String hash = passwords.hash("Correct9Horse", List.of("sara"));
        assertThat(hash).startsWith("$argon2id$v=19$m=102400,t=3,p=8$");
        assertThat(hash).isNotEqualTo(passwords.hash("Correct9Horse", List.of("sara")));
        assertThat(passwords.verify(Optional.of(hash), "Correct9Horse")).isEqualTo(Outcome.RIGHT);
        assertThat(passwords.verify(Optional.of(hash), "correct9Horse")).isEqualTo(Outcome.WRONG);
        assertThat(passwords.verify(Optional.of(hash), "Correct9Horse ")).isEqualTo(Outcome.WRONG);
        assertThat(passwords.isUsable(hash)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ID,10240,1,8", "I,1024,2,1", "D,1024,1,4", "ID,8,1,1"})
    void s1_5_olderHashesVerifyAndAskToBeRenewed(Phc.Variant variant, int memory, int passes, int lanes) {
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        Phc form = new Phc(variant, memory, passes, lanes, salt, new byte[32]);
        String stored = form.withTag(Argon2.tag(form, "old secret", new HashMemory(new LongAdder())))
                .text();
        assertThat(passwords.verify(Optional.of(stored), "old secret")).isEqualTo(Outcome.RIGHT_BUT_OLD);
        assertThat(passwords.verify(Optional.of(stored), "other")).isEqualTo(Outcome.WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "b66ae35ddfb985674ffbc54fba82fc53c5a5b18b706dc41169243d11eaa695dc"})
    void s1_5_whatIsNoHashNeverVerifies(String stored) {
        assertThat(passwords.verify(Optional.of(stored), stored)).isEqualTo(Outcome.WRONG);
        assertThat(passwords.isUsable(stored)).isFalse();
    }

    @Test
    void s1_5_nobodyVerifies() {
        assertThat(passwords.verify(Optional.empty(), "")).isEqualTo(Outcome.WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dmart", "alibaba"})
    void s5_14_b4_shippedHashesAreRefused(String user) throws IOException {
        String stored = JsonCodec.parseObject(Files.readAllBytes(sample(user)))
                .string("password")
                .orElseThrow();
        assertThat(Phc.parse(stored)).isPresent();
        assertThat(passwords.isShipped(stored)).isTrue();
        assertThat(passwords.isUsable(stored)).isFalse();
    }

    private static Path sample(String user) {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = Optional.ofNullable(root.getParent()).orElseThrow(() -> new IllegalStateException("no .mvn above"));
        }
        Path file = root.resolve("../shared/data/sample-spaces/management/users/.dm/" + user + "/meta.user.json");
        assertThat(file).as("the sample data in ../shared of the repository").exists();
        return file;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Short1a",
                "nocapital1",
                "NoDigitHere",
                "Has\ttab 12",
                "Hasé12345",
                "Newline12\n",
                "Password1",
                "p4SSw0rd12",
                "P@ssw0rd",
                "Password1!",
                "1234Qwerty",
                "Aa123456",
                "Welcome2024",
                "Sar4Is0k",
            })
    void s1_2_weakPasswordsAreRefused(String password) {
        assertThatThrownBy(() -> passwords.hash(password, List.of("sar4is0k", "M4il0fSara")))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class,
                        e -> assertThat(List.<Object>of(e.status(), e.type(), e.code()))
                                .containsExactly(400, "jwtauth", 17));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Good4Enough",
                "كلمة٣سرية",
                "Tr0ub4dor &3",
                "Secret123!",
                "Test1234",
                "A1_#@%*!?$^&()+={}[]~|;:,.<>/-"
            })
    void s1_2_goodPasswordsAreTaken(String password) {
        assertThat(PasswordRule.isMet(password)).isTrue();
        assertThat(new CommonPasswords().contains(password)).isFalse();
    }

    @Test
    void s1_2_longPasswordsAreRefused() {
        assertThat(PasswordRule.isMet("A1" + "x".repeat(62))).isTrue();
        assertThat(PasswordRule.isMet("A1" + "x".repeat(63))).isFalse();
    }
}
