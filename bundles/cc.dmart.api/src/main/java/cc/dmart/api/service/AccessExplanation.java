package cc.dmart.api.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why an account may or may not do something ({@code security.md} 3.5). Thread-safe.
 *
 * @param allowed  the verdict
 * @param ground   what decided
 * @param reason   the verdict in one sentence
 * @param deciding the step that let it through, or the refused one that came closest; empty if no key was asked
 * @param steps    every key that was asked, from the root of the space down
 * @param roles    the roles that count, with what gives each: {@code account}, {@code group <name>} or {@code login}
 * @param ignored  sentences about accounts, groups, roles and permissions that would count but do not
 * @param found    whether the entry exists
 * @param active   whether the entry is active
 * @param owner    owner of the entry; empty if there is none
 * @param own      whether the entry is the account's own, or its group's
 */
public record AccessExplanation(
        boolean allowed,
        Ground ground,
        String reason,
        Optional<Step> deciding,
        List<Step> steps,
        Map<String, String> roles,
        List<String> ignored,
        boolean found,
        boolean active,
        String owner,
        boolean own) {
    /** What decided. */
    public enum Ground {
        /** The account does not exist or is not active. */
        ACCOUNT,
        /** An item of the entry's access list. */
        ACL,
        /** A grant that lets it through. */
        GRANT,
        /** A listed row is the account's own. */
        OWNER,
        /** Grants were asked, and each refused. */
        REFUSED,
        /** No grant of the account reaches the entry. */
        NONE
    }

    /**
     * A key of the account's grants that was asked ({@code security.md} 3.3).
     *
     * @param key         {@code space:subpath:type}
     * @param level       level of the entry's path at which it was asked, {@code /} for the root
     * @param permissions the permissions that yield the key
     * @param roles       the roles that name these permissions
     * @param actions     actions of the key, of all its permissions together
     * @param conditions  conditions of the key, of all its permissions together
     * @param filters     search expressions that rows of a query must match as well
     * @param refusal     the word action, condition or field; empty if it lets the request through
     * @param detail      the action, the conditions that do not hold, or the field; empty if it lets the request through
     * @param hidden      keys that were not asked because this one hides them
     */
    public record Step(
            String key,
            String level,
            List<String> permissions,
            List<String> roles,
            List<String> actions,
            List<String> conditions,
            List<String> filters,
            String refusal,
            String detail,
            List<String> hidden) {
        /** With copies of the lists. */
        public Step {
            permissions = List.copyOf(permissions);
            roles = List.copyOf(roles);
            actions = List.copyOf(actions);
            conditions = List.copyOf(conditions);
            filters = List.copyOf(filters);
            hidden = List.copyOf(hidden);
        }

        /** Whether it lets the request through. */
        public boolean passed() {
            return refusal.isEmpty();
        }
    }

    /** With copies of the collections. */
    public AccessExplanation {
        steps = List.copyOf(steps);
        roles = Map.copyOf(roles);
        ignored = List.copyOf(ignored);
    }
}
