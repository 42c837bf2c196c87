package cc.dmart.core.internal.access;

import cc.dmart.api.model.AclItem;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.MagicWord;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import java.util.List;
import java.util.Optional;

/** The algorithm of {@code security.md} 3.5 and 4.1, for decisions and for their explanation alike. Thread-safe. */
final class Decision {
    /** How strictly is asked. */
    enum Mode {
        /** As the endpoints do. */
        PLAIN,
        /** The access list may deny but not allow. */
        WITHOUT_ACL,
        /** Conditions count also where the endpoint's gate lets them be. */
        STRICT
    }

    private Decision() {}

    /** Whether an account may do this. */
    static boolean allows(Grants grants, ActionType action, AccessTarget target, Mode mode, DecisionTrace trace) {
        if (!grants.isUsable()) {
            return false;
        }
        String user = grants.account().user();
        if (action != ActionType.CREATE && !target.acl().isEmpty()) {
            Optional<Boolean> listed = byAcl(user, action, target.acl(), trace);
            if (listed.isPresent() && (mode != Mode.WITHOUT_ACL || !listed.get())) {
                return listed.get();
            }
        }
        String space = effectiveSpace(action, target);
        Walk walk = grants.walks(space).get(target.type());
        if (walk == null) {
            return false;
        }
        boolean own = !user.equals(Caller.ANONYMOUS)
                && (target.owner().equals(user)
                        || (!target.ownerGroup().isEmpty()
                                && grants.account().groups().contains(target.ownerGroup())));
        AccessCheck check = new AccessCheck(action, mode == Mode.STRICT, target.active(), own, target.attributes());
        return walk.allows(path(target), trace.watch(check, walk, space));
    }

    /** Whether a query would list this row, filters of permissions aside. */
    static boolean lists(Grants grants, AccessTarget row, DecisionTrace trace) {
        if (allows(grants, ActionType.QUERY, row, Mode.STRICT, trace)) {
            return true;
        }
        String user = grants.account().user();
        boolean listed = !user.equals(Caller.ANONYMOUS) && row.owner().equals(user) && hasQueryGrant(grants, row);
        if (listed) {
            trace.owner();
        }
        return listed;
    }

    private static boolean hasQueryGrant(Grants grants, AccessTarget row) {
        return grants.walks(row.space().value()).values().stream()
                .anyMatch(walk -> walk.everywhere().values().stream().anyMatch(g -> g.names(ActionType.QUERY))
                        || walk.here().values().stream().anyMatch(g -> g.names(ActionType.QUERY)));
    }

    /** The first item that names the account decides, if it says anything about the action. */
    private static Optional<Boolean> byAcl(String user, ActionType action, List<AclItem> acl, DecisionTrace trace) {
        for (AclItem item : acl) {
            if (item.user().equals(user)) {
                boolean denied = item.denied().contains(action);
                Optional<Boolean> verdict =
                        denied || item.allowed().contains(action) ? Optional.of(!denied) : Optional.empty();
                trace.listed(item, verdict);
                return verdict;
            }
        }
        return Optional.empty();
    }

    private static String effectiveSpace(ActionType action, AccessTarget target) {
        if (target.type() == ResourceType.SPACE) {
            if (action == ActionType.CREATE) {
                return MagicWord.ALL_SPACES.wire();
            }
            return target.shortname()
                    .map(Shortname::value)
                    .orElse(target.space().value());
        }
        return target.space().value();
    }

    private static String path(AccessTarget target) {
        String path = target.subpath().value();
        if (target.type() != ResourceType.FOLDER || target.shortname().isEmpty()) {
            return path;
        }
        String name = target.shortname().get().value();
        return path.isEmpty() ? name : path + "/" + name;
    }
}
