package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.SpaceName;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Care of the search index ({@code query.md} 6.6). For administrators. Thread-safe. */
@ProviderType
public interface IndexService {
    /**
     * Begins to bring the index in line with the files and answers at once. Reads, queries and changes go on meanwhile; queries
     * answer from what is there.
     *
     * @param space       only this one; empty = all
     * @param changedOnly whether documents that are as the files say stay untouched; otherwise every one is made anew
     * @return the progress right at the beginning
     * @throws DmartException.Forbidden {@code E(401,request,401)} for others than administrators
     * @throws DmartException.Conflict  {@code E(409,request,409)} while another run goes on
     * @throws DmartException.Invalid   {@code E(400,request,203)} for an unknown space
     */
    ReindexProgress reindex(Caller caller, Optional<SpaceName> space, boolean changedOnly);

    /** How far the run is that goes on, or else how the last one ended. @throws DmartException.Forbidden as {@link #reindex} */
    ReindexProgress progress(Caller caller);
}
