package cc.dmart.notify.internal;

import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.plugin.Notifier;
import cc.dmart.api.plugin.PluginProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the notifiers that the settings ask for, so that a channel without a gateway is served by nobody. Their service
 * ranking is low: a plugin that serves a channel goes before. Thread-safe.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = NotifyConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = NotifyConfig.class)
public final class Gateways {
    private static final Logger LOG = LoggerFactory.getLogger(Gateways.class);
    private static final int RANKING = -1000;

    private final List<ServiceRegistration<Notifier>> registered = new ArrayList<>();

    /** Registers them. @throws IllegalArgumentException on a bad setting */
    @Activate
    public Gateways(BundleContext context, NotifyConfig config) {
        choose(config).forEach((channel, notifier) -> {
            Dictionary<String, Object> properties = FrameworkUtil.asDictionary(
                    Map.of(PluginProperties.CHANNEL, channel, Constants.SERVICE_RANKING, RANKING));
            registered.add(context.registerService(Notifier.class, notifier, properties));
        });
    }

    /** The notifier of each channel that is served. */
    static Map<String, Notifier> choose(NotifyConfig config) {
        Map<String, Notifier> out = new TreeMap<>();
        boolean logs = !config.app_env().equals("production");
        mail(config, logs).ifPresent(n -> out.put(OutgoingMessage.EMAIL, n));
        sms(config, logs).ifPresent(n -> out.put(OutgoingMessage.SMS, n));
        return out;
    }

    private static Optional<Notifier> mail(NotifyConfig config, boolean logs) {
        if (!config.mail_host().isBlank()) {
            return Optional.of(new SmtpNotifier(config));
        }
        return orLog("mail_host", config, logs);
    }

    private static Optional<Notifier> sms(NotifyConfig config, boolean logs) {
        if (!config.send_sms_api().isBlank() || !config.send_sms_otp_api().isBlank()) {
            return Optional.of(new SmsNotifier(config));
        }
        return orLog("send_sms_api", config, logs);
    }

    private static Optional<Notifier> orLog(String setting, NotifyConfig config, boolean logs) {
        if (!logs) {
            LOG.info("Nothing is sent over a channel without a gateway: {} is not set", setting);
            return Optional.empty();
        }
        return Optional.of(new LogNotifier(Path.of(config.data(), "outbox")));
    }

    /** Takes them away. */
    @Deactivate
    public void close() {
        registered.forEach(ServiceRegistration::unregister);
    }
}
