package cc.dmart.core.internal.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.core.internal.event.InstalledPlugins;
import cc.dmart.core.internal.query.Defaults;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemServiceTest {
    private static final Caller DMART = Caller.of("dmart", "r", Map.of());
    private static final Caller SARA = Caller.of("sara", "r", Map.of());

    private static SystemServiceImpl system(String settings) {
        return new SystemServiceImpl(
                Defaults.with(Map.of("settings_json", settings.replace('\'', '"'))),
                new InstalledPlugins(() -> List.of("audit", "webhooks")),
                Clock.fixed(Instant.parse("2026-03-01T11:02:03.75Z"), ZoneOffset.UTC),
                Instant.parse("2026-03-01T10:00:00.5Z"));
    }

    @Test
    void s3_10_detailsAreForTheAdministratorOnly() {
        SystemServiceImpl system = system("{}");
        JsonObject all = system.manifest(DMART);
        assertThat(all.names())
                .containsExactly("name", "type", "description", "version", "api", "service_details", "git", "plugins");
        JsonObject details = all.object("service_details").orElseThrow();
        assertThat(details.string("start_time")).contains("2026-03-01T10:00:00.500000");
        assertThat(details.string("running_for")).contains("1:02:03.250000");
        assertThat(system.manifest(SARA).names())
                .containsExactly("name", "type", "description", "version", "api", "plugins");
        assertThat(system.manifest(SARA).strings("plugins")).containsExactly("audit", "webhooks");
    }

    @Test
    void s5_13_i1_settingsAreMaskedAndForTheAdministratorOnly() {
        SystemServiceImpl system = system(
                "{'port':8282,'jwt_secret':'x','mail_password':'x','google_client_secret':'x',"
                        + "'mock_otp_code':'1','generate_admin_password':false,'redis_url':'redis://me:pw@host:1','channels':[{'name':'a','keys':['k']}],'list':['a']}");
        assertThat(system.settings(DMART))
                .isEqualTo(JsonCodec.parse(("{'port':8282,'jwt_secret':'******','mail_password':'******',"
                                + "'google_client_secret':'******','mock_otp_code':'******','generate_admin_password':false,"
                                + "'redis_url':'redis://******@host:1',"
                                + "'channels':[{'name':'a','keys':'******'}],'list':['a']}")
                        .replace('\'', '"')));
        assertThatThrownBy(() -> system.settings(SARA)).isInstanceOfSatisfying(DmartException.Forbidden.class, e -> {
            assertThat(e.status()).isEqualTo(401);
            assertThat(e.type()).isEqualTo("access");
            assertThat(e.code()).isEqualTo(401);
        });
    }
}
