package cc.dmart.core.internal.access;

import cc.dmart.api.model.AclItem;
import java.util.Optional;

/** Hears the steps of a decision while it is made. Decisions that nobody asks about have {@link #NONE}. */
interface DecisionTrace {
    /** Hears nothing. */
    DecisionTrace NONE = new DecisionTrace() {};

    /**
     * A role that counts.
     *
     * @param through what gives it, such as {@code group sales}
     */
    default void role(String role, String through) {}

    /** A permission that a counting role names; without a role for that of the whole world. */
    default void named(String permission, Optional<String> role) {}

    /** A permission that counts, with a key that it yields. */
    default void yields(String permission, GrantKey key) {}

    /**
     * A record that would count but does not.
     *
     * @param at     folder and name, such as {@code roles/editor}
     * @param exists false if there is none, true if it is not active
     */
    default void ignored(String at, boolean exists) {}

    /** The item of the access list that names the account; without a verdict if it says nothing of the action. */
    default void listed(AclItem item, Optional<Boolean> verdict) {}

    /** What to ask in place of a check on its way over the keys of a space. */
    default Pass watch(AccessCheck check, Walk walk, String space) {
        return check;
    }

    /** The row is the account's own, and it may query something in the space. */
    default void owner() {}
}
