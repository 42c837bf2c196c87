package cc.dmart.console.internal.ssh;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.Administrators;
import cc.dmart.api.service.AuthService;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets administrators in by the login that everybody takes, with its limits, lock-out and audit ({@code security.md} 1.7, 1.11),
 * and asks again before each command whether they still may. Thread-safe.
 */
final class Gate {
    private static final Logger AUDIT = LoggerFactory.getLogger("dmart.audit");
    private static final String CLIENT = "SSH console";

    private final AuthService auth;
    private final Administrators administrators;

    Gate(AuthService auth, Administrators administrators) {
        this.auth = auth;
        this.administrators = administrators;
    }

    /** The token of an administrator's new session; empty if the login is refused or it is no administrator's. */
    Optional<String> enter(String user, String password, String ip) {
        String request = UUID.randomUUID().toString();
        JsonObject body = JsonObject.builder()
                .put("shortname", user)
                .put("password", password)
                .build();
        try {
            AuthService.Client client = client(ip, request);
            AuthService.Login login = auth.login(body, client);
            if (administrators.isAdministrator(Caller.of(login.shortname(), request, Map.of()))) {
                return Optional.of(login.token());
            }
            auth.logout(Optional.of(login.token()), false, client);
            audit("console_denied", login.shortname(), "");
            return Optional.empty();
        } catch (DmartException e) {
            return Optional.empty(); // the login has told the audit log why
        }
    }

    /** Whether the session of a token lives and its account is still an administrator; notes the command. */
    boolean mayRun(String token, String command) {
        try {
            String user = auth.authenticate(token);
            boolean may = administrators.isAdministrator(Caller.of(user, CLIENT, Map.of()));
            audit(may ? "console" : "console_denied", user, command);
            return may;
        } catch (DmartException e) {
            return false;
        }
    }

    /** Ends the session of a token. */
    void leave(String token, String ip) {
        auth.logout(Optional.of(token), false, client(ip, UUID.randomUUID().toString()));
    }

    private static AuthService.Client client(String ip, String request) {
        return new AuthService.Client(ip, CLIENT, request, Map.of());
    }

    private static void audit(String event, String user, String command) {
        AUDIT.info(
                "{}",
                JsonCodec.writeString(JsonObject.builder()
                        .put("timestamp", Instant.now().toString())
                        .put("event", event)
                        .put("actor", user)
                        .put("command", command)
                        .build()));
    }
}
