package cc.dmart.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;

/** The properties of {@code conf/runtime.properties}, with <code>${home}</code> and settings filled in. */
final class FrameworkProperties {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-z_]+)}");

    private FrameworkProperties() {}

    static Map<String, String> load(Path home, Settings settings) throws IOException {
        Properties written = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("conf/runtime.properties"))) {
            written.load(in);
        }
        Map<String, String> properties = new HashMap<>();
        for (String key : written.stringPropertyNames()) {
            properties.put(key, expand(written.getProperty(key), home, settings));
        }
        properties.put(
                Constants.FRAMEWORK_STORAGE,
                new BundleCache(settings.path("data")).folder().toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        return properties;
    }

    private static String expand(String text, Path home, Settings settings) {
        return VARIABLE.matcher(text).replaceAll(m -> {
            String name = m.group(1);
            return Matcher.quoteReplacement(name.equals("home") ? home.toString() : settings.text(name));
        });
    }
}
