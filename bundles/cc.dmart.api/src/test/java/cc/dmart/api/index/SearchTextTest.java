package cc.dmart.api.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTextTest {

    @ParameterizedTest
    @CsvSource({
        "Red Shoe,red shoe",
        "أحمر,احمر",
        "آ إ ٱ,ا ا ا",
        "مكتبة,مكتبه",
        "على,علي",
        "کتاب,كتاب",
        "ی,ي",
        "مُدَرِّس,مدرس",
        "كـــتاب,كتاب",
        "٠٩,09",
        "۰۹,09",
        "STRASSE,strasse",
        "Straße,strasse",
        "STRAẞE,strasse",
        "ẞß,ssss",
        "ı,ı",
        "Işık I,işık i",
        "ISPARTA ıIı ẞ,isparta ıiı ss",
        "ΣΊΣΥΦΟΣ,σίσυφοσ",
        "ﬁne,fine",
        "Ⅷ,viii",
    })
    void normalises(String text, String normal) {
        assertThat(SearchText.norm(text)).isEqualTo(normal);
        assertThat(SearchText.norm(normal)).isEqualTo(normal);
    }

    @Test
    void tokensAreRunsOfLettersDigitsMarksAndUnderscore() {
        assertThat(SearchText.tokens("red_shoe red-shoe a@b.c 49.5"))
                .isEqualTo(List.of("red_shoe", "red", "shoe", "a", "b", "c", "49", "5"));
        assertThat(SearchText.tokens("!!")).isEmpty();
        assertThat(SearchText.tokens("حذاء أحمر")).isEqualTo(List.of("حذاء", "احمر"));
    }

    @ParameterizedTest
    @CsvSource({
        "a*,abc,true",
        "*c,abc,true",
        "*b*,abc,true",
        "a*c,abc,true",
        "a*c,ac,true",
        "ab*bc,abc,false",
        "*,'',true",
        "a*b*c,axbyc,true",
        "a*b*c,acb,false",
    })
    void globsMatchLinearly(String pattern, String text, boolean matches) {
        assertThat(new Glob(List.of(pattern.split("\\*", -1))).matches(text)).isEqualTo(matches);
    }
}
