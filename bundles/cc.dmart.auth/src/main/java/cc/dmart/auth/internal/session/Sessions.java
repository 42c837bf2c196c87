package cc.dmart.auth.internal.session;

import cc.dmart.auth.internal.Digest;
import java.util.List;
import java.util.Optional;

/** The sessions and the failure counters ({@code security.md} 1.11, 2.4, 2.6). Thread-safe. */
public interface Sessions {
    /**
     * Begins a session, durable on return. The oldest ones of the account beyond {@code max_sessions_per_user} end, and all of an
     * earlier account of its name.
     *
     * @throws cc.dmart.api.model.DmartException.Unavailable if it cannot be stored
     */
    Session open(Session.Start start);

    /** The live session of a token. */
    Optional<Session> find(Digest token);

    /** Notes that a session is used now; writes at most once a minute. */
    void touch(Session session);

    /** Ends one session, durable on return. */
    void end(Session session);

    /** Ends every session of an account, durable on return. */
    void endAll(String shortname);

    /** The live sessions of an account, the newest first. */
    List<Session> ofAccount(String shortname);

    /** How many sessions there are. */
    int size();

    /** Keeps the token of a device with a session. */
    void firebaseToken(Session session, String token);

    /** Whether the name belonged to an account until lately, ASCII case ignored ({@code security.md} 1.10). */
    boolean isHeld(String shortname);

    /** Failure counters and locks. */
    Lockouts lockouts();

    /** Whether the last write succeeded. */
    boolean isHealthy();
}
