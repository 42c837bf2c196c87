package cc.dmart.auth.internal.account;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.IdentityService;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Limits.Family;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.invite.Invitations;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.EvenTime;
import cc.dmart.auth.internal.login.SessionKeeper;
import cc.dmart.auth.internal.message.Courier;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** {@link IdentityService}: counts the calls and hands them to the class that knows. Thread-safe. */
@Component(
        service = IdentityService.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class IdentityServiceImpl implements IdentityService {
    private static final Set<String> PROTECTED = Set.of("dmart", Caller.ANONYMOUS);

    private final Doorkeeper door;
    private final SessionKeeper keeper;
    private final Invitations invitations;
    private final AccountChanges changes;
    private final Registration registration;
    private final ProfileChange profile;
    private final CodeRequests requests;
    private final LostPasswords passwords;
    private final EvenTime even = new EvenTime();

    /** Checks the settings. @throws IllegalArgumentException if those who register would be administrators */
    @Activate
    public IdentityServiceImpl(
            @Reference Doorkeeper door,
            @Reference SessionKeeper keeper,
            @Reference OneTimeCodes codes,
            @Reference Invitations invitations,
            @Reference AccountChanges changes,
            @Reference Courier courier,
            AuthConfig config) {
        this.door = door;
        this.keeper = keeper;
        this.invitations = invitations;
        this.changes = changes;
        registration = new Registration(door, keeper, codes, changes, config);
        profile = new ProfileChange(door, keeper, codes, changes, courier, config);
        requests = new CodeRequests(door, codes, courier, registration);
        passwords = new LostPasswords(door, keeper, codes, invitations, changes, courier, config);
    }

    @Override
    public void count(Counted kind, Client client) {
        door.admit(kind == Counted.FORM ? Family.FORM : Family.LOOKUP, client);
    }

    @Override
    public JsonObject checkExisting(JsonObject parameters, Client client) {
        door.admit(Family.LOOKUP, client);
        Given given = Given.query(parameters);
        Optional<String> shortname = given.shortname();
        AccountChanges.Identifiers wanted = new AccountChanges.Identifiers(shortname, given.msisdn(), given.email());
        Optional<String> taken = shortname
                .filter(s -> registration.isReserved(s) || keeper.sessions().isHeld(s))
                .map(s -> "shortname")
                .or(() -> changes.taken(wanted));
        JsonObject.Builder out = JsonObject.builder().put("unique", taken.isEmpty());
        return out.putIfPresent("field", taken).build();
    }

    @Override
    public Login register(WireRecord record, Client client) {
        door.admit(Family.REGISTRATION, client);
        return registration.register(record, client);
    }

    @Override
    public void updateProfile(Caller caller, String token, JsonObject attributes, Client client) {
        profile.run(caller, token, attributes, client);
    }

    @Override
    public void deleteOwn(Caller caller, Client client) {
        if (PROTECTED.contains(caller.user())) {
            throw Refusals.undeletable(caller.user());
        }
        changes.delete(caller, caller.user());
        door.audit().happened("delete", caller.user(), caller.user(), client);
    }

    @Override
    public JsonObject reset(Caller caller, JsonObject body, Client client) {
        return passwords.reset(caller, body, client);
    }

    @Override
    public void requestCode(JsonObject body, Client client) {
        door.admit(Family.CODE, client);
        even.run(() -> requests.confirm(body, client));
    }

    @Override
    public void requestLoginCode(JsonObject body, Client client) {
        door.admit(Family.CODE, client);
        even.run(() -> requests.login(body, client));
    }

    @Override
    public JsonObject requestPasswordReset(JsonObject body, Client client) {
        door.admit(Family.RESET, client);
        return even.of(() -> passwords.request(body, client));
    }

    @Override
    public void confirmCode(Caller caller, JsonObject body, Client client) {
        profile.confirm(caller, body, client);
    }

    @Override
    public void validatePassword(Caller caller, JsonObject body, Client client) {
        door.admit(Family.LOGIN, client);
        String password = Given.body(body).requireText("password");
        User user = door.find(caller.user()).orElseThrow(DmartException.NotFound::entry);
        if (!door.knowsPassword(user, password, client)) {
            throw Refusals.passwordWrong();
        }
    }

    @Override
    public Optional<String> target(String link, Client client) {
        door.admit(Family.LOOKUP, client);
        return invitations.target(link);
    }
}
