package cc.dmart.core.internal.account;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a new management space consists of, in an order in which each record finds what it refers to ({@code security.md} B2,
 * {@code storage.md} 4.1). The records and schemas are resources of this bundle.
 */
final class FirstStartRecords {
    private static final String FOLDER = "firststart/";

    private FirstStartRecords() {}

    /** The records; the first one is the space itself, under the configured name. */
    static List<WireRecord> load(String space) {
        List<WireRecord> out = new ArrayList<>();
        JsonCodec.parse(read("records.json")).asArray().orElseThrow().forEach(value -> {
            JsonObject json = value.asObject().orElseThrow();
            ResourceType type =
                    json.string("resource_type").flatMap(ResourceType::of).orElseThrow();
            String shortname = type == ResourceType.SPACE
                    ? space
                    : json.string("shortname").orElseThrow();
            JsonObject attributes = json.object("attributes").orElseThrow();
            out.add(WireRecord.of(
                    type,
                    shortname,
                    json.string("subpath").orElseThrow(),
                    type == ResourceType.SCHEMA ? withBody(attributes, shortname) : attributes));
        });
        return List.copyOf(out);
    }

    private static JsonObject withBody(JsonObject attributes, String shortname) {
        JsonObject payload = attributes.object("payload").orElseThrow();
        return attributes.with("payload", payload.with("body", JsonCodec.parse(read("schema/" + shortname + ".json"))));
    }

    private static byte[] read(String name) {
        try (InputStream in = FirstStartRecords.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the bundle");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
