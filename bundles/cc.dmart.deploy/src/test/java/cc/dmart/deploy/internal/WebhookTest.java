package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where events go ({@code security.md} 5.12, row SSRF). */
class WebhookTest {
    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "0.0.0.0", "[fe80::1]", "224.0.0.1", "[::]"})
    void s5_12_noEventsGoToMetadataServices(String host) {
        assertThatThrownBy(() -> Webhook.requireOutside(host)).isInstanceOf(IOException.class);
    }

    /** What stands in the place of a variable or file is told to nobody, and neither is it kept in a dead letter. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'url':'ftp://hush/'} | begins with http",
                "{'url':'hush'} | begins with http",
                "{'url':'http://a b/hush'} | is no address",
                "{'url':'http://hush_host/'} | it has no host",
                "{'url':'http:///hush'} | is no address",
                "{'url':'http://x/','headers':{'X-Auth':'hush\\n'}} | the header X-Auth cannot be sent",
                "{'url':'http://x/','headers':{'Host':'hush'}} | the header Host cannot be sent",
            })
    void whatCannotBeSentIsRefusedWithoutItsSecrets(String definition, String why) {
        JsonObject json = (JsonObject) JsonCodec.parse(definition.replace('\'', '"'));
        assertThatThrownBy(() -> new Webhook(HttpClient.newHttpClient(), json))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("hush"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "192.0.2.1", "[2001:db8::1]"})
    void s5_12_otherPlacesAreTheOperatorsChoice(String host) {
        assertThatCode(() -> Webhook.requireOutside(host)).doesNotThrowAnyException();
    }
}
