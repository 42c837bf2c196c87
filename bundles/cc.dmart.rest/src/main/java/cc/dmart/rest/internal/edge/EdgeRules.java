package cc.dmart.rest.internal.edge;

import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.wire.Unforeseen;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * What the settings of the edge say ({@code http-api.md} 1.5, 1.14, {@code security.md} 5.7, B5, M7). Apart from {@link EdgeFilter},
 * since this is not there while they are wrong, and the filter must be. Thread-safe.
 */
@Component(
        service = EdgeRules.class,
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
public final class EdgeRules {
    /** Rules of a server whose settings are missing: nobody is believed and nobody may read. */
    static final ClientAddress NO_PROXIES = new ClientAddress(List.of(), "x-forwarded");

    private final ClientAddress addresses;
    private final boolean plainAnywhere;
    private final ChannelKeys channels;
    private final Unforeseen unforeseen;
    private final long limitNanos;
    private final CommonHeaders headers;

    /** @throws IllegalArgumentException if a setting is wrong */
    @Activate
    public EdgeRules(RestConfig config) {
        limitNanos = TimeUnit.SECONDS.toNanos(config.request_timeout());
        addresses = new ClientAddress(List.of(config.trusted_proxies()), config.proxy_header());
        plainAnywhere = config.plain_http_anywhere();
        unforeseen = new Unforeseen(config);
        channels = new ChannelKeys(config.enable_channel_auth(), config.channels());
        Origins origins = new Origins(List.of(config.allowed_cors_origins()), config.app_url());
        headers = new CommonHeaders(origins, new ServerTime(ZoneId.of(config.timezone())));
    }

    ClientAddress addresses() {
        return addresses;
    }

    boolean plainAnywhere() {
        return plainAnywhere;
    }

    ChannelKeys channels() {
        return channels;
    }

    Unforeseen unforeseen() {
        return unforeseen;
    }

    long limitNanos() {
        return limitNanos;
    }

    CommonHeaders headers() {
        return headers;
    }
}
