package cc.dmart.client;

import cc.dmart.api.model.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that the server refused, or that did not reach it. Numbers and words are those of {@code http-api.md} 1.2 to 1.4.
 * Immutable but for what every exception can change.
 */
public final class DmartClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String text;
    private final String type;
    private final int code;
    private final transient List<JsonObject> info;

    DmartClientException(
            int status, String type, int code, String message, List<JsonObject> info, @Nullable Throwable cause) {
        super(status + " " + type + " " + code + ": " + message, cause);
        this.text = message;
        this.status = status;
        this.type = type;
        this.code = code;
        this.info = List.copyOf(info);
    }

    /** The HTTP status; 0 if there was no answer. */
    public int status() {
        return status;
    }

    /** The type of the error, such as {@code request}; empty if the answer was no envelope. */
    public String type() {
        return type;
    }

    /** The number of the error, such as 220; 0 if the answer was no envelope. */
    public int code() {
        return code;
    }

    /** The message of the error, without the numbers that {@link #getMessage()} begins with. */
    public String text() {
        return text;
    }

    /** Details: places in the request, or what was done and what failed of a request with several records. */
    public List<JsonObject> info() {
        return info == null ? List.of() : info;
    }

    /** Whether the session is over and a new login is needed. */
    public boolean isSessionOver() {
        return status == 401 && code >= 47 && code <= 49;
    }
}
