package cc.dmart.auth.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Client;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of the logger {@code dmart.audit} about logins and accounts ({@code security.md} I6): one JSON object each, which also escapes
 * whatever a client sent. Thread-safe.
 */
public final class AuditLog {
    private static final Logger AUDIT = LoggerFactory.getLogger("dmart.audit");
    private static final int ACTOR_LIMIT = 254;

    private final Clock clock;

    /** Lines with the time of this clock. */
    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /** A successful login. */
    public void loggedIn(String actor, Client client) {
        AUDIT.info("{}", line("login", actor, client).put("result", "ok"));
    }

    /** A refused login; the reason is an internal code of {@code http-api.md} 1.4. */
    public void refused(String actor, Client client, int reason) {
        AUDIT.info("{}", line("login", actor, client).put("result", "failed").put("reason", (long) reason));
    }

    /** An account was locked after too many failures. */
    public void locked(String actor, Client client) {
        AUDIT.warn("{}", line("lock", actor, client));
    }

    /** A session ended because its owner, or an operator, wished so. */
    public void loggedOut(String actor, boolean all, Client client) {
        AUDIT.info("{}", line("logout", actor, client).put("all", all));
    }

    /** Something that happened to an account at the wish of an actor. */
    public void happened(String event, String actor, String account, Client client) {
        AUDIT.info("{}", line(event, actor, client).put("account", account));
    }

    private Line line(String event, String actor, Client client) {
        return new Line(base(event, actor).put("ip", client.ip()).put("request_id", client.requestId()));
    }

    private JsonObject.Builder base(String event, String actor) {
        return JsonObject.builder()
                .put("timestamp", clock.instant().toString())
                .put("event", event)
                .put("actor", actor.length() > ACTOR_LIMIT ? actor.substring(0, ACTOR_LIMIT) : actor);
    }

    /** Renders only if the line is written. */
    private record Line(JsonObject.Builder members) {
        Line put(String name, String value) {
            members.put(name, value);
            return this;
        }

        Line put(String name, long value) {
            members.put(name, value);
            return this;
        }

        Line put(String name, boolean value) {
            members.put(name, value);
            return this;
        }

        @Override
        public String toString() {
            return JsonCodec.writeString(members.build());
        }
    }
}
