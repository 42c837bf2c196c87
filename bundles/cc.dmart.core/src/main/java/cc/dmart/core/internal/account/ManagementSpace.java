package cc.dmart.core.internal.account;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;

/** Where accounts and roles are ({@code storage.md} 4.1). Thread-safe. */
record ManagementSpace(SpaceName space) {
    static final Subpath USERS = new Subpath("users");
    static final Subpath ROLES = new Subpath("roles");
    static final Shortname ADMIN = new Shortname("dmart");
    static final Shortname ADMIN_ROLE = new Shortname("super_admin");
    private static final Subpath PERMISSIONS = new Subpath("permissions");
    private static final Shortname ADMIN_PERMISSION = new Shortname("super_manager");

    Locator user(Shortname name) {
        return new Locator(space, USERS, name, ResourceType.USER);
    }

    Locator admin() {
        return user(ADMIN);
    }

    Locator adminPermission() {
        return new Locator(space, PERMISSIONS, ADMIN_PERMISSION, ResourceType.PERMISSION);
    }

    Locator adminRole() {
        return new Locator(space, ROLES, ADMIN_ROLE, ResourceType.ROLE);
    }
}
