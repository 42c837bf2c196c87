package cc.dmart.auth.internal.invite;

import cc.dmart.api.model.User;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.Settings;
import cc.dmart.auth.internal.store.Rows;
import cc.dmart.auth.internal.token.AccessTokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invitations ({@code security.md} 5.4): a signed token that logs in once, as long as the account still has the address that it
 * was sent to. Thread-safe.
 */
@Component(
        service = Invitations.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class Invitations {
    private static final Logger LOG = LoggerFactory.getLogger(Invitations.class);

    private final Set<Channel> said = ConcurrentHashMap.newKeySet();
    private final Rows rows;
    private final AccessTokens tokens;
    private final ShortLinks links;
    private final Clock clock;
    private final long lifeSeconds;
    private final String front;
    private final String server;

    /** Checks the settings. */
    @Activate
    public Invitations(@Reference Rows rows, @Reference AccessTokens tokens, AuthConfig config) {
        this(rows, tokens, config, Clock.systemUTC());
    }

    /** The same with another clock. */
    public Invitations(Rows rows, AccessTokens tokens, AuthConfig config, Clock clock) {
        this.rows = rows;
        this.tokens = tokens;
        this.clock = clock;
        links = new ShortLinks(rows, config, clock);
        lifeSeconds = Settings.inRange("invitation_ttl", config.invitation_ttl(), 60, 31_536_000);
        server = trimmed(config.app_url());
        front = config.invitation_link().isBlank() ? server : trimmed(config.invitation_link());
    }

    private static String trimmed(String url) {
        return url.strip().replaceAll("/+$", "");
    }

    /**
     * A new invitation.
     *
     * @param link whole only where the settings say how this server is reached; short for a short message, which has no room for
     *             the one that lives as long as the invitation
     */
    public record Links(String token, String link) {}

    /** Whose invitation it is, and over which channel. */
    public record Invited(String shortname, Channel channel, String address) {}

    /** Whether links can be made that work from outside; if not, says once that nobody is invited. */
    public boolean hasAddress(Channel channel) {
        boolean there = !front.isEmpty() && (channel == Channel.EMAIL || !server.isEmpty());
        if (!there && said.add(channel)) {
            LOG.warn(
                    "No invitation is sent by {}: {} is not set, so that its link would lead nowhere",
                    channel.sender(),
                    channel == Channel.EMAIL ? "invitation_link or app_url" : "app_url");
        }
        return there;
    }

    /** Makes an invitation to an address of an account; older ones over this channel end. */
    public Links invite(User user, Channel channel, String address, String language) {
        long expires = clock.millis() / 1000 + lifeSeconds;
        String token = tokens.issueInvitation(user.name(), channel.name(), expires);
        InvitationRows.put(rows, user.name(), channel, token, address, expires * 1000);
        String full = front + "/auth/invitation?invitation=" + URLEncoder.encode(token, StandardCharsets.UTF_8)
                + "&lang=" + language + "&user-type=" + user.type().wire();
        if (channel == Channel.EMAIL) {
            return new Links(token, full);
        }
        ShortLinks.ShortLink link = links.shorten(full);
        InvitationRows.link(rows, token, link.key());
        return new Links(token, server + "/managed/s/" + link.id());
    }

    /** Whom a token invites; empty if it is no invitation, has ended, or was used or replaced. */
    public Optional<Invited> read(String token) {
        Optional<AccessTokens.Invitation> claims = tokens.invitation(token);
        Optional<String> stored = claims.flatMap(s -> InvitationRows.find(rows, token));
        if (claims.isEmpty() || stored.isEmpty()) {
            return Optional.empty();
        }
        return Stream.of(Channel.values())
                .filter(c -> c.name().equals(claims.get().channel().toUpperCase(Locale.ROOT)))
                .filter(c -> stored.get().startsWith(c.name() + ":"))
                .map(c -> new Invited(
                        claims.get().shortname(),
                        c,
                        stored.get().substring(c.name().length() + 1)))
                .findFirst();
    }

    /** Uses an invitation up: of several at the same time one succeeds. */
    public Optional<InvitationRows.Taken> take(String token) {
        return InvitationRows.take(rows, token);
    }

    /** Makes an invitation usable again that was of no use, unless it was replaced or ended meanwhile. */
    public void putBack(Invited invited, InvitationRows.Taken taken) {
        InvitationRows.putBack(rows, invited.shortname(), invited.channel(), taken);
    }

    /** Ends all invitations of an account. */
    public void dropAll(String shortname) {
        InvitationRows.dropAll(rows, shortname);
    }

    /** Where a short link leads. */
    public Optional<String> target(String id) {
        return links.find(id);
    }
}
