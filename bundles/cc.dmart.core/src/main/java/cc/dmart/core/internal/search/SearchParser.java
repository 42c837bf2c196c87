package cc.dmart.core.internal.search;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.SpaceName;
import java.util.Optional;

/** Turns a search text into a query tree ({@code query.md} 2). Thread-safe. */
public interface SearchParser {
    /**
     * The tree of a text. Mistakes in the text never fail: what cannot be read does not restrict ({@code query.md} 2.1 rule 8).
     *
     * @param search the text, of any length
     * @param space  the space that is searched
     * @throws DmartException.Invalid {@code E(400,query,430)} beyond the limits of rule 9
     */
    default IndexQuery parse(String search, SpaceName space) {
        return parse(search, FieldResolver.PLAIN);
    }

    /** The same with other names of fields. */
    IndexQuery parse(String search, FieldResolver fields);

    /**
     * The tree of a text that must not say less than was meant, as a restriction of a permission: empty if a part of it, or all,
     * does not restrict. A star alone says everything on purpose. A parser that cannot tell gives none.
     *
     * @throws DmartException.Invalid as {@link #parse}
     */
    default Optional<IndexQuery> parseWhole(String search, SpaceName space) {
        return Optional.empty();
    }
}
