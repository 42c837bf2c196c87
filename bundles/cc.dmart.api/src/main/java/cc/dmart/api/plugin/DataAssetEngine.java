package cc.dmart.api.plugin;

import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs SQL that somebody unknown wrote, on data that somebody unknown uploaded: it must reach nothing else, no file, no network,
 * no extension, whatever the statement says ({@code query.md} 7, {@code security.md} 5.12). Permissions are not its business.
 * Found by whiteboard. Thread-safe.
 */
@ConsumerType
public interface DataAssetEngine {
    /**
     * What a statement may cost.
     *
     * @param millis time
     * @param rows   rows of the result; more are left out
     */
    record Limits(int millis, int rows) {}

    /**
     * An attachment.
     *
     * @param name as statements call the table, if it is one
     * @param file what it holds
     */
    record Asset(String name, PayloadFile file) {}

    /** Whether it can read files of a type of data assets. */
    boolean opens(ResourceType type);

    /**
     * Runs a statement on attachments of one type, which stay as they are. Each of {@code csv}, {@code jsonl} and {@code
     * parquet} is a table, a single one is also called {@code file}; a database has its own tables.
     *
     * @param assets at least one, exactly one of {@code sqlite} and {@code duckdb}
     * @throws DmartException.Invalid     {@code E(400,request,402)} with one sentence if the statement does more than read, is
     *                                    wrong or costs too much, or if a file is not of its type
     * @throws DmartException.Unavailable if too many others are asking, or a file cannot be read
     */
    DataAssetResult run(ResourceType type, List<Asset> assets, String sql, Limits limits);
}
