package cc.dmart.api.plugin;

import cc.dmart.api.model.Entry;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A ticket on its way along a transition ({@code plugins-events.md} 4.4, 4.7). For the thread of the call only. */
@ProviderType
public interface TransitionContext {
    /** The acting account. */
    String user();

    /** The ticket as it was before the transition. */
    Entry ticket();

    /** Shortname of the workflow. */
    String workflow();

    /** State that the ticket leaves. */
    String fromState();

    /** State that it reaches. */
    String toState();

    /** Name of the transition. */
    String action();

    /** The resolution that was sent. */
    Optional<String> resolution();

    /** The comment that was sent. */
    Optional<String> comment();
}
