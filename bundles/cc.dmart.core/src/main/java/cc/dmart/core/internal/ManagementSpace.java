package cc.dmart.core.internal;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.Map;
import java.util.Optional;

/** Where accounts and roles are, and the names of those that are always there ({@code storage.md} 4.1). Thread-safe. */
public record ManagementSpace(SpaceName space) {
    /** The folder of accounts. */
    public static final Subpath USERS = new Subpath("users");
    /** The folder of roles. */
    public static final Subpath ROLES = new Subpath("roles");
    /** The folder of groups. */
    public static final Subpath GROUPS = new Subpath("groups");
    /** The administrator, who owns what nobody else does. */
    public static final Shortname ADMIN = new Shortname("dmart");
    /** The role that the administrator keeps. */
    public static final Shortname ADMIN_ROLE = new Shortname("super_admin");

    private static final Subpath PERMISSIONS = new Subpath("permissions");
    private static final Shortname ADMIN_PERMISSION = new Shortname("super_manager");
    private static final Map<ResourceType, Subpath> FOLDERS = Map.of(
            ResourceType.USER, USERS,
            ResourceType.GROUP, GROUPS,
            ResourceType.ROLE, ROLES,
            ResourceType.PERMISSION, PERMISSIONS);

    /** The folder of the records of a type that decides about access; none for other types. */
    public static Optional<Subpath> folder(ResourceType type) {
        return Optional.ofNullable(FOLDERS.get(type));
    }

    /** Whether a folder of this name holds records that decide about access. */
    public static boolean isFolder(Shortname name) {
        return FOLDERS.containsValue(new Subpath(name.value()));
    }

    /** Whether this is where an account, group, role or permission counts: elsewhere they are entries like others. */
    public boolean isRecord(Locator at) {
        return at.space().equals(space) && at.subpath().equals(FOLDERS.get(at.type()));
    }

    /** An account. */
    public Locator user(Shortname name) {
        return new Locator(space, USERS, name, ResourceType.USER);
    }

    /** The account of the administrator. */
    public Locator admin() {
        return user(ADMIN);
    }

    /** What the role of the administrator allows. */
    public Locator adminPermission() {
        return new Locator(space, PERMISSIONS, ADMIN_PERMISSION, ResourceType.PERMISSION);
    }

    /** The role of the administrator. */
    public Locator adminRole() {
        return new Locator(space, ROLES, ADMIN_ROLE, ResourceType.ROLE);
    }
}
