package cc.dmart.auth.internal.account;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.User;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.invite.Invitations;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.SessionKeeper;
import cc.dmart.auth.internal.message.Courier;
import java.util.List;
import java.util.Optional;

/**
 * Lost passwords ({@code security.md} 5.5): a link that logs in goes to an address that the account has confirmed, or to any of an
 * account that nobody used yet. Nobody else ever sees it, but {@code dmart} where {@code return_invitations} is set. Thread-safe.
 */
final class LostPasswords {
    private static final long GAP_MS = 60_000;
    private static final String PURPOSE = "reset";
    private static final String ADMIN = "dmart";

    private final Doorkeeper door;
    private final SessionKeeper keeper;
    private final OneTimeCodes codes;
    private final Invitations invitations;
    private final AccountChanges changes;
    private final Courier courier;
    private final boolean dropsPassword;
    private final boolean tells;

    LostPasswords(
            Doorkeeper door,
            SessionKeeper keeper,
            OneTimeCodes codes,
            Invitations invitations,
            AccountChanges changes,
            Courier courier,
            AuthConfig config) {
        this.door = door;
        this.keeper = keeper;
        this.codes = codes;
        this.invitations = invitations;
        this.changes = changes;
        this.courier = courier;
        dropsPassword = config.reset_disables_password();
        tells = config.return_invitations();
    }

    /** Whether a link may go to an address of an account. */
    private static boolean mayReach(User user, Channel channel) {
        return channel.of(user).isPresent() && (channel.isVerified(user) || isUnused(user));
    }

    /** Whether nobody has logged in to an account. */
    static boolean isUnused(User user) {
        return user.entry().meta().object("last_login").isEmpty();
    }

    private boolean isSendable(Channel channel) {
        return courier.serves(channel) && invitations.hasAddress(channel);
    }

    /** What the owner asks for; the answer is the same for everybody, and so is the time it takes. */
    JsonObject request(JsonObject body, Client client) {
        Given.Identifier to = Given.body(body).identifier();
        Optional<User> user = switch (to.kind()) {
            case "email" -> door.findByEmail(to.value());
            case "msisdn" -> door.findByMsisdn(to.value());
            default -> door.find(to.value());
        };
        boolean free = codes.claim("reset:" + to.value(), GAP_MS).isFree();
        if (free) {
            user.filter(Doorkeeper::isSomebody).ifPresent(u -> {
                List<Channel> channels = to.channel().map(List::of).orElse(List.of(Channel.EMAIL, Channel.SMS));
                channels.stream()
                        .filter(c -> mayReach(u, c) && door.trusts(c) && isSendable(c))
                        .findFirst()
                        .ifPresent(c ->
                                courier.submitInvitation(c, u, () -> invite(u, c, client), PURPOSE, client.language()));
            });
        }
        return JsonObject.builder()
                .put("message", "If the account exists, a link to set a new password was sent")
                .build();
    }

    private Invitations.Links invite(User user, Channel channel, Client client) {
        String address = channel.of(user).orElse("");
        return invitations.invite(user, channel, address, courier.language(client.language(), user));
    }

    /** What an administrator orders. */
    JsonObject reset(Caller caller, JsonObject body, Client client) {
        Given given = Given.body(body);
        String shortname = given.shortname().orElseGet(() -> given.requireText("shortname"));
        User user = changes.reset(caller, shortname, dropsPassword);
        keeper.sessions().endAll(shortname);
        invitations.dropAll(shortname);
        door.forgive(shortname);
        door.audit().happened(PURPOSE, caller.user(), shortname, client);
        boolean told = tells && caller.user().equals(ADMIN);
        JsonObject.Builder out = JsonObject.builder().put("shortname", shortname);
        JsonObject.Builder invited = JsonObject.builder();
        for (Channel channel : Channel.values()) {
            boolean reaches = Doorkeeper.isSomebody(user) && mayReach(user, channel);
            boolean sent = reaches && isSendable(channel);
            if (sent || (reaches && told)) {
                Invitations.Links links = invite(user, channel, client);
                sent = sent
                        && courier.sendInvitation(channel, user, links, PURPOSE).isSent();
                invited.put(channel.field(), links.token());
            }
            out.put(channel == Channel.SMS ? "sms_sent" : "email_sent", sent);
        }
        return (told ? out.put("invitations", invited.build()) : out).build();
    }
}
