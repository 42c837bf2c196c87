package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes of accounts that {@code auth} makes for their owners, once it knows who asks ({@code security.md} 1.6 to 1.10). Each is
 * an ordinary change of the pipeline, with hooks, history and event. Provided by {@code core}. Thread-safe.
 */
@ProviderType
public interface AccountChanges {
    /**
     * An account to be made.
     *
     * @param shortname  its name; {@code auto} draws one
     * @param attributes fields as in a create; the password in plain text
     * @param sealed     fields that no request can set, such as {@code last_login} or {@code google_id}
     * @param cause      why, told with the event
     */
    record NewAccount(String shortname, JsonObject attributes, JsonObject sealed, String cause) {}

    /** A name, address or number that several accounts must not share; empty = not asked about. */
    record Identifiers(Optional<String> shortname, Optional<String> msisdn, Optional<String> email) {}

    /**
     * Makes an account that belongs to {@code dmart}, active.
     *
     * @param client whose request it is; needs no account
     * @throws DmartException.Conflict {@code E(400,request,400)} and 415
     * @throws DmartException.Invalid  reserved name (402), password rules (17), wrong shape (424), schema (422)
     * @throws IllegalArgumentException if its roles would make it SUPER
     */
    User register(Caller client, NewAccount account);

    /**
     * Changes an account as its owner may.
     *
     * @param cause      told with the event
     * @param attributes makes the fields to set of the account as it is at that moment, as in a patch; called again when
     *                   somebody else was faster; what it throws refuses the change
     * @return the account as it is now
     * @throws DmartException.NotFound if there is no such account
     */
    User update(Caller caller, String shortname, String cause, Function<User, JsonObject> attributes);

    /**
     * Deletes an account. What it owned goes to {@code anonymous} soon after, whatever happens to the server meanwhile.
     *
     * @throws DmartException.Invalid  {@code E(400,request,204)} for {@code dmart} and {@code anonymous}
     * @throws DmartException.NotFound if there is no such account
     */
    void delete(Caller caller, String shortname);

    /**
     * Obliges an account to set a new password. The caller needs {@code update} on it and must not reach above itself
     * ({@code security.md} 3.9).
     *
     * @param dropPassword whether the old password ends at once
     * @throws DmartException.Forbidden {@code E(401,request,401)}
     * @throws DmartException.NotFound  {@code E(404,db,220)}
     */
    User reset(Caller caller, String shortname, boolean dropPassword);

    /**
     * The first identifier that an account has already: {@code shortname} (ASCII case ignored), {@code msisdn} or
     * {@code email}; empty if all are free.
     */
    Optional<String> taken(Identifiers wanted);

    /** Whether these roles together would make an account SUPER ({@code security.md} 0). */
    boolean isSuper(Collection<String> roles);
}
