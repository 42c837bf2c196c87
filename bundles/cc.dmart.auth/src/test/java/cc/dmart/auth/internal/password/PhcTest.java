package cc.dmart.auth.internal.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhcTest {
    private static final String SALT = "c29tZXNhbHRzb21lc2FsdA";
    private static final String TAG = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";

    @Test
    void s1_5_textIsReadAndWrittenBack() {
        String text = "$argon2id$v=19$m=102400,t=3,p=8$" + SALT + "$" + TAG;
        Phc phc = Phc.parse(text).orElseThrow();
        assertThat(phc.text()).isEqualTo(text);
        assertThat(phc.isCurrent()).isTrue();
        assertThat(new String(phc.salt(), StandardCharsets.UTF_8)).isEqualTo("somesaltsomesalt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "argon2id$v=19$m=64,t=1,p=1",
                "$argon2x$v=19$m=64,t=1,p=1",
                "$argon2id$v=16$m=64,t=1,p=1",
                "$argon2id$m=64,t=1,p=1",
                "$argon2id$v=19$m=262145,t=1,p=1",
                "$argon2id$v=19$m=64,t=0,p=1",
                "$argon2id$v=19$m=64,t=11,p=1",
                "$argon2id$v=19$m=1024,t=1,p=0",
                "$argon2id$v=19$m=1024,t=1,p=17",
                "$argon2id$v=19$m=15,t=1,p=2",
                "$argon2id$v=19$m=-64,t=1,p=1",
                "$argon2id$v=19$m=64,t=1,p=1,x=1",
            })
    void s1_5_parametersOutOfRangeAreRefused(String head) {
        assertThat(Phc.parse(head + "$" + SALT + "$" + TAG)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain text",
                "b66ae35ddfb985674ffbc54fba82fc53c5a5b18b706dc41169243d11eaa695dc",
                "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$" + TAG,
                "$argon2id$v=19$m=64,t=1,p=1$" + SALT + "$c2hvcnQ",
                "$argon2id$v=19$m=64,t=1,p=1$" + SALT + "$" + TAG + "\n",
                "$argon2id$v=19$m=64,t=1,p=1$" + SALT + "$" + TAG + "=",
                "$argon2id$v=19$m=64,t=1,p=1$so mesalt!$" + TAG,
            })
    void s1_5_otherTextsAreRefused(String text) {
        assertThat(Phc.parse(text)).isEmpty();
    }

    /** Vectors of the reference implementation; those of RFC 9106 have a key and data, which PHC has not. */
    @ParameterizedTest
    @CsvSource({
        "ID,65536,2,1,09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
        "ID,256,2,1,9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
        "ID,256,2,2,6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
        "I,65536,2,1,c1628832147d9720c5bd1cfd61367078729f6dfb6f8fea9ff98158e0d7816ed0",
    })
    void s1_5_argon2GivesTheKnownTags(Phc.Variant variant, int memory, int passes, int lanes, String tag) {
        Phc form = new Phc(variant, memory, passes, lanes, "somesalt".getBytes(StandardCharsets.UTF_8), new byte[32]);
        assertThat(HexFormat.of().formatHex(Argon2.tag(form, "password", new HashMemory(new LongAdder()))))
                .isEqualTo(tag);
    }
}
