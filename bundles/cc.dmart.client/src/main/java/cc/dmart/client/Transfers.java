package cc.dmart.client;

import static cc.dmart.client.Transport.parameters;
import static cc.dmart.client.Transport.path;

import cc.dmart.api.model.ResourceType;
import java.util.Optional;

/** Many entries at once as CSV or zip ({@code http-api.md} 4.7 to 4.10). Immutable, thread-safe. */
public final class Transfers {
    private final Transport transport;

    Transfers(Transport transport) {
        this.transport = transport;
    }

    /** The answer to a question as CSV. */
    public Download csv(Query query) {
        return transport.download("POST", "/managed/csv", Optional.of(query.json()));
    }

    /** Creates or updates an entry for each row; {@code schema} may be empty. */
    public Reply importCsv(
            ResourceType type, String space, String subpath, String schema, FilePart rows, boolean isUpdate) {
        return transport.form(
                "/managed" + path("resources_from_csv", type.wire(), space, subpath, schema)
                        + parameters("is_update", isUpdate ? "true" : ""),
                rows.addTo(new Multipart(), "resources_file"));
    }

    /** What the question finds, as a zip in the layout of the spaces folder. */
    public Download exportZip(Query query) {
        return transport.download("POST", "/managed/export", Optional.of(query.json()));
    }

    /** Takes a zip in; for administrators. Returns counts and what failed among the attributes. */
    public Reply importZip(FilePart zip) {
        return transport.form("/managed/import", zip.addTo(new Multipart(), "zip_file"));
    }
}
