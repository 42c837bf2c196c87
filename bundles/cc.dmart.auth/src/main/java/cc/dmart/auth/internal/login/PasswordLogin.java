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
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.password.PasswordVerifier;
import cc.dmart.auth.internal.password.PasswordVerifier.Outcome;
import cc.dmart.auth.internal.session.Lockouts;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The password path of a login ({@code security.md} 1.7). Every refusal is the same to the client and takes the same time,
 * because each runs one verification ({@code security.md} 5.2); the reason goes to the audit log. Thread-safe.
 */
final class PasswordLogin {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordLogin.class);
    private static final String ADMIN = "dmart";

    /**
     * Somebody who proved their password.
     *
     * @param newHash renewed hash, if the stored one is of an older kind
     */
    record Admitted(User user, Optional<String> newHash) {
        /** Whether the account, read again, is still active with the password that was verified. */
        boolean isStillValid(User now) {
            return now.entry().isActive()
                    && (now.password().equals(user.password())
                            || (newHash.isPresent() && now.password().equals(newHash)));
        }
    }

    private final AccountService accounts;
    private final PasswordVerifier verifier;
    private final Lockouts lockouts;
    private final AuditLog audit;
    private final boolean deactivates;

    PasswordLogin(
            AccountService accounts, PasswordVerifier verifier, Lockouts lockouts, AuthConfig config, AuditLog audit) {
        this.accounts = accounts;
        this.verifier = verifier;
        this.lockouts = lockouts;
        this.audit = audit;
        deactivates = switch (config.lockout_mode()) {
            case "timed" -> false;
            case "deactivate" -> true;
            default -> throw new IllegalArgumentException("lockout_mode must be timed or deactivate");
        };
    }

    /** What every refusal looks like: {@code E(401,auth,10)}. */
    static DmartException failed() {
        return new DmartException.Forbidden(
                401, ErrorType.AUTH, ErrorCode.INVALID_USERNAME_AND_PASS, "Invalid username or password");
    }

    /**
     * Checks identifier, password and device.
     *
     * @throws DmartException.Forbidden {@code E(401,auth,10)}, or 115 after a right password
     */
    Admitted check(LoginRequest request, Client client) {
        if (request.identifiers() == 0) {
            throw refuse(request, client, ErrorCode.OTP_ISSUE);
        }
        Optional<User> found = find(request);
        int obstacle = obstacle(found, request);
        Optional<String> stored = obstacle == 0 ? found.flatMap(User::password) : Optional.empty();
        String password = request.password().orElse("");
        Outcome outcome = verifier.verify(stored, password);
        if (obstacle != 0 || found.isEmpty()) {
            throw refuse(request, client, obstacle);
        }
        User user = found.get();
        judge(user, outcome != Outcome.WRONG, request, client);
        requireDevice(user, request, client);
        boolean old = outcome == Outcome.RIGHT_BUT_OLD;
        return new Admitted(user, old ? Optional.of(verifier.renew(password)) : Optional.empty());
    }

    private Optional<User> find(LoginRequest request) {
        if (request.shortname().isPresent()) {
            return request.shortname().filter(Names::isShortname).flatMap(accounts::find);
        }
        if (request.email().isPresent()) {
            return request.email().filter(Names::isEmail).flatMap(accounts::findByEmail);
        }
        return request.msisdn().filter(Names::isMsisdn).flatMap(accounts::findByMsisdn);
    }

    /** Why this account may not log in whatever the password; 0 if it may. */
    private int obstacle(Optional<User> found, LoginRequest request) {
        if (found.isEmpty()) {
            return ErrorCode.USERNAME_NOT_EXIST;
        }
        User user = found.get();
        boolean unverifiedEmail = request.email().isPresent() && !user.isEmailVerified();
        if (unverifiedEmail || (request.msisdn().isPresent() && !user.isMsisdnVerified())) {
            return ErrorCode.USER_ISNT_VERIFIED;
        }
        boolean open = !user.name().equals(Caller.ANONYMOUS) && user.entry().isActive();
        if (!open || lockouts.isLocked(user.name())) {
            return ErrorCode.USER_ACCOUNT_LOCKED;
        }
        return usable(user) ? 0 : ErrorCode.PASSWORD_NOT_VALIDATED;
    }

    private boolean usable(User user) {
        if (user.password().filter(verifier::isShipped).isPresent()) {
            LOG.error("CRITICAL: {} has the password hash of the sample data; login refused", user.name());
            return false;
        }
        return user.password().isPresent();
    }

    private void judge(User user, boolean right, LoginRequest request, Client client) {
        switch (lockouts.settle(user.name(), right)) {
            case ADMITTED -> {}
            case LOCKED -> throw refuse(request, client, ErrorCode.USER_ACCOUNT_LOCKED);
            case REFUSED_AND_LOCKED -> {
                lock(user, client);
                throw refuse(request, client, ErrorCode.PASSWORD_NOT_VALIDATED);
            }
            default -> throw refuse(request, client, ErrorCode.PASSWORD_NOT_VALIDATED);
        }
    }

    private void lock(User user, Client client) {
        audit.locked(user.name(), client);
        if (deactivates && !user.name().equals(ADMIN)) {
            accounts.lockOut(Caller.of(user.name(), client.requestId(), client.headers()), user.name());
        }
    }

    private void requireDevice(User user, LoginRequest request, Client client) {
        boolean other = user.type() == UserType.MOBILE
                && user.deviceId().isPresent()
                && !user.deviceId().equals(request.deviceId());
        if (!other) {
            return;
        }
        if (user.lockedToDevice()) {
            throw refuse(request, client, ErrorCode.USER_ACCOUNT_LOCKED);
        }
        audit.refused(request.identifier(), client, ErrorCode.OTP_NEEDED);
        throw new DmartException.Forbidden(
                401, ErrorType.AUTH, ErrorCode.OTP_NEEDED, "New device detected, login with otp");
    }

    private DmartException refuse(LoginRequest request, Client client, int reason) {
        audit.refused(request.identifier(), client, reason);
        return failed();
    }
}
