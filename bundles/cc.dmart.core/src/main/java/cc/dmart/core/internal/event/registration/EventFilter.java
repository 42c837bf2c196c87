package cc.dmart.core.internal.event.registration;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.PluginProperties;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** The filters of a hook or listener ({@code plugins-events.md} 1.2, 1.4, 2.3); all must match. Immutable, thread-safe. */
public final class EventFilter {
    private final List<String> actions;
    private final List<String> spaces;
    private final List<String> subpaths;
    private final List<String> types;
    private final List<String> schemas;
    private final List<String> changed;
    private final boolean misses;
    private final Optional<Filter> expression;

    private EventFilter(ServiceProps props, Optional<Filter> expression) {
        this.actions = props.list(PluginProperties.ACTIONS);
        this.spaces = props.listOrAll(PluginProperties.SPACES);
        this.subpaths = props.listOrAll(PluginProperties.SUBPATHS).stream()
                .map(Occurrence::trim)
                .toList();
        this.types = props.listOrAll(PluginProperties.RESOURCE_TYPES);
        this.schemas = props.listOrAll(PluginProperties.SCHEMAS);
        this.changed = props.list(PluginProperties.CHANGED);
        this.misses = props.flag(PluginProperties.MISSES);
        this.expression = expression;
    }

    /**
     * The filter of these service properties.
     *
     * @throws IllegalArgumentException if the LDAP filter cannot be read
     */
    static EventFilter of(ServiceProps props) {
        Optional<String> text = props.text(PluginProperties.FILTER);
        try {
            Filter filter = text.isEmpty() ? null : FrameworkUtil.createFilter(text.get()); // parsing only
            return new EventFilter(props, Optional.ofNullable(filter));
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("bad " + PluginProperties.FILTER + ": " + e.getMessage(), e);
        }
    }

    /** Whether something that happens is of interest. */
    public boolean matches(Occurrence event) {
        return (misses || !event.missed())
                && matchesAction(event)
                && has(spaces, event.space())
                && matchesSubpath(event.subpath())
                && matchesType(event.type())
                && matchesSchema(event)
                && matchesChange(event)
                && (expression.isEmpty()
                        || expression.get().matches(event.fields().get()));
    }

    private static boolean has(List<String> list, String value) {
        return list.contains(PluginProperties.ALL) || list.contains(value);
    }

    /** Whether an action is of interest; without a list every one that changes something is. */
    public boolean hears(ActionType action) {
        boolean reading = action == ActionType.VIEW || action == ActionType.QUERY;
        return actions.isEmpty() ? !reading : has(actions, action.wire());
    }

    /** Whether views of what is not there are of interest. */
    public boolean hearsMisses() {
        return misses && hears(ActionType.VIEW);
    }

    /** The filters as {@code /info/plugins} shows them. */
    public JsonObject toJson() {
        JsonObject.Builder out = JsonObject.builder();
        put(out, "actions", actions);
        put(out, "spaces", spaces);
        put(out, "subpaths", subpaths);
        put(out, "resource_types", types);
        put(out, "schema_shortnames", schemas);
        put(out, "changed", changed);
        expression.ifPresent(e -> out.put("filter", e.toString()));
        return out.build();
    }

    private static void put(JsonObject.Builder out, String name, List<String> list) {
        if (!list.isEmpty() && !list.contains(PluginProperties.ALL)) {
            out.put(name, JsonArray.ofStrings(list));
        }
    }

    /** {@code attach} and {@code assign} are never reported as such: they are creates and updates of a kind. */
    private boolean matchesAction(Occurrence event) {
        if (hears(event.action())) {
            return true;
        }
        return switch (event.action()) {
            case CREATE ->
                actions.contains(ActionType.ATTACH.wire())
                        && event.type().map(ResourceType::isAttachment).orElse(false);
            case UPDATE ->
                actions.contains(ActionType.ASSIGN.wire())
                        && event.changed().get().contains("owner_shortname");
            default -> false;
        };
    }

    private boolean matchesSubpath(String subpath) {
        if (subpaths.contains(PluginProperties.ALL)) {
            return true;
        }
        return subpaths.stream()
                .anyMatch(s -> s.isEmpty()
                        || subpath.equals(s)
                        || (subpath.startsWith(s) && subpath.charAt(s.length()) == '/'));
    }

    private boolean matchesType(Optional<ResourceType> type) {
        return types.contains(PluginProperties.ALL)
                || type.map(t -> types.contains(t.wire())).orElse(false);
    }

    private boolean matchesSchema(Occurrence event) {
        return !event.type().equals(Optional.of(ResourceType.CONTENT))
                || schemas.contains(PluginProperties.ALL)
                || event.schema().map(schemas::contains).orElse(false);
    }

    private boolean matchesChange(Occurrence event) {
        if (changed.isEmpty()) {
            return true;
        }
        Set<String> keys = event.changed().get();
        return changed.stream()
                .anyMatch(wanted -> keys.stream().anyMatch(key -> key.equals(wanted) || key.startsWith(wanted + ".")));
    }
}
