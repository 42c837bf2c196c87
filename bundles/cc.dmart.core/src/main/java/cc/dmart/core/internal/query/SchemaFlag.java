package cc.dmart.core.internal.query;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Payload;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.util.Optional;

/** Marks records whose payload does not keep to its schema, if the server is told to ({@code query.md} 3.7). Thread-safe. */
final class SchemaFlag {
    private static final String MARK = "schema_valid";

    private final SchemaValidator schemas;
    private final boolean on;

    SchemaFlag(SchemaValidator schemas, boolean on) {
        this.schemas = schemas;
        this.on = on;
    }

    /** The attributes with the mark, if the payload was asked for and fails. */
    JsonObject apply(JsonObject attributes, EntryQuery query, StoredEntry entry) {
        return on
                        && query.jsonPayload()
                        && new RequestMembers(query.raw()).flag("validate_schema", true)
                        && fails(entry)
                ? attributes.with(MARK, JsonBool.FALSE)
                : attributes;
    }

    private boolean fails(StoredEntry entry) {
        Optional<String> schema = entry.entry().payload().flatMap(Payload::schemaShortname);
        if (schema.isEmpty() || entry.jsonBody().isEmpty()) {
            return false;
        }
        try {
            schemas.validate(entry.at().space(), schema.get(), entry.jsonBody().get());
            return false;
        } catch (DmartException.Invalid e) {
            return true;
        } catch (DmartException.NotFound e) {
            return false; // nothing says what it must be like
        }
    }
}
