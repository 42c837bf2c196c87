package cc.dmart.rest.internal.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which origin is ours, with and without the port that belongs to the scheme ({@code http-api.md} 1.5). */
class OriginsTest {
    private static Exchange exchange(boolean secure, String host, String origin) {
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (p, m, args) -> switch (m.getName()) {
                    case "getRemoteAddr" -> "127.0.0.1";
                    case "isSecure" -> secure;
                    case "getHeader" -> args[0].equals("Host") ? host : args[0].equals("Origin") ? origin : null;
                    default -> throw new UnsupportedOperationException(m.getName());
                });
        return new Exchange(request, new ClientAddress(List.of(), "x-forwarded"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // scheme and host of the request; app_url; a listed origin; origin of the page; whether it may
                "http,  h:80,     -,               -,               http://h,       true",
                "http,  h,        -,               -,               http://h:80,    true",
                "http,  H:80,     -,               -,               HTTP://h,       true",
                "http,  h:8282,   -,               -,               http://h:8282,  true",
                "http,  h:8080,   -,               -,               http://h:80,    false",
                "http,  h:443,    -,               -,               http://h,       false",
                "http,  h:80,     -,               -,               https://h,      false",
                "https, h:443,    -,               -,               https://h,      true",
                "https, h,        -,               -,               https://h:443,  true",
                "https, h:80,     -,               -,               https://h,      false",
                "https, h:8443,   -,               -,               https://h,      false",
                "https, [::1]:443, -,              -,               https://[::1],  true",
                "http,  inner:80, https://h:443/x, -,               https://h,      true",
                "http,  inner:80, https://h,       -,               https://h:443,  true",
                "http,  inner:80, https://h,       -,               http://inner,   false",
                "http,  inner,    -,               https://a:443,   https://a,      true",
                "http,  inner,    -,               http://a:80,     http://a,       true",
                "http,  inner,    -,               http://a,        http://a:80,    true",
                "http,  inner,    -,               http://a:8080,   http://a,       false",
                "http,  inner,    -,               https://a:80,    https://a,      false",
            })
    void w1_5_thePortOfTheSchemeMakesNoOtherOrigin(
            String scheme, String host, String appUrl, String listed, String origin, boolean may) {
        Origins origins = new Origins(listed == null ? List.of() : List.of(listed), appUrl == null ? "" : appUrl);
        Exchange exchange = exchange(scheme.equals("https"), host, origin);
        assertThat(origins.mayRead(origin, exchange)).isEqualTo(may);
        if (may) {
            origins.refuseForeign(exchange);
        } else {
            assertThatThrownBy(() -> origins.refuseForeign(exchange)).isInstanceOf(DmartException.Forbidden.class);
        }
    }
}
