package cc.dmart.auth.internal.login;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.User;
import cc.dmart.api.model.UserType;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.auth.internal.password.PasswordVerifier.Outcome;
import java.util.Optional;

/**
 * The password path of a login ({@code security.md} 1.7). Every refusal is the same to the client and takes the same time,
 * because each runs one verification ({@code security.md} 5.2); the reason goes to the audit log. Thread-safe.
 */
final class PasswordLogin {
    private final Doorkeeper door;

    PasswordLogin(Doorkeeper door) {
        this.door = door;
    }

    /**
     * Checks identifier, password and device.
     *
     * @throws DmartException.Forbidden {@code E(401,auth,10)}, or 115 after a right password
     */
    Admitted check(LoginRequest request, Client client) {
        String who = request.identifier();
        if (request.identifiers() == 0) {
            throw door.refuse(who, client, ErrorCode.OTP_ISSUE);
        }
        Optional<User> found = door.find(request);
        int obstacle = door.obstacle(found, request);
        Optional<String> stored = obstacle == 0 ? found.flatMap(door::usable) : Optional.empty();
        String password = request.password().orElse("");
        Outcome outcome = door.verify(stored, password);
        if (obstacle != 0 || found.isEmpty()) {
            throw door.refuse(who, client, obstacle);
        }
        User user = found.get();
        if (stored.isEmpty()) {
            throw door.refuse(who, client, ErrorCode.PASSWORD_NOT_VALIDATED);
        }
        if (outcome != Outcome.WRONG && door.isOpen(user)) {
            requireNoCode(user, request, client); // failures count until a login is complete
        }
        if (!door.judge(user, outcome != Outcome.WRONG, client)) {
            throw door.refuse(who, client, ErrorCode.PASSWORD_NOT_VALIDATED);
        }
        boolean old = outcome == Outcome.RIGHT_BUT_OLD;
        return Admitted.byPassword(user, old ? Optional.of(door.renew(password)) : Optional.empty());
    }

    /** Whether the password is enough: not from another device, and not where two proofs are asked for. */
    private void requireNoCode(User user, LoginRequest request, Client client) {
        boolean other = user.type() == UserType.MOBILE
                && user.deviceId().isPresent()
                && !user.deviceId().equals(request.deviceId());
        if (!other && !door.needsTwoProofs(user)) {
            return;
        }
        if (other && user.lockedToDevice()) {
            throw door.refuse(request.identifier(), client, ErrorCode.USER_ACCOUNT_LOCKED);
        }
        door.audit().refused(request.identifier(), client, ErrorCode.OTP_NEEDED);
        throw new DmartException.Forbidden(
                401,
                ErrorType.AUTH,
                ErrorCode.OTP_NEEDED,
                other ? "New device detected, login with otp" : "A one-time code is needed besides, login with otp");
    }
}
