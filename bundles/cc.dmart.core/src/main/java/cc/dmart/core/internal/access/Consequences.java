package cc.dmart.core.internal.access;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.MagicWord;
import cc.dmart.api.model.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the change of a record does to the accounts that have a part in it ({@code security.md} 3.3, 3.9). Equal keys of several
 * permissions restrict each other, so to take one away may give more, and to give one may end SUPER. Thread-safe.
 */
final class Consequences {
    private static final String ROLES = "roles";
    private static final String GROUPS = "groups";
    private static final String PERMISSIONS = "permissions";
    /** What is in the way of more accounts, roles and groups than so many only an administrator changes: it takes about a second. */
    static final int MOST = 5_000;

    private final GrantCompiler compiler;
    private final RecordSearch records;
    private final int most;

    /** @param most records that are looked at for one change; one that is met in several ways counts each time */
    Consequences(GrantCompiler compiler, RecordSearch records, int most) {
        this.compiler = compiler;
        this.records = records;
        this.most = most;
    }

    /** Whether nobody gains what neither the actor has nor the record is given, and nobody stops being SUPER. */
    boolean permits(Grants actor, Locator at, JsonObject oldMeta, JsonObject newMeta) {
        if (at.type() == ResourceType.USER) {
            return oldMeta.isEmpty() || newMeta.isEmpty() || user(actor, at, oldMeta, newMeta);
        }
        if (!Ceiling.changed(fields(at.type()), oldMeta, newMeta)) {
            return true;
        }
        Map<GrantKey, Grant> was = keys(at, Ceiling.live(oldMeta));
        Map<GrantKey, Grant> is = keys(at, Ceiling.live(newMeta));
        if (!frees(was, is) && !reachesAll(was) && !reachesAll(is)) {
            return true;
        }
        Step step = new Step(actor, compiler.remembering(), at, oldMeta, newMeta);
        return allHold(at, account -> step.permits(account.at().shortname().value(), account.owner()));
    }

    private boolean user(Grants actor, Locator at, JsonObject oldMeta, JsonObject newMeta) {
        boolean moved = Ceiling.changed(List.of(Ceiling.OWNER), oldMeta, newMeta);
        if (!moved && !Ceiling.changed(List.of(ROLES, GROUPS), oldMeta, newMeta)) {
            return true;
        }
        Step step = new Step(actor, compiler.remembering(), at, oldMeta, newMeta);
        String owner = newMeta.string(Ceiling.OWNER).orElse("");
        return step.covers(at.shortname().value(), owner, !moved);
    }

    private static List<String> fields(ResourceType type) {
        return switch (type) {
            case GROUP -> List.of("is_active", ROLES);
            case ROLE -> List.of("is_active", PERMISSIONS);
            default -> Ceiling.RULE;
        };
    }

    /** What a record has a part in, as far as it goes. */
    private Map<GrantKey, Grant> keys(Locator at, JsonObject live) {
        return switch (at.type()) {
            case GROUP -> compiler.keys(compiler.permissionsOf(live.strings(ROLES)));
            case ROLE -> compiler.keys(live.strings(PERMISSIONS));
            default -> live.isEmpty() ? Map.of() : GrantCompiler.keys(Ceiling.permission(at, live), "", "");
        };
    }

    /** Whether something that restricted others restricts them less. */
    private static boolean frees(Map<GrantKey, Grant> was, Map<GrantKey, Grant> is) {
        return was.entrySet().stream().anyMatch(entry -> {
            Grant left = is.get(entry.getKey());
            return entry.getValue().restricts()
                    && (left == null || !entry.getValue().isNoStricterThan(left));
        });
    }

    /** Whether it is about keys that SUPER is made of. */
    private static boolean reachesAll(Map<GrantKey, Grant> keys) {
        return keys.keySet().stream()
                .anyMatch(key -> key.space().equals(MagicWord.ALL_SPACES.wire())
                        && key.value().equals(MagicWord.ALL_SUBPATHS.wire()));
    }

    /** Whether a test holds of every account that has a part in a record; not if they are too many to be asked. */
    private boolean allHold(Locator at, Predicate<Entry> test) {
        return new Holders(test).hold(at);
    }

