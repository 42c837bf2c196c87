package cc.dmart.api.plugin;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.model.WireRecord;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a plugin may do with entries ({@code plugins-events.md} 2.2). Every call takes the same road as a request: permission,
 * hooks, validation, journal. It acts for
 *
 * <ol>
 *   <li>the account of the event, change or request in whose call the thread is,
 *   <li>else the account that the configuration of the plugin names as {@code actor}.
 * </ol>
 *
 * <p>Changes are told to listeners as caused by the event that is being handled, one level deeper; after five levels they are
 * refused as a loop. Each bundle has an instance of its own. Thread-safe.
 */
@ProviderType
public interface DmartApi {
    /**
     * A page of an answer.
     *
     * @param records in order
     * @param total   visible matches before paging; -1 if not asked for
     */
    record Page(List<WireRecord> records, long total) {
        /** With a copy of the list. */
        public Page {
            records = List.copyOf(records);
        }
    }

    /**
     * Where a ticket is.
     *
     * @param state of its workflow
     * @param open  whether transitions go on from there
     */
    record Progress(String state, boolean open) {}

    /** The entry at an address with its JSON body; empty if there is none. @throws DmartException.Forbidden if not allowed */
    Optional<WireRecord> load(Locator at);

    /** Asks a question; the object is the body of {@code /managed/query}. @throws DmartException as that answers */
    Page query(JsonObject request);

    /**
     * Asks a question that is stored as an entry.
     *
     * @param request names the entry by {@code shortname}, {@code subpath} and {@code resource_type}; parameters in {@code
     *                attributes}, other members of the query in {@code query_overrides}. A term whose placeholder has no
     *                parameter is left out
     * @throws DmartException as {@code /managed/excute/query} answers
     */
    Page saved(String space, JsonObject request);

    /** Creates an entry in a space; its subpath and attributes are those of {@code /managed/request}. @return as stored */
    WireRecord create(String space, WireRecord record);

    /** Merges attributes into an entry. @return as stored */
    WireRecord update(String space, WireRecord record);

    /** Deletes an entry. @throws DmartException.NotFound if there is none */
    void delete(Locator at);

    /**
     * Moves an entry inside its space.
     *
     * @param to   subpath
     * @param name shortname, the old one or another
     */
    void move(Locator from, String to, String name);

    /**
     * Takes a ticket along a transition of its workflow, with its guards and actions.
     *
     * @param action     names the transition
     * @param resolution reason, if the state that is reached asks for one
     * @param comment    text of a comment to leave
     * @throws DmartException as {@code /managed/progress-ticket} answers
     */
    Progress progress(Locator ticket, String action, Optional<String> resolution, Optional<String> comment);

    /**
     * Takes or extends the lock of an entry for the account that acts now.
     *
     * @param seconds 1..3600; empty for the setting {@code lock_period}
     * @return seconds until it ends by itself
     * @throws DmartException.Conflict while somebody else holds it
     */
    long lock(Locator at, OptionalLong seconds);

    /** Ends the lock of the account that acts now. @throws DmartException.Conflict if it holds none */
    void unlock(Locator at);

    /**
     * Creates or replaces an entry or attachment with a payload file.
     *
     * @param record    address and attributes
     * @param fileName  its extension decides the media type
     * @param content   read once and not closed
     */
    WireRecord upload(String space, WireRecord record, String fileName, InputStream content);

    /** The bytes of a payload. @throws DmartException.NotFound without one */
    InputStream payload(Locator at);

    /** Sends a message over the channel that it names. Never throws. */
    SendResult send(OutgoingMessage message);

    /** The account for which calls of this thread act now. @throws DmartException.Forbidden if there is none */
    String user();

    /** This API for another account. @throws DmartException.Forbidden without the grant {@code impersonate} */
    DmartApi asUser(String shortname);

    /**
     * This API without any check of permission, under the name of the account that acts now, or of {@code dmart}.
     *
     * @throws DmartException.Forbidden without the grant {@code impersonate}
     */
    DmartApi asSystem();

    /** This API with changes that are journalled and not told to listeners of plugins, and reading that is told to nobody. */
    DmartApi silently();

    /**
     * Does nothing if the account that acts now administers the server.
     *
     * @throws DmartException.Forbidden {@code E(401,request,401)} otherwise
     */
    void requireAdministrator();

    /** A folder of the plugin's own below the data folder, made when it is missing; it outlives versions and restarts. */
    Path folder();

    /**
     * The folder in which the spaces lie; empty if the store keeps them otherwise. To be read only: changes go through this API.
     *
     * @throws DmartException.Forbidden without the grant {@code impersonate}, since files know no permissions
     */
    Optional<Path> spacesFolder();

    /** The zone of times without one. */
    ZoneId timezone();

    /** A value of the configuration of the plugin: {@code attributes} of {@code <plugin>.json}. */
    Optional<JsonValue> config(String key);

    /** Convenience: creates content with a JSON body. */
    default WireRecord createContent(String space, String subpath, String shortname, JsonObject body) {
        JsonObject payload = JsonObject.builder()
                .put("content_type", "json")
                .put("body", body)
                .build();
        JsonObject attributes = JsonObject.builder()
                .put("is_active", true)
                .put("payload", payload)
                .build();
        return create(space, WireRecord.of(ResourceType.CONTENT, shortname, subpath, attributes));
    }
}
