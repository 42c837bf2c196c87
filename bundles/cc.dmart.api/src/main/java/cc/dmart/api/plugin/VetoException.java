package cc.dmart.api.plugin;

import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import java.util.List;

/** A hook refuses a change; the client gets status, type, code and message ({@code plugins-events.md} 1.5). Immutable. */
public class VetoException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final int code;
    private final transient List<JsonObject> info;

    /** A refusal with the defaults 400, {@code request}, 402. */
    public VetoException(String message) {
        this(400, ErrorType.REQUEST, ErrorCode.INVALID_DATA, message);
    }

    /** A refusal with everything given. Never use the codes 47, 48 and 49. */
    public VetoException(int status, String type, int code, String message) {
        this(status, type, code, message, List.of());
    }

    /** The same with details for {@code error.info}. */
    public VetoException(int status, String type, int code, String message, List<JsonObject> info) {
        super(message);
        this.status = status;
        this.type = type;
        this.code = code;
        this.info = List.copyOf(info);
    }

    /** Details for {@code error.info}. */
    public List<JsonObject> info() {
        return info;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Value of {@code error.type}. */
    public String type() {
        return type;
    }

    /** Value of {@code error.code}. */
    public int code() {
        return code;
    }
}
