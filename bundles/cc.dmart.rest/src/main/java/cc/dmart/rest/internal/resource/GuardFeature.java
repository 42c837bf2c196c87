package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.service.PublicRoute;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.edge.Exchanges;
import cc.dmart.rest.internal.edge.Readiness;
import cc.dmart.rest.internal.edge.RouteTimes;
import cc.dmart.rest.internal.edge.Traffic;
import cc.dmart.rest.internal.wire.RouteName;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Method;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsExtension;

/**
 * Puts the authentication before every resource method of the whiteboard, those of plugins included, except the open ones of
 * this bundle ({@code security.md} 3.10). It is asked when the whiteboard takes resources in, which also tells that our routes
 * are served. It is there whatever the settings say, since the whiteboard serves without it too. Thread-safe.
 */
@Component(service = DynamicFeature.class, immediate = true) // the whiteboard lets go of it each time that it changes
@JakartarsExtension
public final class GuardFeature implements DynamicFeature, Readiness.Guard {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Sessions sessions;

    private final Exchanges exchanges;
    private final Readiness readiness;
    private final PluginBackend backend;
    private final Traffic traffic;

    /** A guard that asks the sessions of the moment. */
    @Activate
    public GuardFeature(
            @Reference Exchanges exchanges,
            @Reference Readiness readiness,
            @Reference PluginBackend backend,
            @Reference Traffic traffic) {
        this.traffic = traffic;
        this.backend = backend;
        this.exchanges = exchanges;
        this.readiness = readiness;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Class<?> type = resource.getResourceClass();
        Method method = resource.getResourceMethod();
        RouteTimes route = traffic.of(RouteName.verb(method).orElse("any"), RouteName.path(type, method));
        boolean ours = type.getClassLoader() == GuardFeature.class.getClassLoader()
                && type.getPackageName().equals(GuardFeature.class.getPackageName());
        boolean open = ours && (type.isAnnotationPresent(Open.class) || method.isAnnotationPresent(Open.class));
        if (ours) {
            boolean changes = method.isAnnotationPresent(ChangesState.class);
            context.register(new Guard(open, changes, route), Priorities.AUTHENTICATION);
        } else {
            boolean marked =
                    type.isAnnotationPresent(PublicRoute.class) || method.isAnnotationPresent(PublicRoute.class);
            context.register(new PluginGuard(type, marked, route), Priorities.AUTHENTICATION);
        }
        if (type == ManagedResource.class) {
            readiness.routed(this);
        }
    }

    @Override
    public boolean stands() {
        return sessions != null;
    }

    /** Nothing is served from now on until there is a guard again. */
    @Deactivate
    public void stop() {
        readiness.unguarded(this);
    }

    /** The sessions. @throws DmartException.Unavailable while their settings are wrong: nobody passes unasked */
    private Sessions sessions() {
        Sessions now = sessions;
        if (now == null) {
            throw DmartException.Unavailable.now("Not ready yet", null);
        }
        return now;
    }

    private final class Guard implements ContainerRequestFilter {
        private final boolean open;
        private final boolean changes;
        private final RouteTimes route;

        Guard(boolean open, boolean changes, RouteTimes route) {
            this.route = route;
            this.open = open;
            this.changes = changes;
        }

        @Override
        public void filter(ContainerRequestContext context) {
            Exchange exchange = exchanges.current();
            exchange.matched();
            exchange.route(route);
            if (changes) {
                exchange.changesState();
            }
            if (!open) {
                sessions().authenticate(exchange);
            }
        }
    }

    /** In front of a resource of a plugin, which acts for the caller until it has answered. */
    private final class PluginGuard implements ContainerRequestFilter, ContainerResponseFilter {
        private final Class<?> type;
        private final boolean marked;
        private final RouteTimes route;

        PluginGuard(Class<?> type, boolean marked, RouteTimes route) {
            this.route = route;
            this.type = type;
            this.marked = marked;
        }

        @Override
        public void filter(ContainerRequestContext context) {
            Exchange exchange = exchanges.current();
            exchange.matched();
            exchange.route(route);
            if (marked && backend.plugins().isPublic(type, true)) {
                boolean unused = sessions().authenticateIfPossible(exchange);
            } else {
                sessions().authenticate(exchange);
            }
            context.setSecurityContext(new Logged(exchange));
            backend.scope().enter(exchange.reader());
        }

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            backend.scope().leave();
        }
    }

    /** What resources of plugins ask for the caller's name. */
    private record Logged(Exchange exchange) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            String name = exchange.reader().user();
            return () -> name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return exchange.isSecure();
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
