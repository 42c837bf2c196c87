package cc.dmart.core.internal.access;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MagicWord;
import cc.dmart.api.model.ResourceType;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The effective grants of one account, compiled ({@code security.md} 3.3). Immutable but for the memory of row filters and the
 * stamps of {@link GrantCache}. Thread-safe.
 */
final class Grants {
    /** A record that the grants came from, with its version then; the version is empty if there was no such record. */
    record Source(Locator at, String version) {}

    /** The account as far as grants need it. */
    record Account(String user, boolean usable, Set<String> roles, Set<String> groups) {}

    private static final String ALL_SPACES = MagicWord.ALL_SPACES.wire();
    private static final int MAX_FILTERS = 1000;

    private final Account account;
    private final Map<GrantKey, Grant> keys;
    private final Map<GrantKey, Grant> templates;
    private final List<Source> sources;
    private final Map<String, Map<ResourceType, Walk>> bySpace = new HashMap<>();
    private final Map<ResourceType, Walk> elsewhere;
    private final boolean superuser;
    private final Map<String, RowFilter> filters = new ConcurrentHashMap<>();

    /** Cache version at which the sources were last known to be unchanged. */
    volatile long stamp;
    /** {@link System#nanoTime} of the last look at the sources. */
    volatile long lookedAt;

    Grants(Account account, Map<GrantKey, Grant> keys, Map<GrantKey, Grant> templates, List<Source> sources) {
        this.account = account;
        this.keys = Map.copyOf(keys);
        this.templates = Map.copyOf(templates);
        this.sources = List.copyOf(sources);
        Map<String, Map<ResourceType, Map<String, Grant>>> split = split(this.keys);
        Map<ResourceType, Map<String, Grant>> all = split.getOrDefault(ALL_SPACES, Map.of());
        this.elsewhere = walks(all, Map.of());
        split.forEach((space, own) -> {
            if (!space.equals(ALL_SPACES)) {
                bySpace.put(space, walks(all, own));
            }
        });
        this.superuser = account.usable() && isSuper(this.keys);
    }

    private static Map<String, Map<ResourceType, Map<String, Grant>>> split(Map<GrantKey, Grant> keys) {
        Map<String, Map<ResourceType, Map<String, Grant>>> out = new HashMap<>();
        keys.forEach((key, grant) -> ResourceType.of(key.type())
                .ifPresent(type -> out.computeIfAbsent(key.space(), s -> new EnumMap<>(ResourceType.class))
                        .computeIfAbsent(type, t -> new HashMap<>())
                        .put(key.value(), grant)));
        return out;
    }

    private static Map<ResourceType, Walk> walks(
            Map<ResourceType, Map<String, Grant>> all, Map<ResourceType, Map<String, Grant>> own) {
        Map<ResourceType, Walk> out = new EnumMap<>(ResourceType.class);
        for (ResourceType type : ResourceType.values()) {
            if (all.containsKey(type) || own.containsKey(type)) {
                out.put(type, new Walk(all.getOrDefault(type, Map.of()), own.getOrDefault(type, Map.of())));
            }
        }
        return out;
    }

    /** Whether these keys, and no others, are those of one who may do everything. */
    static boolean isSuper(Map<GrantKey, Grant> keys) {
        for (ResourceType type : List.of(
                ResourceType.USER,
                ResourceType.ROLE,
                ResourceType.PERMISSION,
                ResourceType.CONTENT,
                ResourceType.SPACE)) {
            Grant grant = keys.get(new GrantKey(ALL_SPACES, MagicWord.ALL_SUBPATHS.wire(), type.wire()));
            if (grant == null
                    || !grant.isUnconditional()
                    || !grant.names(ActionType.CREATE)
                    || !grant.names(ActionType.UPDATE)
                    || !grant.names(ActionType.DELETE)) {
                return false;
            }
        }
        return true;
    }

    /** The account. */
    Account account() {
        return account;
    }

    /** Whether the account exists and may act at all. */
    boolean isUsable() {
        return account.usable();
    }

    /** SUPER(actor) of {@code security.md} 0. */
    boolean isSuper() {
        return superuser;
    }

    /** The grants by type in a space; a space that no grant names has those of all spaces. */
    Map<ResourceType, Walk> walks(String space) {
        return bySpace.getOrDefault(space, elsewhere);
    }

    /** The keys with magic words of the account replaced. */
    Map<GrantKey, Grant> keys() {
        return keys;
    }

    /** The keys with a word for the account, as stored. */
    Map<GrantKey, Grant> templates() {
        return templates;
    }

    /** What they came from. */
    List<Source> sources() {
        return sources;
    }

    /** A filter, such as that of the rows of a space, made once, so that its identity is stable. */
    RowFilter filter(String name, Function<String, RowFilter> make) {
        RowFilter known = filters.get(name);
        if (known != null) {
            return known;
        }
        RowFilter made = make.apply(name);
        if (filters.size() >= MAX_FILTERS) {
            return made;
        }
        RowFilter earlier = filters.putIfAbsent(name, made);
        return earlier == null ? made : earlier;
    }

    /** The wire form of {@code http-api.md} 3.5, keys sorted. */
    JsonObject toJson() {
        JsonObject.Builder out = JsonObject.builder();
        keys.entrySet().stream()
                .sorted(java.util.Comparator.comparing(e -> e.getKey().wire()))
                .forEach(e -> out.put(e.getKey().wire(), e.getValue().toJson()));
        return out.build();
    }
}
