package cc.dmart.api.service;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The plugins that lie in the watched folder and what an operator does with them ({@code plugins-events.md} 2.5 to 2.8).
 * Nothing here asks for permission: the edges do ({@link Administrators}). Provided by {@code deploy}. Thread-safe.
 */
@ProviderType
public interface PluginService {
    /**
     * A line of the log of a plugin.
     *
     * @param number grows from line to line, also over restarts
     * @param text   as in the log of the server, without secrets; several lines if there is a stack trace
     */
    record LogLine(long number, String text) {}

    /**
     * The last lines of the log that a plugin wrote, or that the server wrote about it, oldest first; at most 200 are kept.
     *
     * @param after only those with a higher number
     * @throws DmartException.NotFound if there is no such plugin
     */
    List<LogLine> log(String plugin, long after);

    /** The plugins by name. */
    List<PluginStatus> plugins();

    /**
     * Attributes of plugins as {@code /info/plugins} answers them, in their order.
     *
     * @param administrator whether all are wanted, which costs a look at each space; else only what everybody may know
     */
    List<JsonObject> attributes(List<PluginStatus> plugins, boolean administrator);

    /** Starts a plugin that was switched off. @throws DmartException.NotFound if there is none */
    void enable(String plugin);

    /** Stops a plugin until it is enabled again, over restarts too. @throws DmartException.NotFound if there is none */
    void disable(String plugin);

    /** Stops and starts a plugin. @throws DmartException.NotFound if there is none */
    void restart(String plugin);

    /**
     * Writes the configuration of a plugin into the watched folder, in the form of {@code config.json}. A mask, as in {@link
     * PluginStatus#config}, stands for what is stored in its place.
     *
     * @throws DmartException.Invalid  if it is no legal configuration, or a mask stands for nothing
     * @throws DmartException.NotFound if there is no such plugin
     */
    void configure(String plugin, JsonObject config);

    /**
     * Grants rights of {@link DeliveryService#GRANTS} to a plugin, in place of those it had.
     *
     * @throws DmartException.NotFound if there is no such plugin
     */
    void grant(String plugin, Set<String> grants);

    /**
     * Puts a jar, or a webhook or configuration as JSON, into the watched folder; it is active a moment later.
     *
     * @param fileName ends with {@code .jar} or {@code .json}
     * @param content  read once and not closed
     */
    void upload(String fileName, InputStream content);

    /** Removes the jar or webhook of a plugin, and its configuration, from the watched folder. */
    void remove(String plugin);

    /** Whether a method of a resource of a plugin answers without a login ({@link PublicRoute} and the grant for it). */
    boolean isPublic(Class<?> resource, boolean marked);
}
