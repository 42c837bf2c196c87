package cc.dmart.auth.internal.message;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Language;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.model.User;
import cc.dmart.api.service.MessageService;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.invite.Channel;
import cc.dmart.auth.internal.invite.Invitations;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the owners of accounts over the notifiers of the moment ({@code security.md} 5.3 to 5.5). A channel that is set to be
 * pretended sends nothing, says so loudly, and has one code for everybody; production refuses that. Thread-safe.
 */
@Component(
        service = Courier.class,
        configurationPid = AuthConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final Pattern CODE = Pattern.compile("[0-9]{6}");

    private final MessageService messages;
    private final Words words;
    private final boolean mailPretended;
    private final boolean smsPretended;
    private final String pretendedCode;
    private final long codeMinutes;
    private final long invitationHours;

    /** Checks the settings. @throws IllegalArgumentException if a channel is pretended in production */
    @Activate
    public Courier(@Reference MessageService messages, AuthConfig config) {
        this.messages = messages;
        words = new Words(config.message_templates());
        mailPretended = config.mock_smtp_api();
        smsPretended = config.mock_smpp_api();
        pretendedCode = config.mock_otp_code();
        codeMinutes = Math.max(1, config.otp_token_ttl() / 60);
        invitationHours = Math.max(1, config.invitation_ttl() / 3600);
        if (!mailPretended && !smsPretended) {
            return;
        }
        if (config.app_env().equals("production")) {
            throw new IllegalArgumentException((mailPretended ? "mock_smtp_api" : "mock_smpp_api")
                    + ": refused in production, where messages are sent");
        }
        if (!CODE.matcher(pretendedCode).matches()) {
            throw new IllegalArgumentException("mock_otp_code: six digits expected");
        }
        LOG.error(
                "INSECURE: messages are only pretended to be sent (mail: {}, short messages: {}), and everybody knows the code",
                mailPretended,
                smsPretended);
    }

    private boolean isPretended(Channel channel) {
        return channel == Channel.EMAIL ? mailPretended : smsPretended;
    }

    /** The code for a channel: the one that was drawn, unless the channel is pretended. */
    public String code(Channel channel, String drawn) {
        return isPretended(channel) ? pretendedCode : drawn;
    }

    /** Whether anybody sends over a channel. */
    public boolean serves(Channel channel) {
        return isPretended(channel) || messages.channels().contains(channel.sender());
    }

    /** Sends a one-time code and waits. */
    public SendResult sendCode(Channel channel, String address, String code, String header, Optional<User> user) {
        return isPretended(channel)
                ? SendResult.sent()
                : messages.send(code(channel, address, code, Words.language(header, user), user));
    }

    /** The same without waiting. */
    public void submitCode(Channel channel, String address, String code, String header, User user) {
        if (!isPretended(channel)) {
            submit(code(channel, address, code, Words.language(header, Optional.of(user)), Optional.of(user)));
        }
    }

    private OutgoingMessage code(Channel channel, String address, String code, String language, Optional<User> user) {
        Map<String, String> values = Map.of("code", code, "minutes", Long.toString(codeMinutes));
        String name = user.map(User::name).orElse("");
        return message(channel, name, address, "otp", language, words.of("otp", language, "", values), true);
    }

    /**
     * Sends an invitation and waits.
     *
     * @param purpose beginning of the keys of its text
     */
    public SendResult sendInvitation(Channel channel, User user, Invitations.Links links, String purpose) {
        return isPretended(channel) ? SendResult.sent() : messages.send(invitation(channel, user, links, purpose, ""));
    }

    /** The same without waiting, not even for the links to be made: the time of an answer must not tell of an account. */
    public void submitInvitation(
            Channel channel, User user, Supplier<Invitations.Links> links, String purpose, String header) {
        if (!isPretended(channel)) {
            CompletableFuture<SendResult> unused =
                    messages.submit(() -> invitation(channel, user, links.get(), purpose, header));
        }
    }

    /** Language of a message to the owner of an account. */
    public String language(String header, User user) {
        return Words.language(header, Optional.of(user));
    }

    private OutgoingMessage invitation(
            Channel channel, User user, Invitations.Links links, String purpose, String header) {
        String link = links.link();
        String language = Words.language(header, Optional.of(user));
        Map<String, String> values = Map.of("name", user.name(), "link", link, "hours", Long.toString(invitationHours));
        return message(
                channel,
                user.name(),
                channel.of(user).orElse(""),
                purpose,
                language,
                words.of(purpose, language, link, values),
                true);
    }

    /** Tells the owner of an account at the old address that there is a new one. */
    public void tellOldAddress(Channel channel, String oldAddress, User user) {
        if (!isPretended(channel) && !oldAddress.isEmpty()) {
            String language = Words.language("", Optional.of(user));
            Map<String, String> values = Map.of("name", user.name());
            Words.Wording wording = words.of("changed", language, "", values);
            submit(message(channel, user.name(), oldAddress, "notice", language, wording, false));
        }
    }

    private static OutgoingMessage message(
            Channel channel,
            String user,
            String address,
            String purpose,
            String language,
            Words.Wording wording,
            boolean secret) {
        boolean mail = channel == Channel.EMAIL;
        OutgoingMessage.Receiver receiver = new OutgoingMessage.Receiver(
                user,
                mail ? Optional.of(address) : Optional.empty(),
                mail ? Optional.empty() : Optional.of(address),
                Optional.empty(),
                Language.of(language));
        return new OutgoingMessage(
                UUID.randomUUID().toString(),
                channel.sender(),
                purpose,
                receiver,
                wording.title(),
                wording.text(),
                mail ? wording.html() : Optional.empty(),
                JsonObject.EMPTY,
                secret);
    }

    private void submit(OutgoingMessage message) {
        CompletableFuture<SendResult> unused = messages.submit(message);
    }
}
