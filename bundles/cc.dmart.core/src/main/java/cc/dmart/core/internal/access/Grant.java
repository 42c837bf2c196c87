package cc.dmart.core.internal.access;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.ConditionType;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Permission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one key of the effective grants allows, merged from every permission that yields the key ({@code security.md} 3.3).
 * Immutable, thread-safe.
 */
final class Grant {
    private final Set<String> actions;
    private final Set<String> conditions;
    private final FieldRules rules;
    private final Set<String> filters;
    private final Set<ActionType> known = EnumSet.noneOf(ActionType.class);
    private final boolean needsActive;
    private final boolean needsOwn;
    private final boolean impossible;

    private Grant(Set<String> actions, Set<String> conditions, FieldRules rules, Set<String> filters) {
        this.actions = actions;
        this.conditions = conditions;
        this.rules = rules;
        this.filters = filters;
        actions.forEach(a -> ActionType.of(a).ifPresent(known::add));
        this.needsActive = conditions.contains(ConditionType.IS_ACTIVE.wire());
        this.needsOwn = conditions.contains(ConditionType.OWN.wire());
        this.impossible = conditions.stream().anyMatch(c -> ConditionType.of(c).isEmpty());
    }

    /** The grant of a single permission. */
    static Grant of(Permission permission) {
        return new Grant(
                new LinkedHashSet<>(permission.actions()),
                new LinkedHashSet<>(permission.conditions()),
                FieldRules.of(permission),
                permission
                        .filterFieldsValues()
                        .filter(f -> !f.isBlank())
                        .map(Set::of)
                        .orElse(Set.of()));
    }

    /** Both grants as one key: actions add up, and so does everything that restricts. */
    Grant merge(Grant other) {
        return new Grant(
                union(actions, other.actions),
                union(conditions, other.conditions),
                rules.and(other.rules),
                union(filters, other.filters));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> out = new LinkedHashSet<>(a);
        out.addAll(b);
        return out;
    }

    /** Whether the action is named. */
    boolean names(ActionType action) {
        return known.contains(action);
    }

    /** Whether all conditions hold; one that is not known never does. */
    boolean conditionsMet(boolean active, boolean own) {
        return (active || !needsActive) && (own || !needsOwn) && !impossible;
    }

    /** The conditions that do not hold; one that is not known never does. */
    List<String> unmet(boolean active, boolean own) {
        return conditions.stream()
                .filter(c -> !(active && c.equals(ConditionType.IS_ACTIVE.wire()))
                        && !(own && c.equals(ConditionType.OWN.wire())))
                .toList();
    }

    /** Whether {@code is_active} is asked for. */
    boolean needsActive() {
        return needsActive;
    }

    /** Whether {@code own} is asked for. */
    boolean needsOwn() {
        return needsOwn;
    }

    /** Whether there is a condition that nothing meets. */
    boolean isImpossible() {
        return impossible;
    }

    /** Rules on written fields. */
    FieldRules rules() {
        return rules;
    }

    /** Search expressions that rows must match, every one. */
    Set<String> filters() {
        return filters;
    }

    /** Whether nothing restricts the actions. */
    boolean isUnconditional() {
        return conditions.isEmpty() && rules.isEmpty();
    }

    /** Whether it takes something from others of the same key. */
    boolean restricts() {
        return !isUnconditional() || !filters.isEmpty();
    }

    /** The actions as stored. */
    Set<String> actions() {
        return actions;
    }

    /** The conditions as stored. */
    Set<String> conditions() {
        return conditions;
    }

    /** Whether the other grant restricts at least as much as this one, actions aside. */
    boolean isNoStricterThan(Grant other) {
        return other.conditions.containsAll(conditions)
                && rules.isNoStricterThan(other.rules)
                && other.filters.containsAll(filters);
    }

    /** The wire form of {@code http-api.md} 3.5. */
    JsonObject toJson() {
        JsonObject.Builder out = JsonObject.builder()
                .put("allowed_actions", JsonArray.ofStrings(actions))
                .put("conditions", JsonArray.ofStrings(conditions))
                .put("restricted_fields", JsonArray.ofStrings(rules.restricted()))
                .put("allowed_fields_values", rules.allowedAsOne());
        return out.put("filter_fields_values", filters.isEmpty() ? JsonNull.NULL : new JsonString(filterText()))
                .build();
    }

    /** Several filters as one search: groups with a star beside them are ANDed ({@code query.md} 2.1 rule 7). */
    private String filterText() {
        List<String> all = new ArrayList<>(filters);
        return all.size() == 1 ? all.get(0) : all.stream().collect(Collectors.joining(") (", "(", ") *"));
    }
}
