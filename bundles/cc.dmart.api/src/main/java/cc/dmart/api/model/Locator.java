package cc.dmart.api.model;

import java.util.Optional;

/**
 * Address of an entry or attachment. The subpath of an attachment is the parent entry's subpath followed by the parent's
 * shortname ({@code storage.md} 1.2). A space is {@code (space, root, space's own name, SPACE)}. Thread-safe.
 */
public record Locator(SpaceName space, Subpath subpath, Shortname shortname, ResourceType type) {

    /** Address from texts. @throws DmartException.Invalid if a part is illegal */
    public static Locator of(String space, String subpath, String shortname, ResourceType type) {
        return new Locator(new SpaceName(space), Subpath.parse(subpath, type), new Shortname(shortname), type);
    }

    /** Address of the entry that describes a space. */
    public static Locator ofSpace(SpaceName space) {
        return new Locator(space, Subpath.ROOT, new Shortname(space.value()), ResourceType.SPACE);
    }

    /** Whether an entry can have this address: one of a type that describes a space can only be that of the space itself. */
    public boolean isPossible() {
        return type != ResourceType.SPACE
                || (subpath.isRoot() && shortname.value().equals(space.value()));
    }

    /** Address of the folder entry of a subpath; empty for the root, and for a last segment that is too long for a shortname. */
    public static Optional<Locator> ofFolder(SpaceName space, Subpath subpath) {
        return Names.isShortname(subpath.name())
                ? Optional.of(new Locator(space, subpath.parent(), new Shortname(subpath.name()), ResourceType.FOLDER))
                : Optional.empty();
    }

    /** The subpath that things below this entry have: children of a folder, attachments of any entry. */
    public Subpath inside() {
        return type == ResourceType.SPACE ? Subpath.ROOT : subpath.child(shortname.value());
    }

    /** Address of an attachment of this entry. */
    public Locator attachment(ResourceType attachmentType, Shortname name) {
        return new Locator(space, inside(), name, attachmentType);
    }

    /** For an attachment: the subpath of the parent entry. */
    public Subpath parentSubpath() {
        return subpath.parent();
    }

    /** For an attachment: the shortname of the parent entry. @throws DmartException.Invalid if there is no parent part */
    public Shortname parentShortname() {
        return new Shortname(subpath.name());
    }

    /** This address with another type. */
    public Locator withType(ResourceType other) {
        return new Locator(space, subpath, shortname, other);
    }

    @Override
    public String toString() {
        return space + ":" + (subpath.isRoot() ? "" : "/" + subpath.value()) + "/" + shortname + "(" + type.wire()
                + ")";
    }
}
