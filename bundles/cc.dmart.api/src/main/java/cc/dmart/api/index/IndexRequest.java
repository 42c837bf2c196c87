package cc.dmart.api.index;

import cc.dmart.api.model.SpaceName;
import java.util.List;

/**
 * A search ({@code query.md} 9). Ties are always broken by subpath, shortname, type, uuid ascending. Thread-safe.
 *
 * @param space  the space
 * @param kind   entries or attachments
 * @param query  what is asked
 * @param access what the caller may see; stable per caller, so that an engine may cache it
 * @param sort   keys, the first decides
 * @param offset rows left out, 0..1,000,000
 * @param limit  rows wanted at most; 0 for the total only, {@link Integer#MAX_VALUE} for all in {@link EntryIndex#list}
 * @param total  whether the exact total is wanted
 */
public record IndexRequest(
        SpaceName space,
        DocumentKind kind,
        IndexQuery query,
        IndexQuery access,
        List<SortKey> sort,
        int offset,
        int limit,
        boolean total) {
    /** A request with a copy of the keys. */
    public IndexRequest {
        sort = List.copyOf(sort);
    }

    /** What the server asks for itself: whoever may see it, in the order of ties, without a total. */
    public static IndexRequest unfiltered(SpaceName space, DocumentKind kind, IndexQuery query, int offset, int limit) {
        return new IndexRequest(space, kind, query, new IndexQuery.All(), List.of(), offset, limit, false);
    }

    /** How many there are, whoever may see them. */
    public static IndexRequest ofTotal(SpaceName space, DocumentKind kind, IndexQuery query) {
        return new IndexRequest(space, kind, query, new IndexQuery.All(), List.of(), 0, 0, true);
    }

    /** How many entries a space has. */
    public static IndexRequest ofEntries(SpaceName space) {
        return ofTotal(space, DocumentKind.ENTRY, new IndexQuery.All());
    }
}
