package cc.dmart.rest.internal.wire;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Flags;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.ExplainService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads requests and records, and reports what does not fit the model as {@code E(422,validation,424)} with its place
 * ({@code http-api.md} 1.1, 1.8, 4.2). Unknown members are ignored, null counts as absent. Thread-safe.
 */
public final class WireReader {
    private static final int MAX_RECORDS = 1000;

    private WireReader() {}

    /** A body of {@code /managed/request}. */
    public record ManagedRequest(SpaceName space, RequestType type, List<WireRecord> records) {}

    /**
     * Reads a body of {@code /managed/request}.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)}; {@code E(400,request,202)} without records
     */
    public static ManagedRequest request(JsonObject body) {
        requireAll(body, List.of("body"), "space_name", "request_type", "records");
        SpaceName space = space(body);
        RequestType type = word(body, "request_type", List.of("body"), RequestType::of);
        JsonArray list = present(body, "records", List.of("body"))
                .asArray()
                .orElseThrow(() -> DmartException.Invalid.field(
                        List.of("body", "records"), "Input should be a valid list", "list_type"));
        if (list.size() == 0) {
            throw DmartException.Invalid.request(ErrorCode.MISSING_DATA, "Request records cannot be empty");
        }
        if (list.size() > MAX_RECORDS) {
            throw DmartException.Invalid.field(
                    List.of("body", "records"), "List should have at most 1000 items", "too_long");
        }
        List<WireRecord> records = new ArrayList<>(list.size());
        int at = 0;
        for (JsonValue value : list) {
            records.add(record(value, List.of("body", "records", Integer.toString(at++))));
        }
        return new ManagedRequest(space, type, records);
    }

    /**
     * A body of {@code /admin/explain}: {@code user}, {@code action}, {@code space_name}, {@code subpath},
     * {@code resource_type} and, where there are any, {@code shortname}, {@code attributes} and {@code row}.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)}
     */
    public static ExplainService.Question question(JsonObject body) {
        List<String> loc = List.of("body");
        requireAll(body, loc, "user", "action", "space_name", "subpath", "resource_type");
        ResourceType type = word(body, "resource_type", loc, ResourceType::of);
        Subpath subpath = checkSubpath(text(body, "subpath", loc), type, plus(loc, "subpath"));
        return new ExplainService.Question(
                text(body, "user", loc),
                word(body, "action", loc, ActionType::of),
                space(body),
                subpath,
                body.string("shortname").map(Shortname::new),
                type,
                body.object("attributes").orElse(JsonObject.EMPTY),
                flag(body, "row", loc));
    }

    /** The member {@code space_name}. @throws DmartException.Invalid if it is missing or illegal */
    public static SpaceName space(JsonObject body) {
        return new SpaceName(text(body, "space_name", List.of("body")));
    }

    /** A record. @throws DmartException.Invalid {@code E(422,validation,424)} with places below {@code loc} */
    public static WireRecord record(JsonValue value, List<String> loc) {
        JsonObject object = value.asObject()
                .orElseThrow(() -> DmartException.Invalid.field(loc, "Input should be an object", "model_type"));
        requireAll(object, loc, "resource_type", "shortname", "subpath", "attributes");
        ResourceType type = word(object, "resource_type", loc, ResourceType::of);
        String shortname = text(object, "shortname", loc);
        if (!Names.isShortname(shortname)) {
            throw DmartException.Invalid.field(plus(loc, "shortname"), "not a legal shortname", MISMATCH);
        }
        String subpath = text(object, "subpath", loc);
        checkSubpath(subpath, type, plus(loc, "subpath"));
        JsonObject attributes = present(object, "attributes", loc)
                .asObject()
                .orElseThrow(() -> DmartException.Invalid.field(
                        plus(loc, "attributes"), "Input should be an object", "dict_type"));
        return new WireRecord(
                type,
                shortname,
                subpath,
                object.string("uuid"),
                attributes,
                Optional.empty(),
                flag(object, "retrieve_lock_status", loc));
    }

    private static final String MISMATCH = "string_pattern_mismatch";

    private static Subpath checkSubpath(String subpath, ResourceType type, List<String> loc) {
        try {
            return Subpath.parse(subpath, type);
        } catch (DmartException.Invalid e) {
            throw DmartException.Invalid.field(loc, "not a legal subpath", MISMATCH);
        }
    }

    private static <T> T word(JsonObject object, String name, List<String> loc, Function<String, Optional<T>> of) {
        return of.apply(text(object, name, loc))
                .orElseThrow(() -> DmartException.Invalid.field(plus(loc, name), "Input is not a known value", "enum"));
    }

    private static String text(JsonObject object, String name, List<String> loc) {
        return present(object, name, loc)
                .asString()
                .orElseThrow(() ->
                        DmartException.Invalid.field(plus(loc, name), "Input should be a valid string", "string_type"));
    }

    private static JsonValue present(JsonObject object, String name, List<String> loc) {
        return object.get(name)
                .filter(v -> !v.isNull())
                .orElseThrow(() -> DmartException.Invalid.field(plus(loc, name), "Field required", "missing"));
    }

    /** Refuses an object that lacks some of these members. @throws DmartException.Invalid that names every one of them */
    public static void requireAll(JsonObject object, List<String> loc, String... names) {
        List<List<String>> missing = new ArrayList<>();
        for (String name : names) {
            if (object.get(name).filter(v -> !v.isNull()).isEmpty()) {
                missing.add(plus(loc, name));
            }
        }
        if (!missing.isEmpty()) {
            throw DmartException.Invalid.missing(missing);
        }
    }

    /** A boolean in any spelling of the contract; false if it is not there. */
    private static boolean flag(JsonObject object, String name, List<String> loc) {
        return object.get(name)
                .filter(v -> !v.isNull())
                .map(v -> Flags.of(v)
                        .orElseThrow(() -> DmartException.Invalid.field(
                                plus(loc, name), "Input should be a valid boolean", "bool_type")))
                .orElse(false);
    }

    private static List<String> plus(List<String> loc, String name) {
        List<String> out = new ArrayList<>(loc);
        out.add(name);
        return out;
    }
}
