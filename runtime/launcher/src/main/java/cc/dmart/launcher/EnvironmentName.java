package cc.dmart.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What {@code app_env=auto} means: {@code dev} while HTTP listens on loopback only, else {@code production}. */
final class EnvironmentName {
    private EnvironmentName() {}

    static String resolve(String named, String host) {
        String auto = isLoopback(host) ? "dev" : "production";
        return named.equals("auto") ? auto : named;
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new SettingsException("host: '" + host + "' is not an address");
        }
    }
}
