package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
    private static Setting setting(String type, String min, String max) {
        return Setting.of(String.join("\t", "a_b", type, "", min, max, "cc.dmart.core", "Comment."));
    }

    private static Object parse(String type, String text) {
        return setting(type, "", "").parse(text, "here");
    }

    @ParameterizedTest
    @CsvSource({"10,10", "1 KiB,1024", "2m,2097152", "50 MiB,52428800", "1GB,1073741824"})
    void sizes(String text, long bytes) {
        assertThat(parse("size", text)).isEqualTo(bytes);
    }

    @Test
    void listsAreCommaOrJson() {
        assertThat(parse("list", " a, b ,")).isEqualTo(List.of("a", "b"));
        assertThat(parse("list", "[\"a,b\", \"c\\\"d\"]")).isEqualTo(List.of("a,b", "c\"d"));
        assertThat(parse("list", "[]")).isEqualTo(List.of());
        assertThat(parse("list", "")).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"a\"", "[a]", "[\"a\" \"b\"]"})
    void brokenListsAreRefused(String text) {
        assertThatThrownBy(() -> parse("list", text)).isInstanceOf(SettingsException.class);
    }

    @Test
    void numbersKeepTheirType() {
        assertThat(parse("int", "5")).isEqualTo(5);
        assertThat(parse("long", "5")).isEqualTo(5L);
        assertThat(parse("bool", "Yes")).isEqualTo(true);
        assertThat(parse("string", "")).isEqualTo("");
    }

    @Test
    void boundsOfASizeAreSizes() {
        Setting row = setting("size", "1 KiB", "1 MiB");
        assertThat(row.parse("1024", "here")).isEqualTo(1024L);
        assertThatThrownBy(() -> row.parse("2 MiB", "here")).hasMessageContaining("at most 1048576");
    }

    @Test
    void aSecretIsNeverShown() {
        Setting secret = setting("secret", "", "");
        assertThat(secret.parse("s3cret", "here")).isEqualTo("s3cret");
        Setting number = new Setting("k", SettingType.SECRET, List.of("only"), "", null, null, List.of(), "Comment.");
        assertThatThrownBy(() -> number.parse("s3cret", "here"))
                .hasMessageStartingWith("here: the value is not valid")
                .hasMessageNotContaining("s3cret");
    }
}
