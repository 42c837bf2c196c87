package cc.dmart.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What {@code app_env=auto} means: {@code dev} while HTTP listens on loopback only, else {@code production}. */
final class EnvironmentName {
    private EnvironmentName() {}

    static String resolve(String named, String host) {
        try {
            boolean loopback = InetAddress.getByName(host).isLoopbackAddress();
            return named.equals("auto") ? loopback ? "dev" : "production" : named;
        } catch (UnknownHostException e) {
            throw new SettingsException("host: '" + host + "' is not an address");
        }
    }
}
