package cc.dmart.api.service;

import java.util.List;

/**
 * What became of the rows. Thread-safe.
 *
 * @param successes rows that were done
 * @param failures  the others, in order
 */
public record CsvReport(int successes, List<Failure> failures) {
    /**
     * A row that failed.
     *
     * @param shortname as the row names it, {@code auto} if it does not
     * @param status    HTTP status that the change alone would have had
     * @param error     text for people
     */
    public record Failure(String shortname, int status, String error) {}

    /** With a copy of the list. */
    public CsvReport {
        failures = List.copyOf(failures);
    }
}
