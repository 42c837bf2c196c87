package cc.dmart.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * What {@code app_env=auto} means: {@code dev} while HTTP listens on loopback only and no proxy brings requests of others, else
 * {@code production}.
 */
final class EnvironmentName {
    private EnvironmentName() {}

    static String resolve(Settings settings) {
        boolean alone = isLoopback(settings.text("host"))
                && settings.texts("trusted_proxies").isEmpty();
        String named = settings.text("app_env");
        return named.equals("auto") ? (alone ? "dev" : "production") : named;
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new SettingsException("host: '" + host + "' is not an address");
        }
    }
}
