package cc.dmart.launcher;

import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Asks the components of our own bundles for settings that only they can judge ({@code security.md} B1, B5). A component refuses
 * its settings with an {@link IllegalArgumentException} when it is activated, whose message names the setting. The API of
 * Declarative Services is not on this class path, so it is reached by reflection. Used by one thread.
 */
final class Components {
    private static final String RUNTIME = "org.osgi.service.component.runtime.ServiceComponentRuntime";
    private static final String OURS = "cc.dmart.";
    private static final String PLUGINS = "cc.dmart.plugin.";

    /** States of {@code ComponentConfigurationDTO}. */
    private static final int SATISFIED = 4;

    private static final int FAILED_ACTIVATION = 16;

    private static final Pattern REFUSAL =
            Pattern.compile("^(?:Caused by: )?java\\.lang\\.IllegalArgumentException: (.+)$", Pattern.MULTILINE);

    private final BundleContext context;

    Components(BundleContext context) {
        this.context = context;
    }

    /**
     * Activates each component with settings that could be active, as its first use would, and gives what those that cannot say.
     * Each sentence once; empty if nothing is refused, or if there are no components.
     */
    List<String> refusals() {
        ServiceReference<?> reference = context.getServiceReference(RUNTIME);
        Object runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return List.of();
        }
        try {
            return List.copyOf(
                    refusals(new ComponentRuntime(reference.getBundle().loadClass(RUNTIME), runtime)));
        } catch (ReflectiveOperationException | InvalidSyntaxException e) {
            throw new IllegalStateException("Components cannot be asked", e);
        }
    }

    private Set<String> refusals(ComponentRuntime runtime) throws ReflectiveOperationException, InvalidSyntaxException {
        Bundle[] ours =
                Stream.of(context.getBundles()).filter(Components::isOurs).toArray(Bundle[]::new);
        Set<String> sentences = new LinkedHashSet<>();
        for (Object description : runtime.descriptions(ours)) {
            if (!"require".equals(field(description, "configurationPolicy"))) {
                continue;
            }
            Collection<?> configurations = runtime.configurations(description);
            boolean tried = false;
            for (Object configuration : configurations) {
                tried |= state(configuration) == SATISFIED && activationFails(configuration);
            }
            for (Object configuration : tried ? runtime.configurations(description) : configurations) {
                refusal(configuration).ifPresent(sentences::add);
            }
        }
        return sentences;
    }

    private static boolean isOurs(Bundle bundle) {
        String name = bundle.getSymbolicName();
        return name != null && name.startsWith(OURS) && !name.startsWith(PLUGINS);
    }

    private static int state(Object configuration) throws ReflectiveOperationException {
        return field(configuration, "state") instanceof Integer state ? state : 0;
    }

    /** Takes its service and keeps it: given back, the component would be undone and made again by its first user. */
    private boolean activationFails(Object configuration) throws ReflectiveOperationException, InvalidSyntaxException {
        Object service = field(configuration, "service");
        if (service == null) {
            return false;
        }
        ServiceReference<?>[] found =
                context.getAllServiceReferences(null, "(service.id=" + field(service, "id") + ")");
        if (found == null) {
            return false;
        }
        return context.getService(found[0]) == null;
    }

    private static Optional<String> refusal(Object configuration) throws ReflectiveOperationException {
        boolean failed = state(configuration) == FAILED_ACTIVATION;
        return failed && field(configuration, "failure") instanceof String text ? sentence(text) : Optional.empty();
    }

    /** The message of the refusal in the stack trace of a failed activation; empty if it failed for another reason. */
    static Optional<String> sentence(String failure) {
        Matcher found = REFUSAL.matcher(failure);
        return found.find() ? Optional.of(found.group(1).strip()) : Optional.empty();
    }

    private static @Nullable Object field(Object dto, String name) throws ReflectiveOperationException {
        return dto.getClass().getField(name).get(dto);
    }

    /** The service of Declarative Services that tells of components. */
    private record ComponentRuntime(Class<?> type, Object service) {
        Collection<?> descriptions(Bundle[] bundles) throws ReflectiveOperationException {
            return list(type.getMethod("getComponentDescriptionDTOs", Bundle[].class)
                    .invoke(service, (Object) bundles));
        }

        Collection<?> configurations(Object description) throws ReflectiveOperationException {
            try {
                return list(type.getMethod("getComponentConfigurationDTOs", description.getClass())
                        .invoke(service, description));
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IllegalStateException) {
                    return List.of(); // its bundle was stopped meanwhile
                }
                throw e;
            }
        }

        private static Collection<?> list(@Nullable Object found) {
            return found instanceof Collection<?> several ? several : List.of();
        }
    }
}