    /** Asks whoever has a part in a record, each account once. For one change. */
    private final class Holders {
        private final Predicate<Entry> test;
        private final Set<Locator> seen = new HashSet<>();
        private int met;

        Holders(Predicate<Entry> test) {
            this.test = test;
        }

        boolean hold(Locator at) {
            String name = at.shortname().value();
            return switch (at.type()) {
                case GROUP -> ofGroup(name);
                case ROLE -> ofRole(name);
                default ->
                    (!name.equals(GrantCompiler.WORLD)
                                    || compiler.account(Caller.ANONYMOUS)
                                            .filter(account -> !holds(account, test))
                                            .isEmpty())
                            && all(ResourceType.ROLE, PERMISSIONS, name, role -> ofRole(nameOf(role)));
            };
        }

        private boolean ofRole(String name) {
            if (name.equals(GrantCompiler.LOGGED_IN)) {
                return all(ResourceType.USER, "", "", test);
            }
            return all(ResourceType.USER, ROLES, name, test)
                    && (!compiler.groupRoles()
                            || all(ResourceType.GROUP, ROLES, name, group -> ofGroup(nameOf(group))));
        }

        private boolean ofGroup(String name) {
            return !compiler.groupRoles() || all(ResourceType.USER, GROUPS, name, test);
        }

        private boolean all(ResourceType type, String field, String name, Predicate<Entry> each) {
            return records.all(type, field, name, entry -> holds(entry, each));
        }

        /** Every record that is met takes time, be it known already. */
        private boolean holds(Entry entry, Predicate<Entry> each) {
            return !compiler.isRecord(entry.at()) || (++met <= most && (!seen.add(entry.at()) || each.test(entry)));
        }

        private static String nameOf(Entry entry) {
            return entry.at().shortname().value();
        }
    }

    /** The change of one record, seen from the accounts. */
    private static final class Step {
        private final Grants actor;
        private final Grants given;
        private final GrantCompiler before;
        private final GrantCompiler after;

        Step(Grants actor, GrantCompiler compiler, Locator at, JsonObject oldMeta, JsonObject newMeta) {
            this.actor = actor;
            this.before = compiler.assuming(at, oldMeta);
            this.after = compiler.assuming(at, newMeta);
            this.given = compiler.compileRoles(Ceiling.rolesGiven(compiler, at.type(), oldMeta, newMeta));
        }

        boolean permits(String account, String owner) {
            Grants was = before.compileAsActive(account);
            Grants is = after.compileAsActive(account);
            return !(was.isSuper() && !is.isSuper()) && covers(was, is, account, owner, true);
        }

        /**
         * Whether an account gains nothing that neither the actor has nor comes with the roles that are given.
         *
         * @param byTemplate whether it suffices to have the same permission for one's own name or owner
         */
        boolean covers(String account, String owner, boolean byTemplate) {
            return covers(before.compileAsActive(account), after.compileAsActive(account), account, owner, byTemplate);
        }

        private boolean covers(Grants was, Grants is, String account, String owner, boolean byTemplate) {
            return is.keys().entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(was.keys().get(entry.getKey())))
                    .allMatch(entry -> entry.getValue().actions().stream()
                            .allMatch(action ->
                                    holds(List.of(was, actor, given), entry.getKey(), entry.getValue(), action)
                                            || (byTemplate
                                                    && templates(is, entry.getKey(), account, owner).stream()
                                                            .anyMatch(template -> holds(
                                                                    List.of(actor, given),
                                                                    template,
                                                                    entry.getValue(),
                                                                    action)))));
        }

        private static boolean holds(List<Grants> holders, GrantKey key, Grant wanted, String action) {
            return holders.stream().anyMatch(grants -> Ceiling.holds(grants, key, wanted, action));
        }

        /** The keys with a word for the account that this one comes from. */
        private static List<GrantKey> templates(Grants grants, GrantKey key, String account, String owner) {
            return grants.templates().keySet().stream()
                    .filter(template -> template.space().equals(key.space())
                            && template.type().equals(key.type())
                            && GrantCompiler.substitute(template.value(), account, owner)
                                    .equals(Optional.of(key.value())))
                    .toList();
        }
    }
}
