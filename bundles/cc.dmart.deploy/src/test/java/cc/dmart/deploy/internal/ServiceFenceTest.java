package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/** Which services of plugins others may see ({@code plugins-events.md} 2.5, 2.7). */
class ServiceFenceTest {
    private final Bundle plugin = bundle();
    private final Bundle server = bundle();
    private final List<String> problems = new ArrayList<>();

    private static Bundle bundle() {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "loadClass" -> throw new ClassNotFoundException(args[0].toString());
                    default -> null;
                });
    }

    private static BundleContext context(Bundle of) {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getBundle" -> of;
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> null;
                });
    }

    private static ServiceReference<?> service(Bundle owner, Map<String, Object> properties) {
        return (ServiceReference<?>) Proxy.newProxyInstance(
                ServiceReference.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getBundle" -> owner;
                    case "getProperty" -> properties.get(args[0].toString());
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> null;
                });
    }

    /** A fence in front of a plugin of this name. */
    private ServiceFence fence(String name, String grant) {
        ServiceFence.Plugins plugins = new ServiceFence.Plugins() {
            @Override
            public Optional<String> pluginOf(Bundle bundle) {
                return bundle.equals(plugin) ? Optional.of(name) : Optional.empty();
            }

            @Override
            public boolean isGranted(String asked, String wanted) {
                return asked.equals(name) && wanted.equals(grant);
            }
        };
        return new ServiceFence(plugins, (who, why) -> problems.add(who + ": " + why));
    }

    private static boolean isSeen(ServiceFence fence, ServiceReference<?> service, Bundle by) {
        List<ServiceReference<?>> found = new ArrayList<>(List.of(service));
        fence.find(context(by), null, null, true, found);
        return !found.isEmpty();
    }

    private static ServiceEvent registered(ServiceReference<?> service) {
        return new ServiceEvent(ServiceEvent.REGISTERED, service);
    }

    /** {@code plugin | grant | type of the service | property | its value | a part of the problem, - if everybody may see it}. */
    @ParameterizedTest(name = "{0} {2} {3}={4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "p | - | cc.dmart.api.plugin.EntryListener      | x | y | -",
                "p | - | cc.dmart.api.service.HealthIndicator   | x | y | -",
                "p | - | cc.dmart.api.service.Administrators    | dmart.core | true | is a part of the server",
                "p | - | cc.dmart.api.storage.EntryStore        | x | y | is a part of the server",
                "p | - | cc.dmart.api.index.EntryIndex          | x | y | is a part of the server",
                "p | - | cc.dmart.api.plugin.DmartApi           | x | y | is a part of the server",
                "p | - | a.Filter | osgi.jakartars.extension           | true  | it would apply to all routes",
                "p | - | a.Filter | osgi.jakartars.extension           | false | -",
                "p | - | a.App    | osgi.jakartars.application.base    | /     | it would apply to all routes",
                "p | - | a.Unannotated | osgi.jakartars.resource       | true  | its class carries no @Path",
                "p | -             | a.S | osgi.http.whiteboard.servlet.pattern | /p/*       | it needs the grant public_routes",
                "p | before_hooks  | a.S | osgi.http.whiteboard.servlet.pattern | /p/*       | it needs the grant public_routes",
                "p | public_routes | a.S | osgi.http.whiteboard.servlet.pattern | /p/*       | -",
                "p | public_routes | a.S | osgi.http.whiteboard.servlet.pattern | /managed/* | is not below /p",
                "p | public_routes | a.S | osgi.http.whiteboard.servlet.pattern | /px        | is not below /p",
                "p | public_routes | a.S | osgi.http.whiteboard.servlet.pattern | /*         | is not below /p",
                "p | public_routes | a.S | osgi.http.whiteboard.filter.pattern  | /*         | is not below /p",
                "p | public_routes | a.S | osgi.http.whiteboard.resource.pattern | /managed  | is not below /p",
                "managed | public_routes | a.S | osgi.http.whiteboard.servlet.pattern | /managed/x | is not below /managed",
                "p | -            | cc.dmart.api.plugin.Notifier         | x | y | it needs the grant network",
                "p | network      | cc.dmart.api.plugin.Notifier         | x | y | -",
                "p | network      | cc.dmart.api.plugin.IdentityProvider | x | y | it needs the grant impersonate",
                "p | impersonate  | cc.dmart.api.plugin.IdentityProvider | x | y | -",
                "p | network      | cc.dmart.api.plugin.WorkflowGuard    | x | y | it needs the grant before_hooks",
                "p | before_hooks | cc.dmart.api.plugin.WorkflowGuard    | x | y | -",
                "p | network      | cc.dmart.api.plugin.WorkflowAction   | x | y | it needs the grant before_hooks",
                "p | before_hooks | cc.dmart.api.plugin.WorkflowAction   | x | y | -",
                "p | -            | cc.dmart.api.plugin.ScheduledJob     | x | y | -",
                "p | public_routes | a.S | osgi.http.whiteboard.filter.regex   | .*   | of all requests",
                "p | public_routes | a.S | osgi.http.whiteboard.listener       | true | of all requests",
                "p | public_routes | a.S | osgi.http.whiteboard.context.path   | /    | of all requests",
            })
    void services(String name, String grant, String type, String property, String value, String problem) {
        Map<String, Object> properties = new HashMap<>(Map.of("objectClass", new String[] {type}));
        properties.put(property, value);
        ServiceReference<?> service = service(plugin, properties);
        ServiceFence fence = fence(name, grant);
        boolean open = problem.equals("-");

        Map<BundleContext, java.util.Collection<org.osgi.framework.hooks.service.ListenerHook.ListenerInfo>> told =
                new HashMap<>(Map.of(context(server), List.of()));
        told.put(context(plugin), List.of());
        fence.event(registered(service), told);

        assertThat(isSeen(fence, service, server)).isEqualTo(open);
        assertThat(isSeen(fence, service, plugin)).as("its own bundle").isTrue();
        assertThat(told).hasSize(open ? 2 : 1);
        if (open) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .startsWith(name + ": ")
                    .contains(problem);
        }
    }

    /** Whoever saw a service while its plugin was granted more lets go of it. */
    @ParameterizedTest
    @ValueSource(ints = {ServiceEvent.UNREGISTERING, ServiceEvent.MODIFIED_ENDMATCH})
    void nobodyKeepsAServiceThatGoes(int type) {
        Map<String, Object> properties =
                Map.of("objectClass", new String[] {"a.S"}, "osgi.http.whiteboard.servlet.pattern", "/p/*");
        Map<BundleContext, java.util.Collection<org.osgi.framework.hooks.service.ListenerHook.ListenerInfo>> told =
                new HashMap<>(Map.of(context(server), List.of()));
        fence("p", "-").event(new ServiceEvent(type, service(plugin, properties)), told);
        assertThat(told).hasSize(1);
        assertThat(problems).isEmpty();
    }

    /** One pattern of several is enough to hide a servlet. */
    @Test
    void allPatternsCount() {
        Map<String, Object> properties =
                Map.of("objectClass", new String[] {"a.S"}, "osgi.http.whiteboard.servlet.pattern", new String[] {
                    "/p/a", "/user/login"
                });
        assertThat(isSeen(fence("p", "public_routes"), service(plugin, properties), server))
                .isFalse();
    }

    @Test
    void servicesOfTheServerAreNotFenced() {
        Map<String, Object> properties =
                Map.of("objectClass", new String[] {"cc.dmart.api.service.Administrators"}, "service.ranking", 1);
        assertThat(isSeen(fence("p", "-"), service(server, properties), plugin)).isTrue();
        assertThat(problems).isEmpty();
    }
}
