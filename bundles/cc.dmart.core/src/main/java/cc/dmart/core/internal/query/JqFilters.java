package cc.dmart.core.internal.query;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.json.RecordWriter;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.service.JqEngine;
import cc.dmart.api.service.QueryResult;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** {@code jq_filter}: what it may not say, and what it does to the records ({@code query.md} 3.8). Thread-safe. */
final class JqFilters {
    /** Values deeper than any reply of ours. */
    private static final int MAX_DEPTH = 1000;

    private static final Pattern FORBIDDEN = Pattern.compile(
            "(?i)(?<!\\w)(?:env|inputs?|debug|stderr|getpath|halt|halt_error|builtins|modulemeta|input_filename|import"
                    + "|include|path\\s*\\(|limit\\s*\\(\\s*infinite|\\$__loc__)(?!\\w)"
                    + "|(?<!\\w)path\\s*\\(|(?<!\\w)limit\\s*\\(\\s*infinite");

    private final Supplier<Optional<JqEngine>> engine;

    JqFilters(Supplier<Optional<JqEngine>> engine) {
        this.engine = engine;
    }

    /** @throws DmartException.Invalid {@code E(422,validation,424)} for a word that would look outside of the records */
    static void check(String filter) {
        if (FORBIDDEN.matcher(filter).find()) {
            throw RequestMembers.wrong("jq_filter", "Input has a word that is not allowed", "value_error");
        }
    }

    /** The result with its records replaced: by the one array that comes out, else by all values that come out. */
    QueryResult apply(String filter, QueryResult result) {
        JsonArray all = run(filter, RecordWriter.array(result.records()));
        JsonArray shaped = all.size() == 1 && all.values().get(0) instanceof JsonArray only ? only : all;
        return new QueryResult(
                result.records(), result.total(), shaped.size(), Optional.of(new JsonRaw(JsonCodec.write(shaped))));
    }

    /** What a filter makes of each array in a list, as arrays of the values that come out. */
    JsonArray each(String filter, JsonArray arrays) {
        JsonArray all = run("map([" + filter + "\n])", JsonCodec.write(arrays));
        JsonValue first = all.size() == 1 ? all.values().get(0) : JsonArray.EMPTY;
        if (!(first instanceof JsonArray out) || out.size() != arrays.size()) {
            throw DmartException.Invalid.request(ErrorCode.JQ_ERROR, "jq filter of a join breaks out of its list");
        }
        return out;
    }

    private JsonArray run(String filter, byte[] json) {
        JqEngine running = engine.get()
                .orElseThrow(() -> DmartException.Invalid.request(ErrorCode.NOT_ALLOWED, "jq engine is not available"));
        JsonValue out = JsonCodec.parse(running.run(filter, json), MAX_DEPTH);
        if (!(out instanceof JsonArray all)) {
            throw new IllegalStateException("the jq engine answers an array");
        }
        return all;
    }
}
