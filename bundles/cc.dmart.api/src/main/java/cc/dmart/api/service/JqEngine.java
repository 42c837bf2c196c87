package cc.dmart.api.service;

import cc.dmart.api.model.DmartException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs jq filters ({@code query.md} 3.8). Whatever a filter does, it ends within its time and takes neither a thread nor memory
 * of this process with it. Optional: without one, a query with a filter is refused. Thread-safe.
 */
@ProviderType
public interface JqEngine {
    /**
     * Runs a filter once on one value.
     *
     * @param filter a jq program; what it may not say is checked by the caller
     * @param json   one JSON value in UTF-8
     * @return a JSON array of the values that came out, in UTF-8
     * @throws DmartException.Invalid {@code E(400,request,120)} if its time is over; {@code E(400,request,121)} if the program
     *                                is wrong, fails, or puts out too much
     */
    byte[] run(String filter, byte[] json);
}
