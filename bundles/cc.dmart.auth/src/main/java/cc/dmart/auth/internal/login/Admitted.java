package cc.dmart.auth.internal.login;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.User;
import cc.dmart.auth.internal.session.Session;
import java.util.Optional;

/**
 * Somebody who proved who they are.
 *
 * @param user    the account as it was then
 * @param origin  how they proved it
 * @param newHash renewed hash, if the stored one is of an older kind
 * @param putBack makes what was used up for the proof usable again
 */
public record Admitted(User user, Session.Origin origin, Optional<String> newHash, Runnable putBack) {
    private static final String CREATED = "created_at";

    /** Somebody who proved it otherwise than by a password that needs a new hash. */
    public static Admitted by(Session.Origin origin, User user) {
        return by(origin, user, Admitted::nothing);
    }

    /** The same by something that can be used once. */
    static Admitted by(Session.Origin origin, User user, Runnable putBack) {
        return new Admitted(user, origin, Optional.empty(), putBack);
    }

    /** Somebody who said a password. */
    static Admitted byPassword(User user, Optional<String> newHash) {
        return new Admitted(user, Session.Origin.PASSWORD, newHash, Admitted::nothing);
    }

    private static void nothing() {}

    /**
     * Whether the login may begin though the account keeps nothing of it: it binds no other device, and its proof is none that can
     * be used once. A renewed hash is of the same password and comes with the next login.
     */
    boolean mayGoUnrecorded(Optional<String> device) {
        boolean lasting = origin == Session.Origin.PASSWORD || origin == Session.Origin.SOCIAL;
        return lasting && (device.isEmpty() || device.equals(user.deviceId()));
    }

    /** Whether the account, read again, is still that account and active, with the password that was verified. */
    boolean isStillValid(User now) {
        return now.entry().isActive()
                && now.entry().uuid().equals(user.entry().uuid())
                && (origin != Session.Origin.PASSWORD
                        || now.password().equals(user.password())
                        || (newHash.isPresent() && now.password().equals(newHash)));
    }

    /**
     * The same with the uuid that the account has now, if it had none: its first change draws one. Any other account of the name
     * was made since, which its date tells.
     */
    Admitted named(User now) {
        Optional<String> created = user.entry().meta().string(CREATED);
        boolean same = user.entry().uuid().isEmpty()
                && created.map(c -> now.entry().meta().string(CREATED).equals(Optional.of(c)))
                        .orElse(true);
        if (!same) {
            return this;
        }
        JsonObject meta =
                user.entry().meta().with("uuid", new JsonString(now.entry().uuid()));
        return new Admitted(new User(new Entry(user.entry().at(), meta)), origin, newHash, putBack);
    }
}
