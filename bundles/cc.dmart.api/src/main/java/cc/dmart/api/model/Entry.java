package cc.dmart.api.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * An entry or attachment: its address and its meta exactly as stored, unknown fields included, with typed views of the
 * fields of {@code storage.md} 2. The path is the authority for the address, whatever the meta says. Thread-safe.
 *
 * @param at   the address
 * @param meta the stored meta
 */
public record Entry(Locator at, JsonObject meta) {
    /** An entry of these parts. */
    public Entry {
        requireNonNull(at, "at");
        requireNonNull(meta, "meta");
    }

    /** The resource type. */
    public ResourceType type() {
        return at.type();
    }

    /** Text of the uuid; empty in broken data. */
    public String uuid() {
        return meta.string("uuid").orElse("");
    }

    /** Whether the entry is active; a stored meta without the field is not ({@code spec/README.md}, defaults). */
    public boolean isActive() {
        return meta.bool("is_active").orElse(false);
    }

    /** Shortname of the owner; empty in broken data. */
    public String owner() {
        return meta.string("owner_shortname").orElse("");
    }

    /** Shortname of the owning group. */
    public Optional<String> ownerGroup() {
        return meta.string("owner_group_shortname").filter(s -> !s.isEmpty());
    }

    /** The tags. */
    public List<String> tags() {
        return meta.strings("tags");
    }

    /** The access list. */
    public List<AclItem> acl() {
        return AclItem.listOf(meta);
    }

    /** The payload. */
    public Optional<Payload> payload() {
        return meta.object("payload").map(Payload::new);
    }

    /** Name of the schema of the payload. */
    public Optional<String> schemaShortname() {
        return payload().flatMap(Payload::schemaShortname);
    }

    /** Time of creation. */
    public Optional<Instant> createdAt(ZoneId zone) {
        return meta.string("created_at").flatMap(t -> Timestamps.parse(t, zone));
    }

    /** Time of the last change of the meta. */
    public Optional<Instant> updatedAt(ZoneId zone) {
        return meta.string("updated_at").flatMap(t -> Timestamps.parse(t, zone));
    }

    /** This entry with another meta. */
    public Entry withMeta(JsonObject other) {
        return new Entry(at, other);
    }
}
