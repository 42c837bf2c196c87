package cc.dmart.auth.internal.login;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AuthService;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Limits;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.invite.Invitations;
import cc.dmart.auth.internal.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Login, authentication by token, logout, the sessions of an account ({@code security.md} 1.7, 2). Thread-safe. */
@Component(
        service = AuthService.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class JwtAuthService implements AuthService {
    /** Who ends sessions in the shell, whose own line of the audit log names the operator. */
    private static final Client OPERATOR = new Client("", "", "", Map.of());

    private final Doorkeeper door;
    private final SessionKeeper keeper;
    private final PasswordLogin passwords;
    private final CodeLogin codes;
    private final InvitationLogin invitations;
    private final EvenTime even;

    /** A service over these parts. */
    @Activate
    public JwtAuthService(
            @Reference Doorkeeper door,
            @Reference SessionKeeper keeper,
            @Reference OneTimeCodes codes,
            @Reference Invitations invitations,
            @Reference AccountChanges changes) {
        this(door, keeper, codes, invitations, changes, new EvenTime());
    }

    /** The same with another clock. */
    public JwtAuthService(
            Doorkeeper door,
            SessionKeeper keeper,
            OneTimeCodes codes,
            Invitations invitations,
            AccountChanges changes,
            EvenTime even) {
        this.even = even;
        this.door = door;
        this.keeper = keeper;
        this.passwords = new PasswordLogin(door);
        this.codes = new CodeLogin(door, codes);
        this.invitations = new InvitationLogin(door, invitations, changes, codes);
    }

    @Override
    public Login login(JsonObject body, Client client) {
        door.admit(Limits.Family.LOGIN, client);
        LoginRequest request = LoginRequest.of(body);
        Admitted admitted = switch (request.path()) {
            case INVITATION -> even.of(() -> invitations.check(request, client));
            case OTP -> even.of(() -> codes.check(request, client));
            case PASSWORD -> passwords.check(request, client);
        };
        Login login = keeper.open(admitted, request.deviceId(), request.firebaseToken(), client)
                .orElseThrow(() -> door.refuse(request.identifier(), client, ErrorCode.USER_ACCOUNT_LOCKED));
        door.audit().loggedIn(login.shortname(), client);
        return login;
    }

    @Override
    public String authenticate(String token) {
        return keeper.session(token).shortname();
    }

    @Override
    public List<JsonObject> sessions(String token) {
        Session current = keeper.session(token);
        return keeper.sessions().ofAccount(current.shortname()).stream()
                .map(s -> s.shown().with("current", JsonBool.of(s == current)))
                .toList();
    }

    @Override
    public void endSession(String token, String id, Client client) {
        String shortname = keeper.session(token).shortname();
        Session session = keeper.sessions().ofAccount(shortname).stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(DmartException.NotFound::entry);
        keeper.sessions().end(session);
        door.audit().loggedOut(shortname, false, client);
    }

    @Override
    public List<JsonObject> sessionsOf(String shortname) {
        return keeper.sessions().ofAccount(shortname).stream()
                .map(Session::shown)
                .toList();
    }

    @Override
    public int endSessionsOf(String shortname) {
        int count = keeper.sessions().ofAccount(shortname).size();
        keeper.sessions().endAll(shortname);
        door.audit().loggedOut(shortname, true, OPERATOR);
        return count;
    }

    @Override
    public void logout(Optional<String> token, boolean all, Client client) {
        if (token.isEmpty()) {
            return;
        }
        try {
            Session session = keeper.session(token.get());
            keeper.tryEnd(session, all);
            door.audit().loggedOut(session.shortname(), all, client);
        } catch (DmartException.Forbidden e) {
            // a dead token has nothing left to end (http-api.md 3.4)
        }
    }
}
