package cc.dmart.api.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Envelope of an entry on the wire, in requests and replies ({@code http-api.md} 1.1). Thread-safe.
 *
 * @param resourceType the type
 * @param shortname    the name; in a request it may be {@code auto}
 * @param subpath      as sent in a request; in a reply the form of {@link Subpath#wire()}
 * @param uuid         empty where no stored object is behind the record
 * @param attributes   fields of the meta, with {@code payload.body} as content where it was asked for
 * @param attachments  by type; empty when not asked for
 * @param checkLock    whether the request asks to be refused while somebody else holds the lock
 */
public record WireRecord(
        ResourceType resourceType,
        String shortname,
        String subpath,
        Optional<String> uuid,
        JsonObject attributes,
        Optional<Map<ResourceType, List<WireRecord>>> attachments,
        boolean checkLock) {

    /** A record without attachments. */
    public static WireRecord of(ResourceType type, String shortname, String subpath, JsonObject attributes) {
        return new WireRecord(type, shortname, subpath, Optional.empty(), attributes, Optional.empty(), false);
    }

    /** This record with other attributes. */
    public WireRecord withAttributes(JsonObject other) {
        return new WireRecord(resourceType, shortname, subpath, uuid, other, attachments, checkLock);
    }

    /** This record with a uuid. */
    public WireRecord withUuid(String text) {
        return new WireRecord(resourceType, shortname, subpath, Optional.of(text), attributes, attachments, checkLock);
    }

    /** This record with attachments. */
    public WireRecord withAttachments(Map<ResourceType, List<WireRecord>> list) {
        return new WireRecord(resourceType, shortname, subpath, uuid, attributes, Optional.of(list), checkLock);
    }
}
