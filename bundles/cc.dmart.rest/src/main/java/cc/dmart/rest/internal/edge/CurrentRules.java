package cc.dmart.rest.internal.edge;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The {@link EdgeRules} of the moment, for what has to be there without them too. Thread-safe. */
@Component(service = CurrentRules.class)
public final class CurrentRules {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EdgeRules rules;

    /** The rules; empty while the settings are wrong or missing. */
    Optional<EdgeRules> find() {
        return Optional.ofNullable(rules);
    }
}
