package cc.dmart.auth.internal.login;

import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.code.Purpose;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.invite.InvitationRows;
import cc.dmart.auth.internal.invite.Invitations;
import cc.dmart.auth.internal.invite.Invitations.Invited;
import cc.dmart.auth.internal.session.Session;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The path of a login by invitation ({@code security.md} 1.7, 5.4): the account still has the address that the invitation went to.
 * It proves that address, and obliges to set a password. Thread-safe.
 */
final class InvitationLogin {
    private final Doorkeeper door;
    private final Invitations invitations;
    private final AccountChanges changes;
    private final OneTimeCodes codes;

    InvitationLogin(Doorkeeper door, Invitations invitations, AccountChanges changes, OneTimeCodes codes) {
        this.codes = codes;
        this.door = door;
        this.invitations = invitations;
        this.changes = changes;
    }

    /** Checks and uses up the invitation. @throws cc.dmart.api.model.DmartException.Forbidden {@code E(401,auth,10)} */
    Admitted check(LoginRequest request, Client client) {
        String token = request.invitation().orElse("");
        Optional<Invited> invited = invitations.read(token);
        Optional<User> found = invited.flatMap(i -> door.find(i.shortname()));
        String who = found.map(User::name).orElseGet(request::identifier);
        if (invited.isEmpty() || found.isEmpty() || !fits(invited.get(), found.get(), request)) {
            throw door.refuse(who, client, ErrorCode.INVALID_INVITATION);
        }
        if (!door.isOpen(found.get())) {
            throw door.refuse(who, client, ErrorCode.USER_ACCOUNT_LOCKED);
        }
        Optional<OneTimeCodes.Slip> slip = code(invited.get().channel(), found.get(), request, client);
        Optional<InvitationRows.Taken> taken = invitations.take(token);
        Runnable putBack = () -> {
            taken.ifPresent(t -> invitations.putBack(invited.get(), t));
            slip.ifPresent(codes::putBack);
        };
        if (taken.isEmpty()) {
            putBack.run();
            throw door.refuse(who, client, ErrorCode.INVALID_INVITATION);
        }
        try {
            User user = proved(invited.get().channel(), who, client);
            return Admitted.by(Session.Origin.INVITATION, user, putBack);
        } catch (RuntimeException e) {
            putBack.run();
            throw e;
        }
    }

    private User proved(Channel channel, String who, Client client) {
        JsonObject proved = JsonObject.builder()
                .put("force_password_change", true)
                .put(channel.flag(), true)
                .build();
        User user = changes.update(Doorkeeper.caller(who, client), who, "invitation", u -> proved);
        door.audit().happened("invitation", who, who, client);
        return user;
    }

    /** A lost password does not turn two proofs into one: the second is a code to the other address. */
    private Optional<OneTimeCodes.Slip> code(Channel channel, User user, LoginRequest request, Client client) {
        if (!door.needsTwoProofs(user) || user.password().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> other = Stream.of(Channel.values())
                .filter(c -> c != channel && door.admitsCodes(c, user))
                .flatMap(c -> c.of(user).stream())
                .findFirst();
        String code = request.otp().orElse("");
        Optional<OneTimeCodes.Slip> slip = other.flatMap(a -> codes.take(Purpose.LOGIN, a, code));
        if (!door.judge(user, slip.isPresent(), client)) {
            slip.ifPresent(codes::putBack);
            throw door.refuse(user.name(), client, ErrorCode.OTP_INVALID);
        }
        return slip;
    }

    /** An identifier may be left out; one that is given must be the account's, and nothing equals an absent one. */
    private static boolean fits(Invited invited, User user, LoginRequest request) {
        return invited.channel()
                        .of(user)
                        .filter(invited.address()::equalsIgnoreCase)
                        .isPresent()
                && request.shortname().map(user.name()::equals).orElse(true)
                && request.email()
                        .map(e -> user.email().filter(e::equalsIgnoreCase).isPresent())
                        .orElse(true)
                && request.msisdn()
                        .map(m -> user.msisdn().equals(Optional.of(m)))
                        .orElse(true);
    }
}
