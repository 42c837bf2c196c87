package cc.dmart.auth.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Settings for tests: the defaults of {@link AuthConfig}, with some overridden by name. */
public final class TestConfig {
    private TestConfig() {}

    /** Settings with a data folder and pairs of name and value. */
    public static AuthConfig of(Path data, Object... overrides) {
        Map<String, Object> values = new HashMap<>();
        values.put("data", data.toString());
        for (int i = 0; i < overrides.length; i += 2) {
            values.put((String) overrides[i], overrides[i + 1]);
        }
        return (AuthConfig) Proxy.newProxyInstance(
                AuthConfig.class.getClassLoader(),
                new Class<?>[] {AuthConfig.class},
                (proxy, method, arguments) -> value(method, values));
    }

    private static Object value(Method method, Map<String, Object> values) {
        if (method.getName().equals("annotationType")) {
            return AuthConfig.class.asSubclass(Annotation.class);
        }
        return values.getOrDefault(method.getName(), method.getDefaultValue());
    }
}
