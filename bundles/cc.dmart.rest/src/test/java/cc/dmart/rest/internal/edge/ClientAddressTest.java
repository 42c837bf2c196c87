package cc.dmart.rest.internal.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who is asking, when proxies stand in between: one row per chain of proxies. */
class ClientAddressTest {
    private static final List<String> TRUSTED = List.of("127.0.0.1", "10.0.0.0/8", "fd00::/8");

    /** Headers are separated by {@code |}; a name may come in several lines. */
    private static HttpServletRequest request(String peer, String headers) {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"Host", "inner:8282"});
        if (headers != null) {
            for (String line : headers.split("\\|")) {
                lines.add(line.split(": ", 2));
            }
        }
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (p, m, args) -> {
                    return switch (m.getName()) {
                        case "getRemoteAddr" -> peer;
                        case "isSecure" -> false;
                        case "getHeader" ->
                            values(lines, args[0]).stream().findFirst().orElse(null);
                        case "getHeaders" -> Collections.enumeration(values(lines, args[0]));
                        default -> throw new UnsupportedOperationException(m.getName());
                    };
                });
    }

    private static List<String> values(List<String[]> lines, Object name) {
        return lines.stream()
                .filter(l -> l[0].equalsIgnoreCase(name.toString()))
                .map(l -> l[1])
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\u0001',
            value = {
                // peer; headers; ip; scheme; host
                "127.0.0.1; ; 127.0.0.1; http; inner:8282",
                "127.0.0.1; X-Forwarded-For: 203.0.113.9; 203.0.113.9; http; inner:8282",
                "127.0.0.1; X-Forwarded-Proto: HTTPS; 127.0.0.1; https; inner:8282",
                "127.0.0.1; X-Forwarded-Host: www.example:8443; 127.0.0.1; http; www.example:8443",
                "127.0.0.1; X-Forwarded-For: 203.0.113.9:5678; 203.0.113.9; http; inner:8282",
                "127.0.0.1; X-Forwarded-For: [2001:db8::1]:80; 2001:db8::1; http; inner:8282",
                "127.0.0.1; X-Forwarded-For: 2001:db8::1; 2001:db8::1; http; inner:8282",
                // what the client wrote itself stands on the left
                "127.0.0.1; X-Forwarded-For: 6.6.6.6, 203.0.113.9; 203.0.113.9; http; inner:8282",
                "127.0.0.1; X-Forwarded-For: 6.6.6.6|X-Forwarded-For: 203.0.113.9; 203.0.113.9; http; inner:8282",
                "127.0.0.1; X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.1.2.3; 203.0.113.9; http; inner:8282",
                "127.0.0.1; X-Forwarded-For: 9.9.9.9, 10.1.2.3|X-Forwarded-Proto: https, http; 9.9.9.9; https; inner:8282",
                "127.0.0.1; X-Forwarded-For: 9.9.9.9|X-Forwarded-Proto: https, http; 9.9.9.9; http; inner:8282",
                "127.0.0.1; X-Forwarded-For: 9.9.9.9|X-Forwarded-Host: evil.example, www.example; 9.9.9.9; http; www.example",
                // names, garbage and hidden addresses end the walk at the proxy that is known
                "127.0.0.1; X-Forwarded-For: host.example; 127.0.0.1; http; inner:8282",
                "127.0.0.1; X-Forwarded-For: 9.9.9.9, unknown, 10.1.2.3; 10.1.2.3; http; inner:8282",
                "127.0.0.1; X-Forwarded-Proto: gopher; 127.0.0.1; http; inner:8282",
                "127.0.0.1; X-Forwarded-Host: a b/c; 127.0.0.1; http; inner:8282",
                "fd00::5; X-Forwarded-For: 203.0.113.9; 203.0.113.9; http; inner:8282",
                // nobody else is believed
                "192.0.2.7; X-Forwarded-For: 203.0.113.9|X-Forwarded-Proto: https; 192.0.2.7; http; inner:8282",
                "192.0.2.7; X-Forwarded-Host: evil.example; 192.0.2.7; http; inner:8282",
                "11.0.0.1; X-Forwarded-For: 203.0.113.9; 11.0.0.1; http; inner:8282",
                // the other header is the client's own
                "127.0.0.1; Forwarded: for=6.6.6.6, proto=https; 127.0.0.1; http; inner:8282",
            })
    void xForwarded(String peer, String headers, String ip, String scheme, String host) {
        ClientAddress addresses = new ClientAddress(TRUSTED, "x-forwarded");
        assertThat(addresses.of(request(peer, headers))).isEqualTo(new ClientAddress.Client(ip, scheme, host));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '\u0001',
            value = {
                "127.0.0.1! Forwarded: for=192.0.2.43; proto=https; host=www.example! 192.0.2.43! https! www.example",
                "127.0.0.1! Forwarded: For=\"[2001:db8::1]:4711\";PROTO=https! 2001:db8::1! https! inner:8282",
                "127.0.0.1! Forwarded: for=192.0.2.43:80;host=\"www.example:8443\"! 192.0.2.43! http! www.example:8443",
                "127.0.0.1! Forwarded: for=6.6.6.6, for=192.0.2.43! 192.0.2.43! http! inner:8282",
                "127.0.0.1! Forwarded: for=6.6.6.6|Forwarded: for=192.0.2.43! 192.0.2.43! http! inner:8282",
                "127.0.0.1! Forwarded: for=9.9.9.9;proto=https, for=10.1.2.3;proto=http! 9.9.9.9! https! inner:8282",
                "127.0.0.1! Forwarded: for=_hidden;proto=https! 127.0.0.1! https! inner:8282",
                "127.0.0.1! Forwarded: for=unknown, for=10.9.9.9! 10.9.9.9! http! inner:8282",
                "127.0.0.1! Forwarded: for=\"a, b\", for=192.0.2.43! 192.0.2.43! http! inner:8282",
                "127.0.0.1! X-Forwarded-For: 6.6.6.6! 127.0.0.1! http! inner:8282",
                "192.0.2.7! Forwarded: for=6.6.6.6;proto=https;host=evil.example! 192.0.2.7! http! inner:8282",
            })
    void forwarded(String peer, String headers, String ip, String scheme, String host) {
        ClientAddress addresses = new ClientAddress(TRUSTED, "forwarded");
        assertThat(addresses.of(request(peer, headers))).isEqualTo(new ClientAddress.Client(ip, scheme, host));
    }

    /** Who forgets to name his proxy has one client with one limit of logins; the log says so, once. */
    @ParameterizedTest
    @CsvSource({
        "192.168.1.1,X-Forwarded-For: 203.0.113.9,1",
        "0:0:0:0:0:0:0:1,X-Forwarded-For: 203.0.113.9,1",
        "127.0.0.1,X-Forwarded-For: 203.0.113.9,0",
        "192.168.1.1,Accept: text/html,0",
        "192.0.2.7,X-Forwarded-For: 203.0.113.9,0",
    })
    void s5_1_aProxyThatNobodyNamedIsToldOnce(String peer, String headers, int lines) {
        Logger logger = (Logger) LoggerFactory.getLogger(ClientAddress.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
        try {
            ClientAddress addresses = new ClientAddress(TRUSTED, "x-forwarded");
            ClientAddress.Client first = addresses.of(request(peer, headers));
            assertThat(addresses.of(request(peer, headers))).isEqualTo(first);
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
        assertThat(log.list)
                .hasSize(lines)
                .allSatisfy(line ->
                        assertThat(line.getFormattedMessage()).contains("trusted_proxies does not name " + peer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "*", "proxy.example", "10.0.0.0/33", "10.0.0.0/x"})
    void wildcardsAndNamesStopTheStart(String proxies) {
        assertThatThrownBy(() -> new ClientAddress(List.of(proxies), "x-forwarded"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trusted_proxies");
    }
}
