package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** When a bundle counts as begun. */
class ComponentsTest {
    private static final Bundle BUNDLE = (Bundle) Proxy.newProxyInstance(
            ComponentsTest.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (self, method, arguments) -> FrameworkUtil.asDictionary(Map.of("Service-Component", "OSGI-INF/a.xml")));

    @ParameterizedTest
    @CsvSource({
        // provides, immediate, enabled, state, registered, begun
        "listener, false, true, SATISFIED, true, true",
        "listener, false, true, ACTIVE, true, true",
        "listener, false, true, SATISFIED, false, false",
        "listener, false, true, ACTIVE, false, false",
        "listener, true, true, SATISFIED, true, false",
        "listener, true, true, ACTIVE, true, true",
        ", true, true, SATISFIED, false, false",
        ", true, true, ACTIVE, false, true",
        "listener, false, true, NONE, false, false",
        "listener, false, false, NONE, false, false",
        "listener, false, false, OPTIONAL, false, true",
        "listener, false, true, FACTORY, false, true",
        "listener, false, true, UNCONFIGURED, false, true",
        "listener, false, false, UNCONFIGURED, false, false",
        "listener, false, true, UNSATISFIED_REFERENCE, false, true",
    })
    void begun(String provides, boolean immediate, boolean enabled, String state, boolean registered, boolean begun) {
        ComponentDescriptionDTO component = new ComponentDescriptionDTO();
        component.name = "EventReporter";
        component.serviceInterfaces = provides == null ? new String[0] : new String[] {provides};
        component.immediate = immediate;
        component.configurationPolicy = state.equals("UNCONFIGURED") ? "require" : "optional";
        component.defaultEnabled = !state.equals("OPTIONAL");
        component.factory = state.equals("FACTORY") ? "some" : null;
        ComponentConfigurationDTO one = new ComponentConfigurationDTO();
        one.service = registered ? new ServiceReferenceDTO() : null;
        one.state = switch (state) {
            case "ACTIVE" -> ComponentConfigurationDTO.ACTIVE;
            case "SATISFIED" -> ComponentConfigurationDTO.SATISFIED;
            default -> ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
        };
        boolean none = Set.of("NONE", "FACTORY", "OPTIONAL", "UNCONFIGURED").contains(state);
        Components components = new Components(runtime(component, none ? List.of() : List.of(one), enabled));
        if (begun) {
            assertThat(components.pending(BUNDLE)).isEmpty();
        } else {
            assertThat(components.pending(BUNDLE)).contains("its component EventReporter is starting");
        }
    }

    @Test
    void componentsThatNobodyHasReadYetHaveNotBegun() {
        Components components = new Components((ServiceComponentRuntime) Proxy.newProxyInstance(
                ComponentsTest.class.getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (self, method, arguments) -> List.of()));
        assertThat(components.pending(BUNDLE)).contains("its components are not known yet");
    }

    private static ServiceComponentRuntime runtime(
            ComponentDescriptionDTO component, List<ComponentConfigurationDTO> all, boolean enabled) {
        return (ServiceComponentRuntime) Proxy.newProxyInstance(
                ComponentsTest.class.getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getComponentDescriptionDTOs" -> List.of(component);
                    case "getComponentConfigurationDTOs" -> all;
                    case "isComponentEnabled" -> enabled;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
