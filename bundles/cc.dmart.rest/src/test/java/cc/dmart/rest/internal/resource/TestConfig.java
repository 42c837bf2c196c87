package cc.dmart.rest.internal.resource;

import cc.dmart.rest.internal.RestConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Settings with their defaults, some of them set. */
public final class TestConfig {
    private TestConfig() {}

    /** Settings; what is not given has its default. */
    public static RestConfig of(Map<String, Object> values) {
        return (RestConfig) Proxy.newProxyInstance(
                RestConfig.class.getClassLoader(),
                new Class<?>[] {RestConfig.class},
                (proxy, method, args) -> value(values, method));
    }

    private static Object value(Map<String, Object> values, Method method) {
        return values.getOrDefault(method.getName(), method.getDefaultValue());
    }
}
