package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** Every bundle runs and every component of ours finds what it needs. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
public class WiringIT {
    private static final Set<Integer> RUNNING =
            Set.of(ComponentConfigurationDTO.SATISFIED, ComponentConfigurationDTO.ACTIVE);

    @Test
    void everyBundleIsActive(@InjectBundleContext BundleContext context) {
        List<Bundle> idle = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .toList();
        assertThat(idle).isEmpty();
    }

    @Test
    void everyComponentIsSatisfied(@InjectService(timeout = 5_000) ServiceComponentRuntime runtime) {
        List<String> waiting = runtime.getComponentDescriptionDTOs().stream()
                .filter(component -> component.bundle.symbolicName.startsWith("cc.dmart."))
                .filter(component -> !isOnlyThereWhenWanted(component))
                .filter(component -> isWaiting(runtime, component))
                .map(component -> component.name)
                .toList();
        assertThat(waiting).isEmpty();
    }

    /** A plugin may have parts that an operator asks for by configuring it, or that it enables itself; ours have none. */
    private static boolean isOnlyThereWhenWanted(ComponentDescriptionDTO component) {
        return component.bundle.symbolicName.startsWith("cc.dmart.plugin.")
                && (component.configurationPolicy.equals("require") || !component.defaultEnabled);
    }

    private static boolean isWaiting(ServiceComponentRuntime runtime, ComponentDescriptionDTO component) {
        var configurations = runtime.getComponentConfigurationDTOs(component);
        return configurations.isEmpty() || configurations.stream().anyMatch(c -> !RUNNING.contains(c.state));
    }
}
