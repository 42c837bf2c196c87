package cc.dmart.core.internal.access;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.core.internal.search.SearchParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns grants into the filter of the index ({@code query.md} 5.2). It lets through exactly the rows of {@code security.md}
 * 4.1. Thread-safe.
 */
final class RowFilters {
    private static final Logger LOG = LoggerFactory.getLogger(RowFilters.class);

    private static final FieldTest ACTIVE =
            new FieldTest.Equal("true", List.of("true"), OptionalDouble.empty(), Optional.of(true), Optional.empty());

    private final SearchParser parser;

    RowFilters(SearchParser parser) {
        this.parser = parser;
    }

    /** The rows of a space that an account sees. */
    RowFilter of(Grants grants, SpaceName space) {
        return of(grants, space, ActionType.QUERY, "");
    }

    /**
     * The attachments of a space whose entry an account may view, whose terms their documents have; inactive ones only if it may
     * view themselves.
     */
    RowFilter ofAttachments(Grants grants, SpaceName space) {
        if (!grants.isUsable()) {
            return RowFilter.NOTHING;
        }
        IndexQuery active = new IndexQuery.Field("is_active", ACTIVE);
        IndexQuery own = of(grants, space, ActionType.VIEW, AccessTerms.OWN).rows();
        RowFilter entries = of(grants, space, ActionType.VIEW, "");
        return new RowFilter(
                new IndexQuery.And(List.of(entries.rows(), new IndexQuery.Or(List.of(active, own)))),
                entries.policies());
    }

    /** The filter of a permission; empty if it is not understood as a whole, and would let through more than was meant. */
    Optional<IndexQuery> read(String filter, SpaceName space) {
        try {
            return parser.parseWhole(filter, space);
        } catch (DmartException.Invalid e) {
            return Optional.empty();
        }
    }

    /** @param mark before each term */
    private RowFilter of(Grants grants, SpaceName space, ActionType action, String mark) {
        if (!grants.isUsable()) {
            return RowFilter.NOTHING;
        }
        String user = grants.account().user();
        Clauses clauses = new Clauses(grants.account(), space, action, mark);
        grants.walks(space.value()).forEach(clauses::addAll);
        List<IndexQuery> visible = new ArrayList<>();
        if (!clauses.isEmpty()) {
            IndexQuery notDenied = new IndexQuery.Not(IndexQuery.Exact.of(ExactField.ACL_DENIED, mark + user));
            visible.add(clauses.isEverything() ? notDenied : new IndexQuery.And(List.of(clauses.anyOf(), notDenied)));
        }
        IndexQuery shared = IndexQuery.Exact.of(ExactField.ACL_QUERY, mark + user);
        visible.add(shared);
        if (action == ActionType.QUERY && clauses.anyGrant && !user.equals(Caller.ANONYMOUS)) {
            visible.add(IndexQuery.Exact.of(ExactField.OWNER, user));
        }
        return visible.size() == 1 ? new RowFilter(shared, false) : new RowFilter(new IndexQuery.Or(visible), true);
    }

    /** Collects one clause per key; those without a filter share two sets of terms. */
    private final class Clauses {
        private final Grants.Account account;
        private final SpaceName space;
        private final ActionType action;
        private final String mark;
        private final boolean anonymous;
        private final Set<String> byKey = new HashSet<>();
        private final Set<String> byHolder = new HashSet<>();
        private final List<IndexQuery> special = new ArrayList<>();
        private final Set<ResourceType> whole = EnumSet.noneOf(ResourceType.class);
        private boolean anyGrant;

        Clauses(Grants.Account account, SpaceName space, ActionType action, String mark) {
            this.account = account;
            this.space = space;
            this.action = action;
            this.mark = mark;
            this.anonymous = account.user().equals(Caller.ANONYMOUS);
        }

        void addAll(ResourceType type, Walk walk) {
            walk.here().forEach((value, grant) -> add(type, value, grant, walk));
            walk.everywhere().forEach((value, grant) -> {
                anyGrant |= grant.names(action);
                if (!Levels.isGlobal(value) || !walk.here().containsKey(value)) {
                    add(type, value, grant, walk);
                }
            });
        }

