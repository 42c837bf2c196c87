package cc.dmart.rest.internal.wire;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.rest.internal.RestConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a client is told of a failure that nobody foresaw ({@code security.md} I2): the correlation id, and nothing else of the cause
 * unless this is no production and the settings say so. Thread-safe.
 */
public final class Unforeseen {
    private static final int LINES = 100;
    private static final int FRAMES = 20;

    /** Tells nothing but the correlation id. */
    public static final Unforeseen SILENT = new Unforeseen(false);

    private final boolean stacks;

    private Unforeseen(boolean stacks) {
        this.stacks = stacks;
    }

    /** Looks at {@code debug_enabled}, {@code hide_stack_trace} and {@code app_env}. */
    public Unforeseen(RestConfig config) {
        this(config.debug_enabled()
                && !config.hide_stack_trace()
                && !config.app_env().equals("production"));
    }

    /** {@code E(500,exception,430)}. */
    public DmartException error(Throwable cause, String correlationId) {
        return new DmartException.Unavailable(
                500,
                ErrorType.EXCEPTION,
                ErrorCode.SOMETHING_WRONG,
                "Internal error, " + correlationId,
                stacks ? List.of(stack(cause)) : List.of(),
                cause);
    }

    private static JsonObject stack(Throwable thrown) {
        List<String> lines = new ArrayList<>();
        for (Throwable t = thrown; t != null && lines.size() < LINES; t = t.getCause()) {
            lines.add(t.toString());
            Stream.of(t.getStackTrace()).limit(FRAMES).forEach(frame -> lines.add("at " + frame));
        }
        return JsonObject.builder().put("stack", JsonArray.ofStrings(lines)).build();
    }
}
