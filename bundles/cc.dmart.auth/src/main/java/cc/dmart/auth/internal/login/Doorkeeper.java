package cc.dmart.auth.internal.login;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.User;
import cc.dmart.api.model.UserType;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.auth.internal.AuditLog;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Limits;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.password.PasswordVerifier;
import cc.dmart.auth.internal.password.PasswordVerifier.Outcome;
import cc.dmart.auth.internal.session.Lockouts;
import cc.dmart.auth.internal.session.Sessions;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every way in has in common ({@code security.md} 1.7, 1.11, 5.1, 5.2): finding the account, locks and failure counters, the
 * one refusal, limits and audit lines. Thread-safe.
 */
@Component(
        service = Doorkeeper.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
    private static final String ADMIN = "dmart";

    private final AccountService accounts;
    private final PasswordVerifier verifier;
    private final Lockouts lockouts;
    private final AuditLog audit;
    private final Limits limits;
    private final boolean deactivates;
    private final boolean twoProofs;
    private final boolean phoneCodes;

    /** Checks the settings. */
    @Activate
    public Doorkeeper(
            @Reference AccountService accounts,
            @Reference PasswordVerifier verifier,
            @Reference Sessions sessions,
            AuthConfig config) {
        this(accounts, verifier, sessions, config, Clock.systemUTC());
    }

    /** The same with another clock. */
    public Doorkeeper(
            AccountService accounts, PasswordVerifier verifier, Sessions sessions, AuthConfig config, Clock clock) {
        this.accounts = accounts;
        this.verifier = verifier;
        this.lockouts = sessions.lockouts();
        audit = new AuditLog(clock);
        limits = new Limits(config, clock);
        twoProofs = config.second_factor_required();
        phoneCodes = config.phone_login_codes();
        deactivates = switch (config.lockout_mode()) {
            case "timed" -> false;
            case "deactivate" -> true;
            default -> throw new IllegalArgumentException("lockout_mode: timed or deactivate expected");
        };
    }

    /** What every refused login looks like: {@code E(401,auth,10)}. */
    public static DmartException failed() {
        return new DmartException.Forbidden(
                401, ErrorType.AUTH, ErrorCode.INVALID_USERNAME_AND_PASS, "Invalid username or password");
    }

    /** Who asks, as a caller of {@code core}. */
    public static Caller caller(String shortname, Client client) {
        return Caller.of(shortname, client.requestId(), client.headers(), client.ip());
    }

    /** Refuses a login; the reason, an internal code, goes to the audit log only. */
    public DmartException refuse(String identifier, Client client, int reason) {
        audit.refused(identifier, client, reason);
        return failed();
    }

    /** The audit log. */
    public AuditLog audit() {
        return audit;
    }

    /** Counts a call. @throws DmartException.Unavailable {@code E(429,rate_limit,429)} if there were too many */
    public void admit(Limits.Family family, Client client) {
        try {
            limits.admit(family, client);
        } catch (DmartException.Unavailable e) {
            audit.refused("", client, ErrorCode.RATE_LIMIT);
            throw e;
        }
    }

    /** The account of a name. */
    public Optional<User> find(String shortname) {
        return Names.isShortname(shortname) ? accounts.find(shortname) : Optional.empty();
    }

    /** The account of a lower-cased mail address. */
    public Optional<User> findByEmail(String email) {
        return Names.isEmail(email) ? accounts.findByEmail(email) : Optional.empty();
    }

    /** The account of a phone number. */
    public Optional<User> findByMsisdn(String msisdn) {
        return Names.isMsisdn(msisdn) ? accounts.findByMsisdn(msisdn) : Optional.empty();
    }

    /** The account that a login names. */
    Optional<User> find(LoginRequest request) {
        if (request.shortname().isPresent()) {
            return request.shortname().flatMap(this::find);
        }
        return request.email().isPresent()
                ? request.email().flatMap(this::findByEmail)
                : request.msisdn().flatMap(this::findByMsisdn);
    }

    /** Why this account may not log in whatever it proves, as an internal code; 0 if it may. */
    int obstacle(Optional<User> found, LoginRequest request) {
        if (found.isEmpty()) {
            return ErrorCode.USERNAME_NOT_EXIST;
        }
        User user = found.get();
        boolean unverified = (request.email().isPresent() && !user.isEmailVerified())
                || (request.msisdn().isPresent() && !user.isMsisdnVerified());
        if (unverified) {
            return ErrorCode.USER_ISNT_VERIFIED;
        }
        return isOpen(user) ? 0 : ErrorCode.USER_ACCOUNT_LOCKED;
    }

    /** Whether an account is somebody's, active and not locked. */
    public boolean isOpen(User user) {
        return isSomebody(user) && !lockouts.isLocked(user.name());
    }

    /** Whether an account is somebody's and active. */
    public static boolean isSomebody(User user) {
        return !user.name().equals(Caller.ANONYMOUS) && user.entry().isActive();
    }

    /** Whether a code that was sent to an address of an account logs in to it. */
    public boolean admitsCodes(Channel channel, User user) {
        return channel.isVerified(user) && trusts(channel);
    }

    /** Whether whoever reads messages of a kind is taken for their receiver ({@code phone_login_codes}). */
    public boolean trusts(Channel channel) {
        return phoneCodes || channel != Channel.SMS;
    }

    /**
     * Whether one proof is not enough for this account ({@code second_factor_required}). One without a confirmed address has no
     * second one yet, and a bot has nobody who reads messages.
     */
    public boolean needsTwoProofs(User user) {
        return twoProofs
                && user.type() != UserType.BOT
                && Stream.of(Channel.values())
                        .anyMatch(c -> admitsCodes(c, user) && c.of(user).isPresent());
    }

    /** The stored hash, if it is one that may log in. */
    Optional<String> usable(User user) {
        if (user.password().filter(verifier::isShipped).isPresent()) {
            LOG.error("CRITICAL: {} has the password hash of the sample data; login refused", user.name());
            return Optional.empty();
        }
        return user.password();
    }

    /** Verifies a password in the same time whether there is a hash or not. */
    Outcome verify(Optional<String> stored, String password) {
        return verifier.verify(stored, password);
    }

    /** A new hash of a password that was right. */
    String renew(String password) {
        return verifier.renew(password);
    }

    /** Whether a password may be set. */
    public boolean isAcceptable(String password, Collection<String> names) {
        return verifier.isAcceptable(password, names);
    }

    /** Whether somebody who is logged in knows the password of the account; a wrong one counts as a failed login. */
    public boolean knowsPassword(User user, String password, Client client) {
        boolean open = isOpen(user);
        Outcome outcome = verifier.verify(open ? usable(user) : Optional.empty(), password);
        return open && judge(user, outcome != Outcome.WRONG, client);
    }

    /** Counts a proof that was found right or wrong; true only if it was right and the account is not locked. */
    public boolean judge(User user, boolean right, Client client) {
        Lockouts.Verdict verdict = lockouts.settle(user.name(), right);
        if (verdict == Lockouts.Verdict.REFUSED_AND_LOCKED) {
            audit.locked(user.name(), client);
            if (deactivates && !user.name().equals(ADMIN)) {
                accounts.lockOut(caller(user.name(), client), user.name());
            }
        }
        return verdict == Lockouts.Verdict.ADMITTED;
    }

    /** Forgets the failures of an account. */
    public void forgive(String shortname) {
        lockouts.reset(shortname);
    }
}
