package cc.dmart.api.service;

import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Rows to take in ({@code query.md} 8.3). Thread-safe if the source is.
 *
 * @param type     what a row is
 * @param space    where to
 * @param path     segments of the subpath, the last of which may name the schema instead ({@code http-api.md} 4.7)
 * @param update   whether rows change entries that are there, instead of creating new ones
 * @param allOrNone whether nothing at all is done when a row is found wrong beforehand
 * @param source   the text, which is read several times
 */
public record CsvImport(
        ResourceType type, SpaceName space, List<String> path, boolean update, boolean allOrNone, Source source) {
    /** With a copy of the list. */
    public CsvImport {
        path = List.copyOf(path);
    }

    /** Text in UTF-8, with or without a byte order mark. */
    public interface Source {
        /** A new stream from the beginning, which the caller closes. @throws IOException if it cannot be read */
        InputStream open() throws IOException;
    }
}
