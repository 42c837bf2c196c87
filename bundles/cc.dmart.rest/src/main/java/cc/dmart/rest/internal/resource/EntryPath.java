package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.rest.internal.edge.RequestPath;
import cc.dmart.rest.internal.wire.Errors;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Reads {@code /{family}/{verb}/{resource_type}/{space}/{subpath..}/{shortname}} ({@code http-api.md} 1.7). Thread-safe. */
final class EntryPath {
    private static final int TYPE = 2;
    private static final int SPACE = 3;

    private EntryPath() {}

    /** @throws DmartException.Invalid {@code E(422,validation,424)}; {@code E(422,request,230)} if segments are missing */
    static Locator locator(RequestPath path) {
        return locator(path, name -> name);
    }

    /** The same with the shortname taken out of the last segment. */
    static Locator locator(RequestPath path, UnaryOperator<String> shortname) {
        List<String> segments = path.segments();
        int last = segments.size() - 1;
        if (last <= SPACE) {
            throw Errors.noRoute();
        }
        ResourceType type = ResourceType.of(segments.get(TYPE))
                .orElseThrow(() -> DmartException.Invalid.field(
                        List.of("path", "resource_type"), "Input is not a known value", "enum"));
        return at(segments.subList(SPACE, last), shortname.apply(segments.get(last)), type);
    }

    /**
     * Reads {@code /{family}/{verb}/{space}/{subpath..}/{shortname}}, which does not name a type.
     *
     * @param type   the type of the address
     * @param behind number of segments behind the shortname
     * @throws DmartException.Invalid as {@link #locator(RequestPath)}
     */
    static Locator untyped(RequestPath path, ResourceType type, int behind) {
        List<String> segments = path.segments();
        int last = segments.size() - 1 - behind;
        if (last <= TYPE) {
            throw Errors.noRoute();
        }
        return at(segments.subList(TYPE, last), segments.get(last), type);
    }

    private static Locator at(List<String> spaceAndSubpath, String shortname, ResourceType type) {
        SpaceName space = space(spaceAndSubpath.get(0));
        String segments = String.join("/", spaceAndSubpath.subList(1, spaceAndSubpath.size()));
        Subpath subpath = named(() -> Subpath.parse(segments, type));
        return new Locator(space, subpath, shortname(shortname), type);
    }

    /** A space that a path names. @throws DmartException.Invalid {@code E(422,validation,424)} */
    static SpaceName space(String segment) {
        return named(() -> new SpaceName(segment));
    }

    /** A subpath in a path. @throws DmartException.Invalid {@code E(422,validation,424)} */
    static Subpath subpath(String segments) {
        return named(() -> Subpath.parse(segments));
    }

    /** A shortname in a path. @throws DmartException.Invalid {@code E(422,validation,424)} */
    static Shortname shortname(String segment) {
        return named(() -> new Shortname(segment));
    }

    private static <T> T named(Supplier<T> name) {
        try {
            return name.get();
        } catch (DmartException.Invalid e) {
            throw e.at(List.of("path"));
        }
    }
}
