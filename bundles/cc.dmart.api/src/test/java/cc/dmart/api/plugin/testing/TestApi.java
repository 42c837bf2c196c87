package cc.dmart.api.plugin.testing;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A {@link DmartApi} in memory: entries by address, no permissions, no hooks, no schemas. Queries answer the entries at and below
 * {@code subpath} of {@code space_name}; a search expression is not looked at. For one thread.
 */
public final class TestApi implements DmartApi {
    private final Map<String, WireRecord> entries = new LinkedHashMap<>();
    private final Map<String, byte[]> payloads = new LinkedHashMap<>();
    private final Map<String, JsonValue> config = new LinkedHashMap<>();
    private final Map<String, String> locks = new LinkedHashMap<>();
    private final List<OutgoingMessage> sent = new ArrayList<>();
    private String user = "lina";
    private boolean administrator;
    private Optional<Path> folder = Optional.empty();
    private Optional<Path> spaces = Optional.empty();

    /** Sets a value of the configuration. */
    public TestApi with(String key, JsonValue value) {
        config.put(key, value);
        return this;
    }

    /** Makes the account an administrator. */
    public TestApi asAdministrator() {
        administrator = true;
        return this;
    }

    /** Sets the folder of the plugin and that of the spaces. */
    public TestApi withFolders(Path own, Path ofSpaces) {
        folder = Optional.of(own);
        spaces = Optional.of(ofSpaces);
        return this;
    }

    /** The messages that were sent, in order. */
    public List<OutgoingMessage> sent() {
        return List.copyOf(sent);
    }

