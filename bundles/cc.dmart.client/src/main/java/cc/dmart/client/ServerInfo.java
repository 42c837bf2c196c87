package cc.dmart.client;

import static cc.dmart.client.Transport.path;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.WireRecord;
import java.util.List;
import java.util.Optional;

/** Facts about the server and its upkeep ({@code http-api.md} 4.15, 6). Immutable, thread-safe. */
public final class ServerInfo {
    private final Transport transport;

    ServerInfo(Transport transport) {
        this.transport = transport;
    }

    /** Who is asking: {@code shortname} and {@code authenticated}; never refused. */
    public JsonObject me() {
        return get("/info/me").attributes();
    }

    /** What the server is. */
    public JsonObject manifest() {
        return get("/info/manifest").attributes();
    }

    /** Its settings without secrets; for the user dmart. */
    public JsonObject settings() {
        return get("/info/settings").attributes();
    }

    /** Its plugins, a record each. */
    public List<WireRecord> plugins() {
        return get("/info/plugins").records();
    }

    /** Checks the entries of a space; {@code kind} is {@code soft} or {@code hard}. */
    public JsonObject checkHealth(String kind, String space) {
        return get("/managed" + path("health", kind, space)).attributes();
    }

    /** Makes the server read roles, permissions and schemas anew. */
    public void reloadSecurityData() {
        get("/managed/reload-security-data");
    }

    private Reply get(String path) {
        return transport.json("GET", path, Optional.empty());
    }
}
