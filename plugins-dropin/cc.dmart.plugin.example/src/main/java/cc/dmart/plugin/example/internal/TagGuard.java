package cc.dmart.plugin.example.internal;

import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.ChangeContext;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.VetoException;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Refuses content that carries the tag {@value #REFUSED}. Thread-safe. */
@Component
@DmartListener(
        plugin = "example",
        event_actions = {"create", "update"},
        event_resourceTypes = {"content"})
public final class TagGuard implements BeforeHook {
    /** The tag that no content may have. */
    static final String REFUSED = "refused_by_example";

    @Override
    public void before(ChangeContext change) throws VetoException {
        Optional<WireRecord> proposed = change.proposed();
        if (proposed.isPresent() && proposed.get().attributes().strings("tags").contains(REFUSED)) {
            throw new VetoException("The example plugin refuses the tag " + REFUSED);
        }
    }
}
