package cc.dmart.client;

import static cc.dmart.client.Transport.parameters;
import static cc.dmart.client.Transport.path;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Entries, payloads, tickets and locks: {@code /managed/*}, or the part of it that is open to everybody under
 * {@code /public/*} ({@code http-api.md} 4, 5). Immutable, thread-safe.
 */
public final class Entries {
    private final Transport transport;
    private final String family;

    Entries(Transport transport, String family) {
        this.transport = transport;
        this.family = family;
    }

    /**
     * Changes several records in order; one that fails does not undo the others.
     *
     * @throws DmartClientException 400/430 if some failed: its info tells which
     */
    public Reply request(String space, RequestType type, List<WireRecord> records) {
        List<JsonValue> list = new ArrayList<>(records.size());
        records.forEach(r -> list.add(json(r)));
        JsonObject body = JsonObject.builder()
                .put("space_name", space)
                .put("request_type", type.wire())
                .put("records", new JsonArray(list))
                .build();
        return transport.json("POST", family + "/request", Optional.of(body));
    }

    /** Creates a record; its shortname may be {@code auto}. Returns it as it was stored. */
    public WireRecord create(String space, WireRecord record) {
        return request(space, RequestType.CREATE, List.of(record)).record();
    }

    /** Creates a space. */
    public WireRecord createSpace(String name, JsonObject attributes) {
        return create(name, WireRecord.of(ResourceType.SPACE, name, "/", attributes));
    }

    /** Merges attributes into an entry. */
    public void update(Locator entry, JsonObject attributes) {
        change(RequestType.UPDATE, entry, attributes);
    }

    /** Deletes an entry, a folder with all below it, or a space. */
    public void delete(Locator entry) {
        change(RequestType.DELETE, entry, JsonObject.EMPTY);
    }

    /** Gives an entry to another owner. */
    public void assign(Locator entry, String owner) {
        change(
                RequestType.ASSIGN,
                entry,
                JsonObject.builder().put("owner_shortname", owner).build());
    }

    /** Moves an entry; the destination may be in another space. */
    public void move(Locator from, Locator to) {
        JsonObject attributes = JsonObject.builder()
                .put("src_space_name", from.space().value())
                .put("src_subpath", from.subpath().wire())
                .put("src_shortname", from.shortname().value())
                .put("dest_space_name", to.space().value())
                .put("dest_subpath", to.subpath().wire())
                .put("dest_shortname", to.shortname().value())
                .build();
        change(RequestType.MOVE, from, attributes);
    }

    /** Any change of one entry. */
    public Reply change(RequestType type, Locator entry, JsonObject attributes) {
        WireRecord record = WireRecord.of(
                entry.type(), entry.shortname().value(), entry.subpath().wire(), attributes);
        return request(entry.space().value(), type, List.of(record));
    }

    /** Answers a question. */
    public Reply query(Query query) {
        return transport.json("POST", family + "/query", Optional.of(query.json()));
    }

    /** An entry, flat: its meta and, where asked for, payload body and attachments. */
    public JsonObject entry(Locator entry, boolean withPayload, boolean withAttachments) {
        return transport.object(
                "GET",
                family + "/entry" + address(entry)
                        + parameters(
                                "retrieve_json_payload",
                                withPayload ? "true" : "",
                                "retrieve_attachments",
                                withAttachments ? "true" : ""),
                Optional.empty());
    }

    /** An entry by its uuid, as a record. */
    public JsonObject byUuid(String uuid) {
        return transport.object("GET", family + path("byuuid", uuid), Optional.empty());
    }

    /** An entry by its slug, as a record. */
    public JsonObject bySlug(String slug) {
        return transport.object("GET", family + path("byslug", slug), Optional.empty());
    }

    /** The file of an entry or attachment; {@code extension} without the dot. */
    public Download payload(Locator entry, String extension) {
        return transport.download("GET", family + "/payload" + address(entry) + "." + extension, Optional.empty());
    }

    /** Stores a file as an attachment, or JSON as the body of an entry. Returns the record as it was stored. */
    public WireRecord upload(String space, WireRecord record, FilePart file) {
        Multipart form =
                new Multipart().text("space_name", space).json("request_record", JsonCodec.write(json(record)));
        return transport
                .form(family + "/resource_with_payload", file.addTo(form, "payload_file"))
                .record();
    }

    /** Takes a ticket one step further; texts may be empty. Returns {@code state} and {@code is_open} among the attributes. */
    public Reply progressTicket(Locator ticket, String action, String resolution, String comment) {
        JsonObject.Builder body = JsonObject.builder();
        body.putIfPresent("resolution", Optional.of(resolution).filter(s -> !s.isEmpty()));
        body.putIfPresent("comment", Optional.of(comment).filter(s -> !s.isEmpty()));
        return transport.json(
                "PUT", family + "/progress-ticket" + untyped(ticket) + path(action), Optional.of(body.build()));
    }

    /** Locks an entry for a while, or longer if the caller holds the lock already. */
    public Reply lock(Locator entry) {
        return transport.json("PUT", family + "/lock" + address(entry), Optional.empty());
    }

    /** Unlocks an entry; {@code force} breaks the lock of somebody else. */
    public Reply unlock(Locator entry, boolean force) {
        return transport.json(
                "DELETE",
                family + "/lock" + untyped(entry) + parameters("force", force ? "true" : ""),
                Optional.empty());
    }

    /** Runs a stored question; the attributes of the record are its parameters. */
    public Reply execute(String space, WireRecord task) {
        return transport.json("POST", family + path("execute", "query", space), Optional.of(json(task)));
    }

    /** Applies a proposed change to the entry that the record names. */
    public Reply applyAlteration(String space, String name, WireRecord entry) {
        return transport.json("POST", family + path("apply-alteration", space, name), Optional.of(json(entry)));
    }

    /** A short link to an entry: {@code token} and {@code short_url} among the attributes. */
    public Reply shorten(Locator entry) {
        return transport.json("GET", family + "/shortening" + untyped(entry), Optional.empty());
    }

    private static String address(Locator entry) {
        return path(entry.type().wire()) + untyped(entry);
    }

    private static String untyped(Locator entry) {
        String subpath = entry.subpath().isRoot() ? "__root__" : entry.subpath().value();
        return path(entry.space().value(), subpath, entry.shortname().value());
    }

    /** A record as it is sent. */
    static JsonObject json(WireRecord record) {
        JsonObject.Builder out = JsonObject.builder()
                .put("resource_type", record.resourceType().wire())
                .putIfPresent("uuid", record.uuid())
                .put("shortname", record.shortname())
                .put("subpath", record.subpath())
                .put("attributes", record.attributes());
        return (record.checkLock() ? out.put("retrieve_lock_status", true) : out).build();
    }
}
