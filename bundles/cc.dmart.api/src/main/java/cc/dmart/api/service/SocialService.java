package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import java.net.URI;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Logins that another identity provider vouches for ({@code security.md} 5.6, {@code http-api.md} 3.10). Provided by
 * {@code auth}. A refusal is {@code E(401,auth,402)} unless a method says otherwise; where such logins are not allowed at all
 * there is no such route ({@code E(422,request,230)}). Thread-safe.
 */
@ProviderType
public interface SocialService {
    /**
     * A login in a browser that was begun.
     *
     * @param location where to send the browser
     * @param cookie   what the browser must bring back, so that nobody else can finish it
     */
    record Started(URI location, String cookie) {}

    /** Logs in with a token of the provider: members {@code token} and {@code firebase_token}. */
    Login login(String provider, JsonObject body, Client client);

    /**
     * Links the caller's account to a user of the provider: later logins by that provider open it.
     *
     * @param body {@code token} of the provider; {@code code} that was sent to an address of the account, and that address as
     *             {@code email} or {@code msisdn}
     * @throws DmartException {@code E(400,OTP,308)} for a wrong code, {@code E(400,create,50)} for somebody else's address,
     *                        {@code E(400,request,415)} if the user of the provider has an account already
     */
    void link(Caller caller, String provider, JsonObject body, Client client);

    /** Ends the link of the caller's account to a provider; no error if there is none. */
    void unlink(Caller caller, String provider, Client client);

    /** Begins a login in a browser. */
    Started start(String provider, Client client);

    /**
     * Where a browser goes on whose provider let it post what it brings back: to the same address, with that in it. Another site
     * made it post, so it kept its cookie back; going on by itself it brings the cookie along, and {@link #finish} judges.
     *
     * @throws DmartException.Forbidden {@code E(401,auth,402)}
     */
    URI posted(String provider, String code, String state);

    /**
     * Finishes it.
     *
     * @throws DmartException.Forbidden {@code E(401,auth,402)} also if it was begun elsewhere, long ago, or finished before
     * @throws DmartException.Invalid   {@code E(400,auth,402)} if it was begun here and the provider sent no code
     */
    Login finish(String provider, String code, String state, String cookie, Client client);
}
