package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** Settings of the edge that become wrong while the server runs close it ({@code security.md} B5). */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
public class EdgeSettingsIT {
    private String address = "";

    @Test
    void wrongSettingsCloseTheEdgeUntilTheyAreMended(
            @InjectBundleContext BundleContext context, @InjectService(timeout = 5_000) ConfigurationAdmin settings)
            throws Exception {
        address = address(context);
        Configuration rest = settings.getConfiguration("cc.dmart.rest", "?");
        Dictionary<String, Object> right = rest.getProperties();
        await("/health/ready", 200);
        for (String[] wrong : new String[][] {{"trusted.proxies", "*"}, {"cookie.secure", "maybe"}}) {
            Map<String, Object> properties = new HashMap<>();
            for (String key : Collections.list(right.keys())) {
                properties.put(key, right.get(key));
            }
            properties.put(wrong[0], wrong[1]);
            rest.update(FrameworkUtil.asDictionary(properties));
            try {
                await("/health/ready", 503);
                for (String path : List.of("/", "/none", "/managed/health/management", "/db_size_info/")) {
                    assertThat(status(path)).as(wrong[0] + " " + path).isEqualTo(503);
                }
                assertThat(status("/health/live")).isEqualTo(200);
            } finally {
                rest.update(right);
            }
            await("/health/ready", 200);
            await("/", 200);
        }
    }

    private static String address(BundleContext context) throws Exception {
        ServiceReference<?>[] found = context.getAllServiceReferences(null, "(osgi.http.endpoint=*)");
        assertThat(found).isNotEmpty();
        Object endpoints = found[0].getProperty("osgi.http.endpoint");
        String first = endpoints instanceof String[] several ? several[0] : String.valueOf(endpoints);
        return first.replaceAll("/+$", "");
    }

    private void await(String path, int status) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (status(path) != status) {
            assertThat(System.nanoTime()).as(path + " never " + status).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private int status(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
