package cc.dmart.rest.internal.resource;

import cc.dmart.api.service.Administrators;
import cc.dmart.api.service.CallerScope;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.PluginService;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The services behind the routes about plugins, optional as those of {@link Backend} are. Thread-safe. */
@Component(service = PluginBackend.class)
public final class PluginBackend {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginService plugins;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable DeliveryService delivery;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Administrators administrators;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable CallerScope scope;

    /** Plugins in the watched folder. @throws DmartException.Unavailable while the service is away */
    public PluginService plugins() {
        return Backend.present(plugins);
    }

    /** What plugins are told. @throws DmartException.Unavailable while the service is away */
    public DeliveryService delivery() {
        return Backend.present(delivery);
    }

    /** Who may administer. @throws DmartException.Unavailable while the service is away */
    public Administrators administrators() {
        return Backend.present(administrators);
    }

    /** For whom code of plugins acts. @throws DmartException.Unavailable while the service is away */
    public CallerScope scope() {
        return Backend.present(scope);
    }
}
