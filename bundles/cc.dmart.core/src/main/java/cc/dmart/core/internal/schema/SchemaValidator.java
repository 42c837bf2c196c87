package cc.dmart.core.internal.schema;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.SpaceName;
import cc.dmart.core.internal.search.FieldResolver;
import java.util.Optional;

/** Checks payloads against JSON Schema draft 7 ({@code storage.md} 3.9). Compiled schemas are cached. Thread-safe. */
public interface SchemaValidator {
    /**
     * Checks a body against a schema of the management space or else of the space.
     *
     * @throws DmartException.Invalid  {@code E(400,validation,422)} with the places of the mistakes, never their values
     * @throws DmartException.NotFound {@code E(404,db,220)} if there is no such schema
     */
    void validate(SpaceName space, String schemaShortname, JsonValue body);

    /**
     * Checks for a batch: each schema is looked up once and is then what it was, as in any snapshot that a change is worked out
     * on. For one thread and a short time.
     */
    BodyCheck batch();

    /** Checks bodies like {@link SchemaValidator#validate}. */
    interface BodyCheck {
        /** Checks a body. @throws DmartException like {@link SchemaValidator#validate} */
        void validate(SpaceName space, String schemaShortname, JsonValue body);
    }

    /**
     * The fields of the entries of a schema by the names that it gives them ({@code query.md} 6.4). The same object as long as
     * the schema does not change; {@link FieldResolver#PLAIN} if there is none of this name.
     */
    FieldResolver fields(SpaceName space, String schemaShortname);

    /** The schema itself, as stored; empty if there is none of this name, or it is no JSON object. */
    Optional<JsonObject> document(SpaceName space, String schemaShortname);
}
