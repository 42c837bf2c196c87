package cc.dmart.auth.internal.invite;

import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.User;
import java.util.Optional;

/** A way to reach the owner of an account; the name is that in invitations ({@code security.md} 5.4). */
public enum Channel {
    /** Phone number. */
    SMS("msisdn", OutgoingMessage.SMS),
    /** Mail address. */
    EMAIL("email", OutgoingMessage.EMAIL);

    private final String field;
    private final String sender;

    Channel(String field, String sender) {
        this.field = field;
        this.sender = sender;
    }

    /** Field of accounts and requests. */
    public String field() {
        return field;
    }

    /** Channel of messages. */
    public String sender() {
        return sender;
    }

    /** Field that says whether the address was confirmed. */
    public String flag() {
        return "is_" + field + "_verified";
    }

    /** Attribute that brings a code. */
    public String code() {
        return field + "_otp";
    }

    /** The address of an account. */
    public Optional<String> of(User user) {
        return this == EMAIL ? user.email() : user.msisdn();
    }

    /** Whether an account confirmed its address. */
    public boolean isVerified(User user) {
        return this == EMAIL ? user.isEmailVerified() : user.isMsisdnVerified();
    }
}
