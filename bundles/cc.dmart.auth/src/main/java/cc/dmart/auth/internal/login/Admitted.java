package cc.dmart.auth.internal.login;

import cc.dmart.api.model.User;
import cc.dmart.auth.internal.session.Session;
import java.util.Optional;

/**
 * Somebody who proved who they are.
 *
 * @param user    the account as it was then
 * @param origin  how they proved it
 * @param newHash renewed hash, if the stored one is of an older kind
 */
public record Admitted(User user, Session.Origin origin, Optional<String> newHash) {
    /** Somebody who proved it otherwise than by a password that needs a new hash. */
    public static Admitted by(Session.Origin origin, User user) {
        return new Admitted(user, origin, Optional.empty());
    }

    /** Whether the account, read again, is still that account and active, with the password that was verified. */
    boolean isStillValid(User now) {
        return now.entry().isActive()
                && now.entry().uuid().equals(user.entry().uuid())
                && (origin != Session.Origin.PASSWORD
                        || now.password().equals(user.password())
                        || (newHash.isPresent() && now.password().equals(newHash)));
    }
}
