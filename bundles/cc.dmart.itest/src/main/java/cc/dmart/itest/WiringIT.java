package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.service.DeliveryService;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
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

    /** A part of the server that is there for others alone is so while there is one. */
    private static ServiceRegistration<EventHandler> handle(BundleContext context, EventHandler handler) {
        return context.registerService(
                EventHandler.class,
                handler,
                FrameworkUtil.asDictionary(Map.of(EventConstants.EVENT_TOPIC, "cc/dmart/event/management/*")));
    }

    @Test
    void everyComponentIsSatisfied(
            @InjectBundleContext BundleContext context,
            @InjectService(timeout = 5_000) ServiceComponentRuntime runtime) {
        ServiceRegistration<EventHandler> handler = handle(context, event -> {});
        try {
            assertThat(waiting(runtime)).isEmpty();
        } finally {
            handler.unregister();
        }
    }

    private static List<String> waiting(ServiceComponentRuntime runtime) {
        return runtime.getComponentDescriptionDTOs().stream()
                .filter(component -> component.bundle.symbolicName.startsWith("cc.dmart."))
                .filter(component -> !isOnlyThereWhenWanted(component))
                .filter(component -> isWaiting(runtime, component))
                .map(component -> component.name)
                .toList();
    }

    /** What is told to listeners is told to handlers of the Event Admin too, while there is one ({@code plugins-events.md} 2.1). */
    @Test
    void handlersOfTheEventAdminHearOfChanges(
            @InjectBundleContext BundleContext context, @InjectService(timeout = 5_000) DeliveryService delivery)
            throws InterruptedException {
        String bridge = "cc.dmart.core.EventAdminBridge";
        EntryEvent change = TestEvents.userUpdated();
        BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
        assertThat(delivery.fire(change)).doesNotContain(bridge);
        ServiceRegistration<EventHandler> handler = handle(context, heard::add);
        try {
            assertThat(delivery.fire(change)).contains(bridge);
            Event event = heard.poll(10, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.getTopic()).isEqualTo("cc/dmart/event/management/update");
            assertThat(event.getProperty("subpath")).isEqualTo("/users");
        } finally {
            handler.unregister();
        }
        assertThat(delivery.fire(change)).doesNotContain(bridge);
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
