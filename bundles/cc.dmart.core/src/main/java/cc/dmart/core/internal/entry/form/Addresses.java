package cc.dmart.core.internal.entry.form;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import java.util.List;
import java.util.Set;

/** Reads the addresses that requests name ({@code http-api.md} 1.7, 1.11). Thread-safe. */
public final class Addresses {
    /** Shortname that asks for a generated one. */
    public static final String AUTO = "auto";

    private static final Set<ResourceType> GUARDED = Set.of(
            ResourceType.USER,
            ResourceType.SPACE,
            ResourceType.FOLDER,
            ResourceType.ROLE,
            ResourceType.GROUP,
            ResourceType.PERMISSION);
    private static final String PLUGINS_FOLDER = "custom_plugins"; // beside the spaces but none (storage.md 1.1)
    private static final Set<ResourceType> UNWRITABLE = Set.of(ResourceType.RELATIONSHIP, ResourceType.DATA_ASSET);

    private Addresses() {}

    /**
     * The address of a record.
     *
     * @param shortname the record's, or the one drawn for it
     * @throws DmartException.Invalid on illegal names (424), types that are never stored (217), and records of a space that do
     *                                not name the space of the request (203)
     */
    public static Locator of(SpaceName space, WireRecord record, String shortname) {
        ResourceType type = record.resourceType();
        if (type == ResourceType.SPACE) {
            return ofSpace(space, shortname);
        }
        if (!isStorable(type)) {
            throw DmartException.Invalid.request(
                    ErrorCode.NOT_SUPPORTED_TYPE, "The resource type " + type.wire() + " is not supported");
        }
        Subpath subpath = type.isAttachment() ? ofParent(record.subpath(), type) : Subpath.parse(record.subpath());
        return new Locator(space, subpath, new Shortname(shortname), type);
    }

    private static Locator ofSpace(SpaceName space, String shortname) {
        if (!shortname.equals(space.value()) || shortname.equals(PLUGINS_FOLDER)) {
            throw invalidSpace(shortname);
        }
        return Locator.ofSpace(space);
    }

    /** Whether things of this type are ever written ({@code storage.md} 1.3). */
    public static boolean isStorable(ResourceType type) {
        return type.isEntry() || (type.isAttachment() && !UNWRITABLE.contains(type));
    }

    /** The subpath of attachments: a subpath and the name of an entry. */
    private static Subpath ofParent(String text, ResourceType type) {
        Subpath out = Subpath.parse(text, type);
        if (out.isRoot()) {
            throw DmartException.Invalid.field("subpath", "an attachment needs a parent entry");
        }
        return out.parent().child(new Shortname(out.name()).value());
    }

    /**
     * Refuses names that begin like magic words ({@code security.md} 1.2).
     *
     * @throws DmartException.Invalid {@code E(400,request,402)}
     */
    public static void requireAllowedName(ResourceType type, String shortname) {
        if (GUARDED.contains(type) && Names.isReserved(shortname)) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The shortname " + shortname + " is reserved");
        }
    }

    /** The error for a space that is missing or ill-named: {@code E(400,request,203)}. */
    public static DmartException.Invalid invalidSpace(String name) {
        return new DmartException.Invalid(
                400,
                ErrorType.REQUEST,
                ErrorCode.INVALID_SPACE_NAME,
                "Space name " + name + " provided is empty or invalid",
                List.of());
    }
}
