package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.service.HealthIndicator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many cookies and authorisations, bent in every way that a fixed seed leads to and sent as bytes: none is somebody's, and
 * each is refused with the envelope.
 */
class CookieFuzzTest {
    private static final int ROUNDS = 1500;
    private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7InNob3J0bmFtZSI6InNhcmEifX0.c2lnbmF0dXJl";
    private static final List<String> FORMS = List.of(
            "Cookie: auth_token=%s",
            "Cookie: auth_token=\"%s\"",
            "Cookie: a=b; auth_token=%s; auth_token=",
            "Cookie: auth_token=; auth_token=%s",
            "Cookie: $Version=1; auth_token=%s; $Path=/",
            "Cookie: AUTH_TOKEN=%s",
            "Authorization: Bearer %s",
            "Authorization: bearer  %s",
            "Authorization: Basic %s",
            "Authorization: %s\r\nCookie: auth_token=%s");

    private static EdgeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new EdgeServer(Map.of(), HealthIndicator.State.OK);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** Changes bytes, cuts, doubles, or puts in what means something in a header. */
    private static String bend(Random random) {
        StringBuilder out = new StringBuilder(TOKEN);
        List<String> odd = List.of("", "; ", ",", "\"", "=", "\\", "\t", "\u00e9", "\u0001", "%00", "${x}", "../", ".");
        for (int i = 1 + random.nextInt(3); i > 0 && out.length() > 0; i--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(5)) {
                case 0 -> out.setCharAt(at, (char) (32 + random.nextInt(95)));
                case 1 -> out.setLength(at);
                case 2 -> out.insert(at, odd.get(random.nextInt(odd.size())));
                case 3 -> out.append(out.substring(at));
                default -> out.deleteCharAt(at);
            }
        }
        return out.toString();
    }

    private static String ask(String headers) throws IOException {
        return server.raw("GET /user/profile HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n\r\n");
    }

    @Test
    void s2_2_bentCookiesAndHeadersAreNobodys() throws IOException {
        Random random = new Random(4);
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < ROUNDS; i++) {
            String headers = FORMS.get(random.nextInt(FORMS.size())).replace("%s", bend(random));
            String reply = ask(headers);
            assertThat(reply).as(headers).matches("(?s)HTTP/1.1 40[01] .*\"status\":\"failed\".*");
            seen.add(reply.substring(9, 12));
        }
        assertThat(seen).as("some are no headers, some are nobody's").containsExactly("400", "401");
        assertThat(ask("Cookie: auth_token=tok_sara")).startsWith("HTTP/1.1 200");
    }
}
