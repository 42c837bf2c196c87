package cc.dmart.itest;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;

/** Events that did not happen. */
final class TestEvents {
    private TestEvents() {}

    /** Somebody changed an account. */
    static EntryEvent userUpdated() {
        return EntryEvent.fromJson(JsonObject.builder()
                .put("event_id", "e1")
                .put("space_name", "management")
                .put("subpath", "/users")
                .put("action_type", "update")
                .put("user_shortname", "dmart")
                .build());
    }
}
