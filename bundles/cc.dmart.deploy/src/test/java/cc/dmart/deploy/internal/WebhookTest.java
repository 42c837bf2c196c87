package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where events go ({@code security.md} 5.12, row SSRF). */
class WebhookTest {
    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "0.0.0.0", "[fe80::1]", "224.0.0.1", "[::]"})
    void s5_12_noEventsGoToMetadataServices(String host) {
        assertThatThrownBy(() -> Webhook.requireOutside(host)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "192.0.2.1", "[2001:db8::1]"})
    void s5_12_otherPlacesAreTheOperatorsChoice(String host) {
        assertThatCode(() -> Webhook.requireOutside(host)).doesNotThrowAnyException();
    }
}
