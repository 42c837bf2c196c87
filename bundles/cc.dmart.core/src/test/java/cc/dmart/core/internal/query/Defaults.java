package cc.dmart.core.internal.query;

import cc.dmart.core.internal.CoreConfig;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Settings for tests: the defaults, some of them replaced. */
public final class Defaults {
    private Defaults() {}

    /** Defaults but for the keys given. */
    public static CoreConfig with(Map<String, Object> other) {
        return (CoreConfig) Proxy.newProxyInstance(
                Defaults.class.getClassLoader(),
                new Class<?>[] {CoreConfig.class},
                (proxy, method, arguments) -> other.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
