package cc.dmart.api.service;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.WireRecord;
import java.util.List;

/**
 * What became of the records of a request ({@code http-api.md} 4.2). Thread-safe.
 *
 * @param done   records that were done as they are stored now, in order; a reply sends those of a create, and after a partial
 *               failure those of every request type
 * @param failed what failed, in order
 */
public record BatchResult(List<WireRecord> done, List<Failure> failed) {
    /** A record that failed. */
    public record Failure(String shortname, DmartException error) {}

    /** A result with copies of the lists. */
    public BatchResult {
        done = List.copyOf(done);
        failed = List.copyOf(failed);
    }
}
