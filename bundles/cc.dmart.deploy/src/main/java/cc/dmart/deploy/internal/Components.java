package cc.dmart.deploy.internal;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** How the components of a bundle are doing, in sentences. Thread-safe. */
final class Components {
    private final ServiceComponentRuntime runtime;

    Components(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** Why a component could not be made, or cannot be; empty if none failed. */
    Optional<String> failure(Bundle bundle) {
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            Optional<String> unloadable = unloadable(bundle, component);
            if (unloadable.isPresent()) {
                return unloadable;
            }
            for (ComponentConfigurationDTO one : runtime.getComponentConfigurationDTOs(component)) {
                if (one.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    return Optional.of(
                            "its component " + component.name + " fails: " + root(String.valueOf(one.failure)));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Why the class of a component cannot be used. SCR registers the service of a class that is not there, or that cannot be
     * constructed for want of another, and finds out only when somebody wants the service.
     */
    private Optional<String> unloadable(Bundle bundle, ComponentDescriptionDTO component) {
        if (!component.defaultEnabled && !runtime.isComponentEnabled(component)) {
            return Optional.empty(); // the plugin may never enable it
        }
        try {
            Constructor<?>[] unused =
                    bundle.loadClass(component.implementationClass).getConstructors();
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("its component " + component.name + " cannot be made: its class "
                    + component.implementationClass + " cannot be loaded, " + Reasons.of(e));
        } catch (IllegalStateException e) {
            return Optional.empty(); // the bundle has just gone
        }
    }

    /** The last cause of a stack trace. */
    private static String root(String trace) {
        String line = trace.lines()
                .filter(l -> l.startsWith("Caused by: "))
                .reduce((first, second) -> second)
                .map(l -> l.substring("Caused by: ".length()))
                .orElse(trace);
        return Reasons.firstLine(line);
    }

    /** What a component waits for; empty if none waits. */
    Optional<String> missing(Bundle bundle) {
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO one : runtime.getComponentConfigurationDTOs(component)) {
                if (one.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
                    return Optional.of("its component " + component.name + " needs a configuration "
                            + String.join(", ", component.configurationPid));
                }
                if (one.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                    String services = Arrays.stream(one.unsatisfiedReferences)
                            .map(r -> service(component, r))
                            .collect(Collectors.joining(", "));
                    return Optional.of("its component " + component.name + " needs the service " + services);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What has yet to begin; empty once every service that the bundle declares is registered. SCR knows of a registration only
     * when the call that made it has returned, so whoever listens for services has the service then: an event that happens
     * from now on is told to each of its listeners.
     */
    Optional<String> pending(Bundle bundle) {
        Collection<ComponentDescriptionDTO> components = runtime.getComponentDescriptionDTOs(bundle);
        if (components.size() < declared(bundle)) {
            return Optional.of("its components are not known yet");
        }
        for (ComponentDescriptionDTO component : components) {
            boolean enabled = runtime.isComponentEnabled(component);
            if (enabled || component.defaultEnabled) { // another one may be enabled by the plugin
                Collection<ComponentConfigurationDTO> all = runtime.getComponentConfigurationDTOs(component);
                boolean onDemand = component.factory != null || "require".equals(component.configurationPolicy);
                boolean begun = enabled && (onDemand || !all.isEmpty());
                if (!begun || !all.stream().allMatch(one -> hasBegun(component, one))) {
                    return Optional.of("its component " + component.name + " is starting");
                }
            }
        }
        return Optional.empty();
    }

    /** How many descriptors of components a bundle names; it is active a moment before SCR has read them. */
    private static int declared(Bundle bundle) {
        String header = bundle.getHeaders("").get(ComponentConstants.SERVICE_COMPONENT);
        return header == null || header.isBlank() ? 0 : header.split(",").length;
    }

    private static boolean hasBegun(ComponentDescriptionDTO component, ComponentConfigurationDTO one) {
        boolean satisfied =
                one.state == ComponentConfigurationDTO.SATISFIED || one.state == ComponentConfigurationDTO.ACTIVE;
        boolean provides = component.serviceInterfaces != null && component.serviceInterfaces.length > 0;
        boolean registered = !provides || one.service != null;
        boolean made = !component.immediate || one.state == ComponentConfigurationDTO.ACTIVE;
        return !satisfied || (registered && made); // what is not satisfied has a sentence of its own
    }

    private static String service(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO missing) {
        return Arrays.stream(component.references)
                .filter(r -> r.name.equals(missing.name))
                .map(r -> r.interfaceName)
                .findFirst()
                .orElse(missing.name);
    }
}
