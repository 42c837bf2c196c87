package cc.dmart.api.plugin;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link BeforeHook} is given. For the thread of the call only. */
@ProviderType
public interface ChangeContext {
    /** What is going to happen. */
    ActionType action();

    /** The acting account. */
    String user();

    /** Names of the active roles that the account has, its own and those of its groups. Worked out when asked for. */
    Set<String> roles();

    /** The space. */
    String spaceName();

    /** Subpath with a leading slash. */
    String subpath();

    /** The shortname; {@code auto} is resolved already. Empty for queries. */
    Optional<String> shortname();

    /** The type; empty for queries. */
    Optional<ResourceType> resourceType();

    /** Schema of the payload, of the request or the stored entry. */
    Optional<String> schemaShortname();

    /** The entry as it is; empty for a create. */
    Optional<Entry> current();

    /** What the request proposes; empty where there is nothing to alter (delete, view, query, lock). */
    Optional<WireRecord> proposed();

    /**
     * Replaces the proposed attributes. The result is validated like the request of the caller; identity fields (uuid,
     * shortname, owner, created_at) cannot be changed.
     *
     * @throws IllegalStateException if there is nothing to alter
     */
    void propose(JsonObject attributes);

    /** What is asked, as the body of {@code /managed/query}; empty unless the action is {@code query}. */
    Optional<JsonObject> query();

    /**
     * Leaves something for the later event: its attribute {@code plugin} holds it under the name of the plugin. It counts if this call
     * ends well and what it looks at comes to pass; members that are named like secrets are left out of events.
     *
     * @param key   of the plugin's own; the last value counts
     * @param value stored with the change
     * @throws IllegalArgumentException if the plugin would leave more than 16,384 characters of JSON
     */
    void note(String key, JsonValue value);

    /**
     * Per-action attributes of the event ({@code plugins-events.md} 1.3, before), and in {@code plugin} what this hook and earlier ones
     * left, by plugin.
     */
    JsonObject attributes();
}
