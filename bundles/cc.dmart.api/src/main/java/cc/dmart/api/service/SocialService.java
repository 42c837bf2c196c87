package cc.dmart.api.service;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import java.net.URI;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Logins that another identity provider vouches for ({@code security.md} 5.6, {@code http-api.md} 3.10). Provided by
 * {@code auth}. Every refusal is {@code E(401,auth,402)}; where such logins are not allowed at all there is no such route
 * ({@code E(422,request,230)}). Thread-safe.
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

    /** Begins a login in a browser. */
    Started start(String provider, Client client);

    /**
     * Finishes it.
     *
     * @throws DmartException.Forbidden {@code E(401,auth,402)} also if it was begun elsewhere, long ago, or finished before
     */
    Login finish(String provider, String code, String state, String cookie, Client client);
}
