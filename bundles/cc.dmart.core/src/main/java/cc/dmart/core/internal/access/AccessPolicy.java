package cc.dmart.core.internal.access;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.AccessExplanation;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The one place where permission is decided ({@code security.md} 3). Grants are compiled once per account and dropped when a
 * record that they came from changes. A system caller is allowed everything. Thread-safe.
 */
public interface AccessPolicy {
    /** The algorithm of {@code security.md} 3.5. */
    boolean allows(Caller caller, ActionType action, AccessTarget target);

    /** The same without the access list of the entry (rights that an access list alone must not give). */
    boolean allowsWithoutAcl(Caller caller, ActionType action, AccessTarget target);

    /** @throws DmartException.Forbidden {@code E(401,request,401)} if denied; the denial goes to the audit log */
    void require(Caller caller, ActionType action, AccessTarget target);

    /** Whether the caller may read the notes on an account ({@code security.md} 1.1); false for what is none. */
    default boolean showsNotes(Caller caller, Entry entry) {
        return entry.type() == ResourceType.USER && allows(caller, ActionType.UPDATE, AccessTarget.of(entry));
    }

    /**
     * Whether the caller may read the log of an entry: conditions of a grant on histories, and the access list, count for the
     * entry as it is now ({@code security.md} 4.1).
     */
    default boolean showsHistory(Caller caller, Entry entry) {
        Locator at = entry.at();
        return mayQuery(caller, at.space(), at.subpath(), ResourceType.HISTORY)
                && allowsStrictly(
                        caller, ActionType.QUERY, AccessTarget.of(entry).withType(ResourceType.HISTORY));
    }

    /** Names of the active roles that an account has, its own and those of its groups. */
    Set<String> roles(Caller caller);

    /** SUPER(actor) of {@code security.md} 0. */
    boolean isSuper(Caller caller);

    /** Whether an account is SUPER, or would be if it were active. */
    boolean isSuper(String user);

    /** Whether an account that is SUPER would be so no longer with this meta of a record. */
    boolean isEndOfSuper(String user, Locator at, JsonObject newMeta);

    /** Whether an account with these roles would be SUPER. */
    boolean isSuper(Collection<String> roles);

    /** Roles that count for an account with this meta through its groups alone ({@code security.md} 3.12, X1), sorted. */
    List<String> rolesByGroupsAlone(JsonObject account);

    /** Tells of the accounts that are members of a group. */
    void forMembers(String group, Consumer<Entry> told);

    /**
     * Privilege ceiling G1 ({@code security.md} 3.9) for a write to a user, group, role or permission.
     *
     * @param oldMeta stored meta; empty object for a create
     * @param newMeta meta as it would be written; empty object for a delete
     * @throws DmartException.Forbidden   if the caller gives away more than it holds, if the change frees others of something that
     *                                    restricts them or ends an administrator, and if too many have a part in the record to be
     *                                    asked
     * @throws DmartException.Unavailable {@code E(503,general,503)} while who has a part in it cannot be asked, since the index is
     *                                    not usable
     */
    void requireCeiling(Caller caller, AccessTarget target, JsonObject oldMeta, JsonObject newMeta);

    /**
     * Refuses a permission with a new {@code filter_fields_values} of which a part would not restrict.
     *
     * @throws DmartException.Invalid {@code E(400,request,402)}
     */
    void requireReadable(Locator at, JsonObject oldMeta, JsonObject newMeta);

    /** Which entries of a space the caller sees in queries ({@code query.md} 5.2); a tree that may be cached by identity. */
    IndexQuery rowFilter(Caller caller, SpaceName space);

    /** Which attachments of a space the caller sees in queries: those of entries that it may view ({@code security.md} 4.1). */
    IndexQuery attachmentFilter(Caller caller, SpaceName space);

    /**
     * Whether no policy lets the caller see any entry, or any attachment, of a space in queries: what such a filter finds is shared
     * with it piece by piece, if anything is.
     */
    boolean isWithoutPolicies(Caller caller, SpaceName space, DocumentKind kind);

    /**
     * Whether a query would list this entry ({@code security.md} 4.1), conditions enforced; the {@code filter_fields_values} of
     * permissions are left to the row filter. For single rows that do not come from the index, such as events.
     */
    boolean lists(Caller caller, AccessTarget row);

    /**
     * {@link #allows} with conditions enforced also where the check of an action would leave them out, as the events of a space
     * need it ({@code security.md} 4.1).
     */
    boolean allowsStrictly(Caller caller, ActionType action, AccessTarget target);

    /** Whether the caller has a {@code query} grant for a type at a subpath, conditions aside. */
    boolean mayQuery(Caller caller, SpaceName space, Subpath subpath, ResourceType type);

    /**
     * Why {@link #allows}, or for a row {@link #lists}, says what it says of an account: the same steps, written down.
     *
     * @param row   whether it is about being listed by a query; the action is {@code query} then
     * @param found whether the target is an entry that exists
     */
    AccessExplanation explain(String user, ActionType action, AccessTarget target, boolean row, boolean found);

    /** Effective permissions in the wire form of {@code http-api.md} 3.5. */
    JsonObject permissions(Caller caller);

    /**
     * Drops what was compiled from a record. Called with every committed change of a user, group, role or permission, before
     * the reply.
     */
    void invalidate();
}
