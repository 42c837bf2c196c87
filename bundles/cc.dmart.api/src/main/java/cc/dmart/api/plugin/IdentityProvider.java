package cc.dmart.api.plugin;

import java.net.URI;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Somebody else who knows users ({@code security.md} 5.6). A service with the property {@value #PROVIDER}; one that is registered
 * takes the place of the server's own of that name. Called by several threads at a time.
 */
@ConsumerType
public interface IdentityProvider {
    /** Property with the name of the provider: {@code google}, {@code facebook} or {@code apple}. */
    String PROVIDER = "dmart.provider";

    /**
     * A user of the provider.
     *
     * @param id     never changes and is never given to somebody else
     * @param email  address that the provider has confirmed
     * @param name   to be shown
     * @param avatar address of a picture
     */
    record Identity(String id, Optional<String> email, Optional<String> name, Optional<String> avatar) {}

    /**
     * A login in a browser that this server began.
     *
     * @param redirect  where the provider sends the browser
     * @param state     to be given back
     * @param nonce     to be in the token
     * @param challenge of PKCE, S256
     */
    record Begin(URI redirect, String state, String nonce, String challenge) {}

    /**
     * Who a token stands for.
     *
     * @param nonce what the token must hold; empty if this server did not begin the login
     * @throws SecurityException if the token is not good; the message goes to the audit log
     * @throws Exception         if the provider cannot be asked
     */
    @SuppressWarnings("checkstyle:IllegalThrows") // a provider may fail in any way; the guard counts it
    Identity verify(String token, Optional<String> nonce) throws Exception;

    /** Where a browser begins; empty if there is no login in a browser. */
    default Optional<URI> authorize(Begin begin) {
        return Optional.empty();
    }

    /**
     * The token for a code that a browser brought back.
     *
     * @param verifier of PKCE
     * @throws SecurityException if the provider does not know the code
     * @throws Exception         if the provider cannot be asked
     */
    @SuppressWarnings("checkstyle:IllegalThrows") // as above
    default String exchange(String code, String verifier, URI redirect) throws Exception {
        throw new SecurityException("no login in a browser");
    }
}
