package cc.dmart.core.internal.access;

import cc.dmart.api.model.AclItem;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.List;
import java.util.Optional;

/**
 * What is to be acted upon ({@code security.md} 3.4). Thread-safe.
 *
 * @param shortname  empty for a check without an entry, such as the gate of a query
 * @param active     stored state; false where there is no entry
 * @param owner      stored owner; empty where there is no entry
 * @param ownerGroup stored owning group; may be empty
 * @param acl        stored access list; empty where there is no entry
 * @param attributes what a create or update writes, for the field restrictions, names may be dotted paths; empty otherwise
 */
public record AccessTarget(
        SpaceName space,
        Subpath subpath,
        ResourceType type,
        Optional<Shortname> shortname,
        boolean active,
        String owner,
        String ownerGroup,
        List<AclItem> acl,
        Optional<JsonObject> attributes) {

    /** An existing entry or attachment. */
    public static AccessTarget of(Entry entry) {
        Locator at = entry.at();
        return new AccessTarget(
                at.space(),
                at.subpath(),
                at.type(),
                Optional.of(at.shortname()),
                entry.isActive(),
                entry.owner(),
                entry.ownerGroup().orElse(""),
                entry.acl(),
                Optional.empty());
    }

    /** An entry that is to be created with these attributes. */
    public static AccessTarget ofNew(Locator at, JsonObject attributes) {
        return ofGone(at).writing(attributes);
    }

    /** Something that is not there: a grant with conditions does not count. */
    public static AccessTarget ofGone(Locator at) {
        return new AccessTarget(
                at.space(),
                at.subpath(),
                at.type(),
                Optional.of(at.shortname()),
                false,
                "",
                "",
                List.of(),
                Optional.empty());
    }

    /** This target as one of another type: what is kept beside an entry stands under the conditions of the entry. */
    public AccessTarget withType(ResourceType other) {
        return new AccessTarget(space, subpath, other, shortname, active, owner, ownerGroup, acl, attributes);
    }

    /** This target with the attributes of an update. */
    public AccessTarget writing(JsonObject written) {
        return new AccessTarget(space, subpath, type, shortname, active, owner, ownerGroup, acl, Optional.of(written));
    }
}
