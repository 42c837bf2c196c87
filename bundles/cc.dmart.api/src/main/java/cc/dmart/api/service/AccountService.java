package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Account records for {@code auth} and the edge. The look-ups are not authorised: {@code auth} calls them to find out who is
 * asking. Thread-safe. Source: {@code security.md} 1.
 */
@ProviderType
public interface AccountService {
    /** The account of this name, active or not. Cheap enough for every request. */
    Optional<User> find(String shortname);

    /**
     * The account with this lower-cased e-mail address, through the index. Empty also if several have it
     * ({@code security.md} 1.3).
     */
    Optional<User> findByEmail(String email);

    /** The account with this phone number; empty also if several have it. */
    Optional<User> findByMsisdn(String msisdn);

    /**
     * The account that its owner linked to a user of another provider ({@code security.md} 5.6), through the index; empty also if
     * several are.
     *
     * @param provider such as {@code google}
     * @param id       of the user there
     */
    Optional<User> findByIdentity(String provider, String id);

    /**
     * Links an account to a user of another provider, as an ordinary change with the cause {@code identity}. An account has one
     * identity of a provider.
     *
     * @param id empty ends the link
     */
    void linkIdentity(Caller caller, String shortname, String provider, Optional<String> id);

    /**
     * Stores what a login changes, as an ordinary change under the entry's lock.
     *
     * @param lastLogin {@code {"timestamp": seconds, "headers": {..}}}
     * @param newHash   renewed password hash
     * @param deviceId  the device that logged in
     */
    void recordLogin(
            Caller caller, String shortname, JsonObject lastLogin, Optional<String> newHash, Optional<String> deviceId);

    /**
     * Deactivates an account after too many failed logins, as an ordinary change with the cause {@code locked_out}
     * ({@code security.md} 1.11, {@code lockout_mode=deactivate}).
     */
    void lockOut(Caller caller, String shortname);

    /** The caller's own record with the map of effective permissions ({@code http-api.md} 3.5). */
    WireRecord profile(Caller caller);
}
