package cc.dmart.core.internal.access;

import cc.dmart.api.model.AclItem;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.AccessExplanation;
import cc.dmart.api.service.AccessExplanation.Ground;
import cc.dmart.api.service.AccessExplanation.Step;
import cc.dmart.core.internal.access.AccessCheck.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the steps of one decision down and makes an explanation of them. For one thread. */
final class DecisionRecord implements DecisionTrace {
    private final String user;
    private final ActionType action;
    private final ResourceType type;
    private final Map<String, String> roles = new LinkedHashMap<>();
    private final Map<String, Set<String>> rolesOf = new LinkedHashMap<>();
    private final Map<String, Set<String>> permissionsOf = new LinkedHashMap<>();
    private final List<String> ignored = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private @Nullable Boolean listed;
    private boolean owner;
    private boolean own;

    private record Asked(Step step, Optional<Refusal> refusal) {}

    DecisionRecord(String user, ActionType action, ResourceType type) {
        this.user = user;
        this.action = action;
        this.type = type;
    }

    @Override
    public void role(String role, String through) {
        roles.put(role, through);
    }

    @Override
    public void named(String permission, Optional<String> role) {
        Set<String> names = rolesOf.computeIfAbsent(permission, p -> new LinkedHashSet<>());
        role.ifPresent(names::add);
    }

    @Override
    public void yields(String permission, GrantKey key) {
        permissionsOf.computeIfAbsent(key.wire(), k -> new LinkedHashSet<>()).add(permission);
    }

    @Override
    public void ignored(String at, boolean exists) {
        ignored.add(at + (exists ? " is not active" : " does not exist"));
    }

    @Override
    public void listed(AclItem item, Optional<Boolean> verdict) {
        verdict.ifPresent(v -> listed = v);
    }

    @Override
    public void owner() {
        owner = true;
    }

    @Override
    public Pass watch(AccessCheck check, Walk walk, String space) {
        own = check.isOwn();
        return (place, level, grant) -> {
            Refusal refusal = check.refusal(grant);
            String detail = refusal == null ? "" : check.detail(grant, refusal);
            String key = walk.key(place, level, space) + ":" + type.wire();
            asked.add(new Asked(
                    step(key, level, grant, refusal, detail, walk.hidden(place, level, space)),
                    Optional.ofNullable(refusal)));
            return refusal == null;
        };
    }

    private Step step(
            String key, String level, Grant grant, @Nullable Refusal refusal, String detail, List<String> hidden) {
        Set<String> permissions = permissionsOf.getOrDefault(key, Set.of());
        return new Step(
                key,
                level,
                List.copyOf(permissions),
                permissions.stream()
                        .flatMap(p -> rolesOf.getOrDefault(p, Set.of()).stream())
                        .distinct()
                        .toList(),
                List.copyOf(grant.actions()),
                List.copyOf(grant.conditions()),
                List.copyOf(grant.filters()),
                refusal == null ? "" : refusal.name().toLowerCase(Locale.ROOT),
                detail,
                hidden.stream().map(k -> k + ":" + type.wire()).toList());
    }

    /** What came of it. */
    AccessExplanation explained(Grants grants, boolean allowed, AccessTarget target, boolean found) {
        Ground ground = ground(grants, allowed);
        Optional<Step> deciding = ground == Ground.GRANT || ground == Ground.REFUSED ? closest() : Optional.empty();
        return new AccessExplanation(
                allowed,
                ground,
                reason(ground, allowed, deciding),
                deciding,
                asked.stream().map(Asked::step).toList(),
                roles,
                ignored,
                found,
                target.active(),
                target.owner(),
                own);
    }

    private Ground ground(Grants grants, boolean allowed) {
        if (!grants.isUsable()) {
            return Ground.ACCOUNT;
        }
        if (owner) {
            return Ground.OWNER;
        }
        if (listed != null) {
            return Ground.ACL;
        }
        if (allowed) {
            return Ground.GRANT;
        }
        return asked.isEmpty() ? Ground.NONE : Ground.REFUSED;
    }

    /** The one that passed, else the refused one that came furthest, the deepest of several. */
    private Optional<Step> closest() {
        Comparator<Asked> further =
                Comparator.comparing(a -> a.refusal().map(Refusal::ordinal).orElse(Integer.MAX_VALUE));
        return asked.stream()
                .reduce((a, b) -> further.compare(a, b) > 0 ? a : b)
                .map(Asked::step);
    }

    private String reason(Ground ground, boolean allowed, Optional<Step> deciding) {
        return switch (ground) {
            case ACCOUNT -> "The account " + ignored.get(ignored.size() - 1).substring("users/".length()) + ".";
            case ACL ->
                "The access list of the entry " + (allowed ? "allows " : "denies ") + action.wire() + " to " + user
                        + ".";
            case OWNER -> "The entry is " + user + "'s own, and it may query something in the space.";
            case NONE -> "No permission of " + user + " for " + type.wire() + " reaches this path.";
            case GRANT ->
                deciding.map(s -> names(s) + " allows " + action.wire() + " by " + s.key() + ".")
                        .orElse("");
            case REFUSED ->
                deciding.map(s -> names(s) + " refuses by " + s.key() + ": " + why(s) + "." + hides(s))
                        .orElse("");
        };
    }

    private static String names(Step step) {
        String by = String.join(", ", step.roles());
        return "Permission " + String.join(", ", step.permissions()) + (by.isEmpty() ? "" : " of role " + by);
    }

    private static String why(Step step) {
        return switch (step.refusal()) {
            case "action" -> step.detail() + " is not among its actions";
            case "condition" -> "its condition " + step.detail() + " does not hold";
            default -> "the field " + step.detail() + " may not be written so";
        };
    }

    private static String hides(Step step) {
        return step.hidden().isEmpty() ? "" : " It hides " + String.join(", ", step.hidden()) + ".";
    }
}
