package cc.dmart.api.service;

import cc.dmart.api.model.DmartException;
import java.util.Collection;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Hashes passwords for records that {@code core} writes; never verifies one. Provided by {@code auth}; the implementation
 * references nothing ({@code design.md} 4). Thread-safe.
 */
@ProviderType
public interface PasswordHashing {
    /**
     * PHC text of a new hash ({@code security.md} 1.5).
     *
     * @param names what the password may not be: shortname of the account, local part of its mail address
     * @throws DmartException.Invalid     {@code E(400,jwtauth,17)} if the password breaks the rules
     * @throws DmartException.Unavailable {@code E(429,rate_limit,429)} if too many wait
     */
    String hash(String password, Collection<String> names);

    /**
     * Whether a password meets the rules for new ones, which costs no hash.
     *
     * @param names what it may not be, as in {@link #hash}
     */
    boolean isAcceptable(String password, Collection<String> names);

    /** Whether a stored text is a hash that a login can verify; shipped sample hashes are not ({@code security.md} B4). */
    boolean isUsable(String stored);
}
