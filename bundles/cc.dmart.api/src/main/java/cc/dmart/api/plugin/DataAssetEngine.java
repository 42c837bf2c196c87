package cc.dmart.api.plugin;

import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs SQL that somebody unknown wrote, on data that somebody unknown uploaded: it must reach nothing else, no file, no network,
 * no extension, whatever the statement says ({@code query.md} 7, {@code security.md} 5.12). The implementation references
 * nothing. Thread-safe.
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
     * A table.
     *
     * @param name     in statements
     * @param columns  names, each once
     * @param booleans those of them that hold booleans and nothing else
     * @param rows     scalars, as many as there are columns
     */
    record Table(String name, List<String> columns, Set<String> booleans, Rows rows) {
        /** With copies of the collections. */
        public Table {
            columns = List.copyOf(columns);
            booleans = Set.copyOf(booleans);
        }
    }

    /** Gives rows one by one. */
    interface Rows {
        /** @throws IOException if they cannot be read */
        void each(Consumer<List<JsonValue>> row) throws IOException;
    }

    /** Whether it opens files of this type. */
    boolean opens(ResourceType type);

    /**
     * Runs a statement on tables; a single one is also called {@code file}.
     *
     * @throws DmartException.Invalid {@code E(400,request,402)} if it does more than read, is wrong, or costs too much
     */
    DataAssetResult overTables(List<Table> tables, String sql, Limits limits);

    /** Runs a statement on a database file, which stays as it is. @throws DmartException.Invalid as {@link #overTables} */
    DataAssetResult overFile(ResourceType type, PayloadFile file, String sql, Limits limits);
}
