package cc.dmart.rest.internal.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the administration application may be served. */
class WebAppsTest {
    @ParameterizedTest
    @ValueSource(strings = {"/cxb", "/managed-app", "/a_B-1"})
    void aSegmentOfItsOwn(String url) {
        assertThat(WebApps.path(url)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/managed", "/user", "/cat", "/ws-info", "/health", "/send-message", "/wt"})
    void noneOfTheApi(String url) {
        assertThatThrownBy(() -> WebApps.path(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cxb_url: " + url + " is a path of the API");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "cxb", "/a/b", "/a b"})
    void noOtherPath(String url) {
        assertThatThrownBy(() -> WebApps.path(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cxb_url: " + url + " is no path such as /cxb");
    }
}