    /** The entries of a space, in the order of their creation. */
    public List<WireRecord> entries(String space) {
        return entries.entrySet().stream()
                .filter(e -> e.getKey().startsWith(space + ":"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String key(String space, String subpath, String shortname) {
        String bare = subpath.replaceAll("^/+|/+$", "");
        return space + ":" + (bare.isEmpty() ? "" : bare + "/") + shortname;
    }

    private static String key(Locator at) {
        return key(at.space().value(), at.subpath().value(), at.shortname().value());
    }

    private static String key(String space, WireRecord record) {
        return key(space, record.subpath(), record.shortname());
    }

    @Override
    public Optional<WireRecord> load(Locator at) {
        return Optional.ofNullable(entries.get(key(at)));
    }

    @Override
    public Page query(JsonObject request) {
        String space = request.string("space_name").orElse("");
        String below = request.string("subpath").orElse("/").replaceAll("^/+|/+$", "");
        List<WireRecord> out = entries(space).stream()
                .filter(r ->
                        (r.subpath().replaceAll("^/+|/+$", "") + "/").startsWith(below.isEmpty() ? "" : below + "/"))
                .toList();
        int from = Math.min(out.size(), number(request, "offset", 0));
        int to = Math.min(out.size(), from + number(request, "limit", out.size()));
        return new Page(out.subList(from, to), out.size());
    }

    private static int number(JsonObject from, String name, int standard) {
        return from.number(name).map(n -> (int) n.longValue()).orElse(standard);
    }

    /** The answer to the stored query as it is, or to its member {@code query}. */
    @Override
    public Page saved(String space, JsonObject request) {
        String key = key(
                space,
                request.string("subpath").orElse("/"),
                request.string("shortname").orElse(""));
        WireRecord stored = entries.get(key);
        if (stored == null) {
            throw DmartException.NotFound.entry();
        }
        JsonObject body = stored.attributes()
                .object("payload")
                .flatMap(payload -> payload.object("body"))
                .orElse(JsonObject.EMPTY);
        JsonObject query = body.object("query").orElse(body);
        return query(query.with(
                "space_name", new JsonString(query.string("space_name").orElse(space))));
    }

    @Override
    public WireRecord create(String space, WireRecord record) {
        WireRecord owned = record.withAttributes(record.attributes().with("owner_shortname", new JsonString(user)));
        if (entries.putIfAbsent(key(space, record), owned) != null) {
            throw DmartException.Conflict.alreadyExists(record.shortname());
        }
        return owned;
    }

    @Override
    public WireRecord update(String space, WireRecord record) {
        WireRecord old = entries.get(key(space, record));
        if (old == null) {
            throw DmartException.NotFound.entry();
        }
        WireRecord merged = old.withAttributes(merged(old.attributes(), record.attributes()));
        entries.put(key(space, record), merged);
        return merged;
    }

    /** Objects are merged member by member, everything else is replaced. */
    private static JsonObject merged(JsonObject below, JsonObject above) {
        JsonObject.Builder out = below.toBuilder();
        above.members().forEach((name, value) -> {
            Optional<JsonObject> old = below.object(name);
            Optional<JsonObject> fresh = value.asObject();
            out.put(name, old.isPresent() && fresh.isPresent() ? merged(old.get(), fresh.get()) : value);
        });
        return out.build();
    }

    @Override
    public void delete(Locator at) {
        if (entries.remove(key(at)) == null) {
            throw DmartException.NotFound.entry();
        }
        payloads.remove(key(at));
    }

    @Override
    public void move(Locator from, String to, String name) {
        WireRecord old = load(from).orElseThrow(DmartException.NotFound::entry);
        delete(from);
        WireRecord moved = WireRecord.of(old.resourceType(), name, to, old.attributes());
        entries.put(key(from.space().value(), moved), moved);
    }

    /** The action is the state that is reached; the ticket stays open unless there is a resolution. */
    @Override
    public Progress progress(Locator ticket, String action, Optional<String> resolution, Optional<String> comment) {
        WireRecord old = load(ticket).orElseThrow(DmartException.NotFound::entry);
        JsonObject.Builder moved = JsonObject.builder().put("state", action).put("is_open", resolution.isEmpty());
        resolution.ifPresent(reason -> moved.put("resolution_reason", reason));
        entries.put(key(ticket), old.withAttributes(merged(old.attributes(), moved.build())));
        return new Progress(action, resolution.isEmpty());
    }

    @Override
    public long lock(Locator at, OptionalLong seconds) {
        String owner = locks.putIfAbsent(key(at), user);
        if (owner != null && !owner.equals(user)) {
            throw DmartException.Conflict.locked();
        }
        return seconds.orElse(300);
    }

    @Override
    public void unlock(Locator at) {
        if (!locks.remove(key(at), user)) {
            throw new DmartException.Conflict(
                    403, ErrorType.LOCK, ErrorCode.LOCK_UNAVAILABLE, "Lock does not exist or you have no access");
        }
    }

    @Override
    public WireRecord upload(String space, WireRecord record, String fileName, InputStream content) {
        try {
            payloads.put(key(space, record), content.readAllBytes());
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The upload broke off", e);
        }
        entries.put(key(space, record), record);
        return record;
    }

    @Override
    public InputStream payload(Locator at) {
        byte[] bytes = payloads.get(key(at));
        if (bytes == null) {
            throw DmartException.NotFound.payload();
        }
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public SendResult send(OutgoingMessage message) {
        sent.add(message);
        return SendResult.sent();
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public DmartApi asUser(String shortname) {
        user = shortname;
        return this;
    }

    @Override
    public DmartApi asSystem() {
        return asUser("dmart");
    }

    @Override
    public DmartApi silently() {
        return this;
    }

    @Override
    public void requireAdministrator() {
        if (!administrator) {
            throw DmartException.Forbidden.denied();
        }
    }

    @Override
    public Path folder() {
        Path own = folder.orElseThrow(() -> new IllegalStateException("withFolders was not called"));
        try {
            return Files.createDirectories(own);
        } catch (IOException e) {
            throw DmartException.Unavailable.now("The folder cannot be made", e);
        }
    }

    @Override
    public Optional<Path> spacesFolder() {
        return spaces;
    }

    @Override
    public ZoneId timezone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Optional<JsonValue> config(String key) {
        return Optional.ofNullable(config.get(key));
    }
}
