package cc.dmart.auth.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of messages, the operator's own before the built-in ones ({@code security.md} 5.12, row mail). */
class WordsTest {
    private static final Map<String, String> VALUES = Map.of("code", "123456", "minutes", "5");

    @TempDir
    Path folder;

    @Test
    void ownTextsGoBeforeTheBuiltInOnes() throws Exception {
        Files.writeString(
                folder.resolve("messages_en.properties"), "otp.text = Hello, {code} it is \u2013 for {minutes}");
        Words words = new Words(folder.toString());
        Words.Wording own = words.of("otp", "en", "", VALUES);
        Words.Wording builtIn = new Words("").of("otp", "en", "", VALUES);
        assertThat(own.text()).isEqualTo("Hello, 123456 it is \u2013 for 5").isNotEqualTo(builtIn.text());
        assertThat(own.title()).isEqualTo(builtIn.title());
        assertThat(words.of("otp", "ar", "", VALUES).text())
                .isEqualTo(new Words("").of("otp", "ar", "", VALUES).text());
    }

    @Test
    void s5_12_valuesAreTextInMails() {
        Words.Wording mail = new Words("").of("changed", "en", "", Map.of("name", "<script>{code}</script>"));
        assertThat(mail.html().orElseThrow()).contains("&lt;script&gt;").doesNotContain("<script>");
        assertThat(mail.text()).as("values are not filled in again").contains("{code}");
    }

    @Test
    void wrongFoldersStopTheStart() throws Exception {
        assertThatThrownBy(() -> new Words(folder.resolve("none").toString()))
                .isInstanceOf(IllegalArgumentException.class);
        Files.write(folder.resolve("messages_ar.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xff});
        assertThatThrownBy(() -> new Words(folder.toString())).isInstanceOf(IllegalArgumentException.class);
    }
}