        private void add(ResourceType type, String value, Grant grant, Walk walk) {
            anyGrant |= grant.names(action);
            if (!grant.names(action) || grant.isImpossible() || (grant.needsOwn() && anonymous)) {
                return;
            }
            List<IndexQuery> limits = new ArrayList<>();
            if (Levels.isGlobal(value)) {
                hidden(type, value, walk, limits);
            }
            if (action == ActionType.QUERY) {
                grant.filters().forEach(filter -> limits.add(parse(filter)));
            }
            Set<String> terms = terms(type, value, grant);
            ExactField field = grant.needsOwn() ? ExactField.QP : ExactField.QPK;
            if (!limits.isEmpty()) {
                limits.add(0, new IndexQuery.Exact(field, terms));
                special.add(new IndexQuery.And(limits));
                return;
            }
            (grant.needsOwn() ? byHolder : byKey).addAll(terms);
            boolean root = value.equals(Levels.ROOT) || value.equals(Levels.toGlobal(Levels.ROOT));
            if (root && !grant.needsOwn() && !grant.needsActive()) {
                whole.add(type);
            }
        }

        private Set<String> terms(ResourceType type, String value, Grant grant) {
            Set<String> out = new HashSet<>();
            for (boolean active : grant.needsActive() ? new boolean[] {true} : new boolean[] {true, false}) {
                String key = mark + AccessTerms.key(value, type, active);
                if (grant.needsOwn()) {
                    out.add(AccessTerms.byOwner(key, account.user()));
                    account.groups().forEach(group -> out.add(AccessTerms.byGroup(key, group)));
                } else {
                    out.add(key);
                }
            }
            return out;
        }

        /** A key of all spaces for a concrete level hides the wildcard keys of that level, whatever it allows. */
        private void hidden(ResourceType type, String global, Walk walk, List<IndexQuery> limits) {
            boolean top = global.equals(Levels.toGlobal(Levels.ROOT));
            if (top && !walk.everywhere().containsKey(Levels.ROOT)) {
                return; // the root level stays open, and every entry has it
            }
            Set<String> terms = new HashSet<>();
            for (String level : walk.everywhere().keySet()) {
                if (!level.equals(Levels.ROOT)
                        && !Levels.isGlobal(level)
                        && Levels.toGlobal(level).equals(global)) {
                    terms.add(mark + AccessTerms.key(level, type, true));
                    terms.add(mark + AccessTerms.key(level, type, false));
                }
            }
            if (!terms.isEmpty()) {
                limits.add(new IndexQuery.Not(new IndexQuery.Exact(ExactField.QPK, terms)));
            }
            if (top && type != ResourceType.FOLDER) {
                limits.add(new IndexQuery.Not(IndexQuery.Exact.of(ExactField.SUBPATH, Subpath.ROOT.slashed())));
            }
        }

        private IndexQuery parse(String filter) {
            return read(filter, space).orElseGet(() -> {
                LOG.warn(
                        "A filter_fields_values of {} cannot be read and lets nothing through: {}",
                        account.user(),
                        filter);
                return new IndexQuery.None();
            });
        }

        boolean isEmpty() {
            return byKey.isEmpty() && byHolder.isEmpty() && special.isEmpty();
        }

        /** Whether every entry is let through, so that the terms need not be looked up. */
        boolean isEverything() {
            for (ResourceType type : ResourceType.values()) {
                boolean counts = mark.isEmpty() ? type.isEntry() : type.isAttachment();
                if (counts && !whole.contains(type)) {
                    return false;
                }
            }
            return true;
        }

        IndexQuery anyOf() {
            List<IndexQuery> any = new ArrayList<>(special);
            if (!byKey.isEmpty()) {
                any.add(new IndexQuery.Exact(ExactField.QPK, byKey));
            }
            if (!byHolder.isEmpty()) {
                any.add(new IndexQuery.Exact(ExactField.QP, byHolder));
            }
            return any.size() == 1 ? any.get(0) : new IndexQuery.Or(any);
        }
    }
}
