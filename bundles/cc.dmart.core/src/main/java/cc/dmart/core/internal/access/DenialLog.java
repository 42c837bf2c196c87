package cc.dmart.core.internal.access;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Shortname;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes refusals to the audit log ({@code security.md} I6): one JSON line each. Thread-safe. */
final class DenialLog {
    private static final Logger AUDIT = LoggerFactory.getLogger("dmart.audit");

    private DenialLog() {}

    /** A request was refused for want of permission. */
    static void denied(Caller caller, ActionType action, AccessTarget target) {
        if (AUDIT.isInfoEnabled()) {
            AUDIT.info("{}", line(Instant.now(), caller, action, target));
        }
    }

    static String line(Instant at, Caller caller, ActionType action, AccessTarget target) {
        return JsonCodec.writeString(JsonObject.builder()
                .put("timestamp", at.toString())
                .put("event", "denied")
                .put("actor", caller.user())
                .put("action", action.wire())
                .put("space_name", target.space().value())
                .put("subpath", target.subpath().slashed())
                .put("shortname", target.shortname().map(Shortname::value).orElse(""))
                .put("resource_type", target.type().wire())
                .put("request_id", caller.requestId())
                .build());
    }
}
