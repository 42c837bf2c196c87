package cc.dmart.auth.internal.password;

import java.util.Collection;
import java.util.Optional;

/** Verifies passwords at a login. Thread-safe. */
public interface PasswordVerifier {
    /** What came out of a verification. */
    enum Outcome {
        /** Wrong password, or nothing to compare with. */
        WRONG,
        /** Right. */
        RIGHT,
        /** Right, but the stored hash has other parameters than new ones get: it should be renewed. */
        RIGHT_BUT_OLD
    }

    /**
     * Verifies a password. Takes the same time whether there is a usable stored hash or not ({@code security.md} 5.2).
     *
     * @param stored the stored text; empty if the account does not exist or may not log in
     * @throws cc.dmart.api.model.DmartException.Unavailable {@code E(429,rate_limit,429)} if too many wait
     */
    Outcome verify(Optional<String> stored, String password);

    /** PHC text of a new hash, without asking the password rules: for the renewal at a login. */
    String renew(String password);

    /** Whether the stored text is a hash from the sample data of the original ({@code security.md} B4). */
    boolean isShipped(String stored);

    /** Whether a password may be set: by the rules, and none of the names itself or one that everybody tries first. */
    boolean isAcceptable(String password, Collection<String> names);
}
