package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Accounts as their owners handle them: registration, profile, one-time codes, invitations, lost passwords
 * ({@code http-api.md} 3, {@code security.md} 1.6 to 1.10, 5.3 to 5.5). Provided by {@code auth}. Every call may be refused with
 * {@code E(429,rate_limit,429)}. Thread-safe.
 */
@ProviderType
public interface IdentityService {
    /** Calls that are counted by address though this service has no other part in them ({@code security.md} 5.1). */
    enum Counted {
        /** A form or file from somebody who need not be logged in. */
        FORM,
        /** A code that is looked at. */
        LOOK
    }

    /** Counts a call; {@code E(429,rate_limit,429)} if there were too many. */
    void count(Counted kind, Client client);

    /**
     * Whether an account could have these identifiers: {@code unique}, and {@code field} with the first that is taken.
     *
     * @param parameters {@code shortname}, {@code msisdn}, {@code email}, each optional
     * @throws DmartException.Invalid {@code E(422,validation,424)}
     */
    JsonObject checkExisting(JsonObject parameters, Client client);

    /**
     * Registers an account and logs it in.
     *
     * @throws DmartException {@code E(400,create,50)}, {@code E(400,create,400)}, {@code E(400,request,415)},
     *                        {@code E(400,request,402)}
     */
    Login register(WireRecord record, Client client);

    /**
     * Changes the caller's own account.
     *
     * @param token of the session that asks
     * @throws DmartException as the table of {@code http-api.md} 3.6
     */
    void updateProfile(Caller caller, String token, JsonObject attributes, Client client);

    /** Deletes the caller's account. @throws DmartException.Invalid {@code E(400,delete,204)} */
    void deleteOwn(Caller caller, Client client);

    /**
     * Obliges another account to set a new password and sends it an invitation; answers {@code sms_sent}, {@code email_sent},
     * {@code shortname}.
     *
     * @throws DmartException {@code E(401,request,401)}, {@code E(404,db,220)}
     */
    JsonObject reset(Caller caller, JsonObject body, Client client);

    /**
     * Sends a one-time code that proves an address.
     *
     * @throws DmartException {@code E(422,OTP,207)}, {@code E(422,OTP,107)}, {@code E(403,request,103)},
     *                        {@code E(502,otp,100)}
     */
    void requestCode(JsonObject body, Client client);

    /** Sends a one-time code that logs in; says nothing about whether there is such an account. */
    void requestLoginCode(JsonObject body, Client client);

    /** Sends a link that logs in; the same message whether there is such an account or not. */
    JsonObject requestPasswordReset(JsonObject body, Client client);

    /** Marks an address of the caller as confirmed. @throws DmartException {@code E(400,OTP,308)} and as {@link #requestCode} */
    void confirmCode(Caller caller, JsonObject body, Client client);

    /** Checks the caller's password. @throws DmartException.Forbidden {@code E(401,jwtauth,13)} */
    void validatePassword(Caller caller, JsonObject body, Client client);

    /** Where a short link of this server leads. */
    Optional<String> target(String link, Client client);
}
