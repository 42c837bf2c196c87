package cc.dmart.auth.internal.login;

import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.code.Purpose;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.password.PasswordVerifier.Outcome;
import cc.dmart.auth.internal.session.Session;
import java.util.Optional;

/**
 * The path of a login by one-time code ({@code security.md} 1.7), with the password as a second proof if it is given. The code is
 * used up by the login that succeeds, and put back by one that fails later. Thread-safe.
 */
final class CodeLogin {
    private final Doorkeeper door;
    private final OneTimeCodes codes;

    CodeLogin(Doorkeeper door, OneTimeCodes codes) {
        this.door = door;
        this.codes = codes;
    }

    /** Checks identifier, code, password and device. @throws cc.dmart.api.model.DmartException.Forbidden {@code E(401,auth,10)} */
    Admitted check(LoginRequest request, Client client) {
        String who = request.identifier();
        if (request.identifiers() == 0) {
            throw door.refuse(who, client, ErrorCode.OTP_ISSUE);
        }
        Optional<User> found = door.find(request);
        int obstacle = door.obstacle(found, request);
        Optional<String> stored = obstacle == 0 ? found.flatMap(door::usable) : Optional.empty();
        boolean known = request.password()
                .map(password -> door.verify(stored, password) != Outcome.WRONG)
                .orElse(true);
        if (obstacle != 0 || found.isEmpty()) {
            throw door.refuse(who, client, obstacle);
        }
        User user = found.get();
        if (door.needsTwoProofs(user) && request.password().isEmpty()) {
            throw door.refuse(who, client, ErrorCode.PASSWORD_NOT_VALIDATED);
        }
        Optional<String> address = address(request, user);
        String given = request.otp().orElse("");
        Optional<OneTimeCodes.Slip> slip =
                known ? address.flatMap(a -> codes.take(Purpose.LOGIN, a, given)) : Optional.empty();
        boolean elsewhere = user.lockedToDevice()
                && user.deviceId().isPresent()
                && !user.deviceId().equals(request.deviceId());
        if (slip.isPresent() && elsewhere) { // no login, so that it forgives no failures
            slip.ifPresent(codes::putBack);
            throw door.refuse(who, client, ErrorCode.USER_ACCOUNT_LOCKED);
        }
        if (!door.judge(user, slip.isPresent(), client)) {
            slip.ifPresent(codes::putBack);
            throw door.refuse(who, client, ErrorCode.OTP_INVALID);
        }
        return Admitted.by(Session.Origin.OTP, user, () -> slip.ifPresent(codes::putBack));
    }

    /** Where the code was sent: to the identifier itself, or for a name to the confirmed phone number. */
    private Optional<String> address(LoginRequest request, User user) {
        return request.email()
                .or(() -> request.msisdn().or(user::msisdn).filter(m -> door.admitsCodes(Channel.SMS, user)));
    }
}
