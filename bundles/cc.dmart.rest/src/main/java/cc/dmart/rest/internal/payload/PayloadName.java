package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import java.util.List;

/** The last segment of a payload URL ({@code http-api.md} 4.5). Thread-safe. */
public final class PayloadName {
    private PayloadName() {}

    /**
     * The shortname in {@code shortname}, {@code shortname.ext} or {@code shortname.schema.ext}; the rest is checked and not
     * used. Trailing dots are tolerated.
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)} on an extension that is not allowed
     */
    public static String shortname(String segment) {
        int end = segment.length();
        while (end > 0 && segment.charAt(end - 1) == '.') {
            end--;
        }
        String name = segment.substring(0, end);
        int first = name.indexOf('.');
        if (first < 0) {
            return name;
        }
        int last = name.lastIndexOf('.');
        boolean pieces = name.indexOf('.', first + 1) == last || first == last;
        if (!pieces || !MediaTypes.isExtension(name.substring(last + 1))) {
            throw DmartException.Invalid.field(
                    List.of("path", "ext"), "not a legal extension", "string_pattern_mismatch");
        }
        return name.substring(0, first);
    }
}
