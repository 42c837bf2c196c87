package cc.dmart.api.service;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Finds out who is asking. Provided by {@code auth}. Thread-safe. Source: {@code security.md} 1.7, 2. */
@ProviderType
public interface AuthService {

    /**
     * What a login needs to know of the client.
     *
     * @param ip        address, as found behind trusted proxies
     * @param userAgent header, may be empty
     * @param requestId correlation id
     * @param headers   request headers that may be stored
     * @param language  value of the header {@code skel-accept-language}, else {@code Accept-Language}; may be empty
     */
    record Client(String ip, String userAgent, String requestId, Map<String, String> headers, String language) {
        /** With a copy of the headers. */
        public Client {
            headers = Map.copyOf(headers);
        }

        /** A client that names no language. */
        public Client(String ip, String userAgent, String requestId, Map<String, String> headers) {
            this(ip, userAgent, requestId, headers, "");
        }
    }

    /**
     * A successful login.
     *
     * @param shortname     the account
     * @param token         access token
     * @param maxAgeSeconds life of the token
     * @param attributes    {@code access_token}, {@code type}, {@code displayname} and so on, for the reply
     * @param uuid          uuid of the account's record
     */
    record Login(String shortname, String token, long maxAgeSeconds, JsonObject attributes, String uuid) {}

    /**
     * Logs in with the JSON body of {@code /user/login}.
     *
     * @throws DmartException.Forbidden   {@code E(401,auth,10)} and 115
     * @throws DmartException.Invalid     {@code E(422,request,420)} on several identifiers
     * @throws DmartException.Unavailable {@code E(429,rate_limit,429)}
     */
    Login login(JsonObject body, Client client);

    /**
     * The account of a token with a live session.
     *
     * @throws DmartException.Forbidden {@code E(401,jwtauth,47)}, 48 or 49
     */
    String authenticate(String token);

    /**
     * The live sessions of the account of a token, the newest first: {@code id}, {@code created_at}, {@code last_used_at},
     * {@code expires_at} (seconds since the epoch), {@code origin}, {@code ip}, {@code user_agent}, {@code current}.
     *
     * @throws DmartException.Forbidden as {@link #authenticate}
     */
    List<JsonObject> sessions(String token);

    /**
     * Ends one session of the account of a token.
     *
     * @param id     of {@link #sessions}
     * @param client who asks, for the audit log
     * @throws DmartException.NotFound if the account has no such session
     */
    void endSession(String token, String id, Client client);

    /** The live sessions of an account, for operators: as {@link #sessions(String)}, without {@code current}. */
    List<JsonObject> sessionsOf(String shortname);

    /** Ends all sessions of an account, for operators. Returns how many. */
    int endSessionsOf(String shortname);

    /**
     * Ends the session of a token, or all sessions of its account; does nothing for a dead token.
     *
     * @param client who asks, for the audit log
     */
    void logout(Optional<String> token, boolean all, Client client);
}
