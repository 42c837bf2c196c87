package cc.dmart.api.model;

import java.util.Optional;

/**
 * A message to one person over one channel ({@code plugins-events.md} 5.5). Thread-safe.
 *
 * @param id       the same for every attempt at one message, so that a sender can avoid doubles
 * @param channel  {@code email}, {@code sms}, {@code mobile}, {@code web} or one that a plugin brings
 * @param purpose  what it is for, such as {@code otp}, {@code invitation}, {@code reset}, {@code notification}; a gateway may
 *                 treat purposes differently
 * @param receiver who gets it
 * @param title    subject or headline; the whole text of a short message if {@code text} is empty
 * @param text     plain text, may be empty
 * @param html     the same as HTML, for channels that show it
 * @param data     further members, such as {@code deep_link} or the sender of a short message
 * @param secret   whether the text must never be logged or stored, such as a one-time code
 */
public record OutgoingMessage(
        String id,
        String channel,
        String purpose,
        Receiver receiver,
        String title,
        String text,
        Optional<String> html,
        JsonObject data,
        boolean secret) {
    /** Channel of mails. */
    public static final String EMAIL = "email";
    /** Channel of short messages. */
    public static final String SMS = "sms";
    /** Channel of push messages to telephones. */
    public static final String MOBILE = "mobile";
    /** Channel of the sockets of this server. */
    public static final String WEB = "web";

    /**
     * Who gets a message; what a channel does not need is empty.
     *
     * @param user          shortname of the account, empty for an address without one
     * @param email         mail address
     * @param msisdn        phone number
     * @param firebaseToken token of the device
     * @param language      language of the texts
     */
    public record Receiver(
            String user,
            Optional<String> email,
            Optional<String> msisdn,
            Optional<String> firebaseToken,
            Optional<Language> language) {
        /** A mail address. */
        public static Receiver ofEmail(String user, String email) {
            return new Receiver(user, Optional.of(email), Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** A phone number. */
        public static Receiver ofMsisdn(String user, String msisdn) {
            return new Receiver(user, Optional.empty(), Optional.of(msisdn), Optional.empty(), Optional.empty());
        }
    }

    /** Whom and over what, without the text: for logs. */
    @Override
    public String toString() {
        return channel + " message " + id + " (" + purpose + ") to " + receiver.user();
    }
}
