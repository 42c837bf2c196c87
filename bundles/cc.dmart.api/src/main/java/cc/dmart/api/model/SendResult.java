package cc.dmart.api.model;

/**
 * What became of a message ({@code plugins-events.md} 5.5). Thread-safe.
 *
 * @param status the outcome
 * @param detail one sentence for the operator, without the text of the message; may be empty
 */
public record SendResult(Status status, String detail) {
    /** Outcome of sending. */
    public enum Status {
        /** Handed over. */
        SENT,
        /** Not now; another attempt may work. Counts against whoever sends over the channel: it is left alone after some. */
        FAILED,
        /** Not now, for a reason of this receiver or message, which says nothing of the channel; another attempt may work. */
        DEFERRED,
        /** Never: the receiver or the message is not acceptable. */
        REFUSED,
        /** Nobody sends over this channel. */
        NO_CHANNEL
    }

    /** It was handed over. */
    public static SendResult sent() {
        return new SendResult(Status.SENT, "");
    }

    /** Not now. */
    public static SendResult failed(String detail) {
        return new SendResult(Status.FAILED, detail);
    }

    /** Not now, and not the fault of the channel. */
    public static SendResult deferred(String detail) {
        return new SendResult(Status.DEFERRED, detail);
    }

    /** Never. */
    public static SendResult refused(String detail) {
        return new SendResult(Status.REFUSED, detail);
    }

    /** Nobody sends over this channel. */
    public static SendResult noChannel(String channel) {
        return new SendResult(Status.NO_CHANNEL, "Nobody sends over the channel " + channel);
    }

    /** Whether another attempt may work. */
    public boolean isWorthRepeating() {
        return status == Status.FAILED || status == Status.DEFERRED;
    }

    /** Whether it was handed over. */
    public boolean isSent() {
        return status == Status.SENT;
    }
}
