package cc.dmart.api.model;

import java.util.Optional;

/**
 * Declared content of an entry: the member {@code payload} of its meta as a typed view ({@code storage.md} 2.2). Unknown
 * members stay in {@link #json()}. Thread-safe.
 *
 * @param json the member as stored
 */
public record Payload(JsonObject json) {
    /** Kind of the content; empty if the stored value is unknown (the entry is then read-only). */
    public Optional<ContentType> contentType() {
        return json.string("content_type").flatMap(ContentType::of);
    }

    /** Name of the schema; an empty text counts as none. */
    public Optional<String> schemaShortname() {
        return json.string("schema_shortname").filter(s -> !s.isEmpty());
    }

    /** Hex checksum over the bytes as written: SHA-256 (64 digits), SHA-1 (40) in older data. */
    public Optional<String> checksum() {
        return json.string("checksum");
    }

    /** Hex checksum that the uploader gave. */
    public Optional<String> clientChecksum() {
        return json.string("client_checksum");
    }

    /** The stored body: a file name, inline text or an inline object. */
    public Optional<JsonValue> body() {
        return json.get("body").filter(v -> !v.isNull());
    }

    /** This payload with another body. */
    public Payload withBody(JsonValue body) {
        return new Payload(json.with("body", body));
    }
}
