package cc.dmart.httptests.contract;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the server with the settings of their suite; it ends with the whole run. */
public final class Worlds implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(Worlds.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == World.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Map<String, String> settings = context.getTestInstance()
                .filter(ContractSuite.class::isInstance)
                .map(suite -> ((ContractSuite) suite).settings())
                .orElse(Map.of());
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(new TreeMap<>(settings), World::new, World.class);
    }
}
