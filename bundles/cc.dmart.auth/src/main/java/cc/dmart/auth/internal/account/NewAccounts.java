package cc.dmart.auth.internal.account;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.model.User;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.invite.Invitations;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.message.Courier;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Invites the owners of accounts that somebody else made ({@code security.md} 1.8, 5.4), fed from the journal so that no
 * invitation is forgotten. Does nothing where the settings do not say how this server is reached, or nobody sends. Thread-safe.
 */
@Component(
        service = EntryListener.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
@DmartListener(
        plugin = "cc.dmart.auth",
        event_actions = "create",
        event_subpaths = "users",
        event_resourceTypes = "user",
        alwaysActive = true,
        timeout_ms = 60_000)
public final class NewAccounts implements EntryListener {
    private static final String USERS = "/users";

    private final Doorkeeper door;
    private final Invitations invitations;
    private final Courier courier;
    private final String management;

    /** A listener over these parts. */
    @Activate
    public NewAccounts(
            @Reference Doorkeeper door,
            @Reference Invitations invitations,
            @Reference Courier courier,
            AuthConfig config) {
        this.door = door;
        this.invitations = invitations;
        this.courier = courier;
        management = config.management_space();
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException {
        Optional<User> user = invited(event);
        if (user.isEmpty()) {
            return;
        }
        for (Channel channel : Channel.values()) {
            Optional<String> address = channel.of(user.get());
            boolean open = address.isPresent() && !channel.isVerified(user.get());
            if (open && courier.serves(channel) && invitations.hasAddress(channel)) {
                invite(user.get(), channel, address.get());
            }
        }
    }

    /** The account that this event made, while nobody used it; an event may come again, and be of a folder below. */
    private Optional<User> invited(EntryEvent event) {
        boolean ofAccount =
                event.spaceName().equals(management) && event.subpath().equals(USERS);
        if (!ofAccount || event.attributes().string("cause").isPresent()) {
            return Optional.empty();
        }
        return event.shortname()
                .flatMap(door::find)
                .filter(Doorkeeper::isSomebody)
                .filter(u -> event.entryUuid().equals(Optional.of(u.entry().uuid())))
                .filter(LostPasswords::isUnused);
    }

    private void invite(User user, Channel channel, String address) throws IOException {
        Invitations.Links links = invitations.invite(user, channel, address, courier.language("", user));
        SendResult result = courier.sendInvitation(channel, user, links, "invitation");
        if (result.isWorthRepeating()) {
            throw new IOException("the invitation was not sent: " + result.detail());
        }
    }
}
