package cc.dmart.core.internal.query;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.SpaceName;

/**
 * Reads the search language ({@code query.md} 2). A service of this package; {@code internal.access} needs it for the filters
 * of permissions ({@code query.md} 5.2). Never asks for access itself. Thread-safe.
 */
@FunctionalInterface
public interface SearchParser {
    /**
     * The tree of a search text. Syntax errors never fail: what cannot be read does not restrict ({@code query.md} 2.1 rule 8).
     *
     * @param search the text; a blank one matches every document
     * @param space  the space whose field names and aliases apply
     * @throws cc.dmart.api.model.DmartException.Invalid {@code E(400,query,430)} if the text exceeds a limit
     */
    IndexQuery parse(String search, SpaceName space);
}
