package cc.dmart.auth.internal.account;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.code.OneTimeCodes.Slip;
import cc.dmart.auth.internal.code.Purpose;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.login.Doorkeeper;
import java.util.Optional;

/**
 * The proof that whoever is logged in holds an address of the account: the one-time code that was sent to it. A wrong code counts as
 * a failed login. Thread-safe.
 */
public final class AddressProof {
    private final Doorkeeper door;
    private final OneTimeCodes codes;

    /** Proofs by these codes. */
    public AddressProof(Doorkeeper door, OneTimeCodes codes) {
        this.door = door;
        this.codes = codes;
    }

    /** A code that was right, and is taken: whoever does not succeed in what it was for puts it back. */
    public record Proof(User user, Channel channel, String address, Slip slip) {
        /** Whether the account still has the address. @throws DmartException {@code E(400,OTP,308)} if not */
        public void requireStill(User now) {
            if (channel.of(now).filter(address::equalsIgnoreCase).isEmpty()) {
                throw Refusals.codeWrong();
            }
        }
    }

    /**
     * Takes the code of a body: {@code code} (or {@code otp}) and one of {@code email} and {@code msisdn}, which is the caller's.
     *
     * @throws DmartException {@code E(422,OTP,207)}, 107, {@code E(400,OTP,308)} for a wrong code, {@code E(400,create,50)} for the
     *                        right one of somebody else's address
     */
    public Proof take(Caller caller, JsonObject body, Client client) {
        Given.Identifier identifier = Given.body(body).identifier();
        Channel channel = identifier.channel().orElseThrow(Refusals::noIdentifier);
        String code = Given.body(body).code();
        User user = door.find(caller.user()).orElseThrow(DmartException.NotFound::entry);
        boolean own =
                channel.of(user).filter(identifier.value()::equalsIgnoreCase).isPresent();
        Optional<Slip> slip = codes.take(Purpose.CONFIRM, identifier.value(), code);
        if (slip.isPresent() && !own) { // neither a failure nor what ends one; a wrong code says nothing of the account
            codes.putBack(slip.get());
            throw Refusals.create("This " + channel.field() + " is not the one of your account");
        }
        if (!door.judge(user, slip.isPresent(), client) || slip.isEmpty()) {
            slip.ifPresent(codes::putBack);
            throw Refusals.codeWrong();
        }
        return new Proof(user, channel, identifier.value(), slip.get());
    }

    /** Makes the code usable again. */
    public void putBack(Proof proof) {
        codes.putBack(proof.slip());
    }
}
