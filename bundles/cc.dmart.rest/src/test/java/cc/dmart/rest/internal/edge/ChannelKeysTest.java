package cc.dmart.rest.internal.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of channels ({@code security.md} M1, {@code http-api.md} 1.14). */
class ChannelKeysTest {
    private static final String CHANNELS = """
            [{"name":"app","keys":["key-of-the-app","next-key"],"allowed_api_patterns":["/user/.*","/info/me"]},
             {"name":"desk","keys":["key-of-the-desk"],"allowed_api_patterns":["/user/login"]}]""";

    private static boolean admits(ChannelKeys keys, String key, String path) {
        try {
            keys.require(key, RequestPath.parse(path));
            return true;
        } catch (DmartException.Forbidden e) {
            assertThat(e.status() + " " + e.type() + " " + e.code()).isEqualTo("403 channel_auth 401");
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',/user/login,false",
        "'',/managed/query,true",
        "'',/info/me,false",
        "'',/info/meeting,true",
        "'',/x/info/me,true",
        "key-of-the-app,/user/login,true",
        "next-key,/user/profile,true",
        "key-of-the-app,/managed/query,false",
        "key-of-the-desk,/user/login,true",
        "key-of-the-desk,/user/profile,false",
        "key-of-the-ap,/user/login,false",
        "unknown,/user/login,false",
        "unknown,/managed/query,false",
        "'',/user//login,false",
        "'',/us%65r/login,false",
        "'',/user/login/,false"
    })
    void s5_15_m1_rows(String key, String path, boolean admitted) {
        assertThat(admits(new ChannelKeys(true, CHANNELS), key, path)).isEqualTo(admitted);
    }

    /** The routes behind would not see them, and serve what was not asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"/user/login;x=1", "/user;/login", "/us%65r;x/login", "/user/log%69n;"})
    void s5_15_m1_parametersOfASegmentHideNoPath(String path) {
        assertThatThrownBy(() -> admits(new ChannelKeys(true, CHANNELS), "", path))
                .isInstanceOf(DmartException.Invalid.class);
    }

    @Test
    void s5_15_m1_offByDefault() {
        assertThat(admits(new ChannelKeys(false, CHANNELS), "unknown", "/user/login"))
                .isTrue();
        assertThat(admits(new ChannelKeys(true, ""), "unknown", "/user/login")).isTrue();
    }

    @Test
    void s5_15_m1_hostilePathsTakeNoTime() {
        String slow = "[{\"keys\":[\"k\"],\"allowed_api_patterns\":[\"/(a+)+b\"]}]";
        assertThat(admits(new ChannelKeys(true, slow), "", "/" + "a".repeat(5000)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[1]",
                "[{\"allowed_api_patterns\":[\"(\"]}]",
                "[{\"allowed_api_patterns\":[\"(a)\\\\1\"]}]",
                "nonsense"
            })
    void s5_15_m1_wrongSettingsStopTheStart(String channels) {
        assertThatThrownBy(() -> new ChannelKeys(true, channels)).isInstanceOf(IllegalArgumentException.class);
    }
}
