package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Secrets;
import cc.dmart.core.internal.entry.pipeline.ChangeFacts;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.event.HookDispatcher;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells plugins of looks at entries, before and after, while any of them wants to know ({@code plugins-events.md} 1.2, 1.3).
 * They are in no journal. Thread-safe.
 */
@Component(service = ViewEvents.class)
public final class ViewEvents {
    private final HookDispatcher hooks;
    private final ChangeFacts facts;

    /** Events for these hooks. */
    @Activate
    public ViewEvents(@Reference HookDispatcher hooks, @Reference ChangeRules rules) {
        this(hooks, rules.facts());
    }

    ViewEvents(HookDispatcher hooks, ChangeFacts facts) {
        this.hooks = hooks;
        this.facts = facts;
    }

    /** A caller looks at an entry, as he may. @throws cc.dmart.api.model.DmartException.Vetoed if a hook refuses */
    public void view(Caller caller, StoredEntry entry) {
        if (caller.silent() || !hooks.wants(ActionType.VIEW)) {
            return;
        }
        HookDispatcher.Call asked = hooks.before(new HookDispatcher.Call(
                caller, ActionType.VIEW, entry.at(), Optional.of(entry.entry()), Optional.empty(), JsonObject.EMPTY));
        tell(caller, entry.at(), entry.entry().meta(), Secrets.without(asked.attributes()));
    }

    /** A caller looks for what is not there, which those who count it are told. */
    void missing(Caller caller, Locator at) {
        if (!caller.silent() && hooks.wantsMisses()) {
            tell(
                    caller,
                    at,
                    JsonObject.EMPTY,
                    JsonObject.builder().put(HookDispatcher.MISSED, true).build());
        }
    }

    private void tell(Caller caller, Locator at, JsonObject meta, JsonObject attributes) {
        hooks.told(List.of(facts.event(caller, ActionType.VIEW, at, meta, attributes, facts.now())));
    }
}
