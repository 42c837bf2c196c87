package cc.dmart.core.internal.access;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.model.AclItem;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The access terms that the index holds of an entry ({@code query.md} 5.1); {@link RowFilters} asks for the same terms.
 * Thread-safe.
 */
public final class AccessTerms {
    /** Before the terms that an inactive attachment has for itself; no level and no account begins like that. */
    static final String OWN = "own|";

    private static final List<ExactField> FIELDS =
            List.of(ExactField.QPK, ExactField.QP, ExactField.ACL_QUERY, ExactField.ACL_DENIED);

    private AccessTerms() {}

    /**
     * The terms of {@link ExactField#QPK}, {@link ExactField#QP}, {@link ExactField#ACL_QUERY},
     * {@link ExactField#ACL_DENIED} and {@link ExactField#OWNER}; fields without a term are left out. Costs a few strings per
     * level of the subpath.
     */
    public static Map<ExactField, Collection<String>> of(Entry entry) {
        return of(entry, ActionType.QUERY);
    }

    /**
     * The same terms of the entry that an attachment hangs on: an attachment is listed for those who may {@code view} that
     * entry ({@code security.md} 4.1), so that its document has these instead of its own. One that is inactive has its own too,
     * marked, since it needs a {@code view} of its own (3.10).
     */
    public static Map<ExactField, Collection<String>> ofAttachment(Entry attachment, Entry parent) {
        Map<ExactField, Collection<String>> out = of(parent, ActionType.VIEW);
        out.remove(ExactField.OWNER);
        if (!attachment.isActive()) {
            Map<ExactField, Collection<String>> own = of(attachment, ActionType.VIEW);
            for (ExactField field : FIELDS) {
                Set<String> both = new LinkedHashSet<>(out.getOrDefault(field, Set.of()));
                own.getOrDefault(field, Set.of()).forEach(term -> both.add(OWN + term));
                if (!both.isEmpty()) {
                    out.put(field, both);
                }
            }
        }
        return out;
    }

    private static Map<ExactField, Collection<String>> of(Entry entry, ActionType listing) {
        Map<ExactField, Collection<String>> out = new EnumMap<>(ExactField.class);
        policies(entry, out);
        acl(entry.acl(), listing, out);
        return out;
    }

    private static void policies(Entry entry, Map<ExactField, Collection<String>> out) {
        String owner = entry.owner();
        String ownerGroup = entry.ownerGroup().orElse("");
        boolean owned = Names.isShortname(owner);
        Set<String> keys = new LinkedHashSet<>();
        Set<String> held = new LinkedHashSet<>();
        for (String level : forms(Levels.of(entry.at()))) {
            String key = key(level, entry.type(), entry.isActive());
            keys.add(key);
            if (owned) {
                held.add(byOwner(key, owner));
            }
            if (!ownerGroup.isEmpty()) {
                held.add(byGroup(key, ownerGroup));
            }
        }
        out.put(ExactField.QPK, keys);
        if (!held.isEmpty()) {
            out.put(ExactField.QP, held);
        }
        if (owned) {
            out.put(ExactField.OWNER, Set.of(owner));
        }
    }

    private static Set<String> forms(List<String> levels) {
        Set<String> out = new LinkedHashSet<>(levels);
        levels.forEach(level -> out.add(Levels.toGlobal(level)));
        return out;
    }

    private static void acl(List<AclItem> items, ActionType listing, Map<ExactField, Collection<String>> out) {
        if (items.isEmpty()) {
            return;
        }
        Set<String> seen = new HashSet<>();
        Set<String> allowed = new LinkedHashSet<>();
        Set<String> denied = new LinkedHashSet<>();
        for (AclItem item : items) {
            if (!seen.add(item.user())) {
                continue;
            }
            if (item.denied().contains(listing)) {
                denied.add(item.user());
            } else if (item.allowed().contains(listing)) {
                allowed.add(item.user());
            }
        }
        if (!allowed.isEmpty()) {
            out.put(ExactField.ACL_QUERY, allowed);
        }
        if (!denied.isEmpty()) {
            out.put(ExactField.ACL_DENIED, denied);
        }
    }

    /** {@code F:t:a}, a term of {@link ExactField#QPK}. */
    static String key(String level, ResourceType type, boolean active) {
        return level + ":" + type.wire() + (active ? ":true" : ":false");
    }

    /** A term of {@link ExactField#QP} for the owner. */
    static String byOwner(String key, String owner) {
        return key + ":" + owner;
    }

    /** A term of {@link ExactField#QP} for the owning group; marked, so that an account cannot pass for a group of its name. */
    static String byGroup(String key, String group) {
        return key + ":@" + group;
    }
}
