package cc.dmart.auth.internal.account;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.code.OneTimeCodes.Quota;
import cc.dmart.auth.internal.code.Purpose;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.message.Courier;
import java.util.Optional;

/**
 * Requests for one-time codes ({@code security.md} 5.3, {@code http-api.md} 3.9). What is asked for to log in is answered alike
 * whether there is an account or not; the message leaves behind the reply. Thread-safe.
 */
final class CodeRequests {
    private final Doorkeeper door;
    private final OneTimeCodes codes;
    private final Courier courier;
    private final Registration registration;

    CodeRequests(Doorkeeper door, OneTimeCodes codes, Courier courier, Registration registration) {
        this.door = door;
        this.codes = codes;
        this.courier = courier;
        this.registration = registration;
    }

    private Optional<User> owner(Given.Identifier identifier) {
        return switch (identifier.kind()) {
            case "email" -> door.findByEmail(identifier.value());
            case "msisdn" -> door.findByMsisdn(identifier.value());
            default -> door.find(identifier.value());
        };
    }

    /** A code that proves an address, be it somebody's already or not. */
    void confirm(JsonObject body, Client client) {
        Given.Identifier to = Given.body(body).identifier();
        Optional<Channel> channel = to.channel();
        if (channel.isEmpty()) {
            return; // a name has no address of its own to prove
        }
        Optional<User> user = owner(to);
        Quota quota = codes.claim(to.value());
        if (quota.dayExhausted()) {
            throw DmartException.Unavailable.tooMany(quota.waitSeconds());
        }
        if (quota.waitSeconds() > 0) {
            throw Refusals.tooEarly(quota.waitSeconds());
        }
        if (user.isEmpty() && !registration.isOpen()) {
            return;
        }
        String code = courier.code(channel.get(), codes.draw());
        codes.keep(Purpose.CONFIRM, to.value(), code);
        if (user.isPresent()
                && !registration.isOpen()) { // whoever waited for the gateway would know that there is an account
            courier.submitCode(channel.get(), to.value(), code, client.language(), user.get());
            return;
        }
        SendResult result = courier.sendCode(channel.get(), to.value(), code, client.language(), user);
        if (!result.isSent()) {
            codes.drop(Purpose.CONFIRM, to.value());
            // an address that nobody takes messages for costs the quota, else it could be asked for without end
            if (result.status() != SendResult.Status.REFUSED) {
                codes.unclaim(to.value());
            }
            throw Refusals.gateway();
        }
    }

    /** A code that logs in. */
    void login(JsonObject body, Client client) {
        Given.Identifier to = Given.body(body).identifier();
        Optional<User> user = owner(to).filter(Doorkeeper::isSomebody);
        Channel channel = to.channel().orElse(Channel.SMS);
        Optional<User> reachable = user.filter(u -> door.admitsCodes(channel, u));
        String address = to.channel().isPresent()
                ? to.value()
                : reachable.flatMap(User::msisdn).orElse("");
        String counted = address.isEmpty() ? to.value() : address;
        if (!codes.claim(counted).isFree() || reachable.isEmpty()) {
            return;
        }
        String code = courier.code(channel, codes.draw());
        codes.keep(Purpose.LOGIN, address, code);
        courier.submitCode(channel, address, code, client.language(), reachable.get());
    }
}
