package cc.dmart.core.internal.schema;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.search.FieldResolver;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/**
 * Validator over the schemas in the store. A schema is looked up at every check, which the store serves from memory, and
 * compiled once per version. Thread-safe.
 */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SchemaValidatorImpl implements SchemaValidator {
    private static final int MAX_COMPILED = 1000;
    private static final Subpath FOLDER = new Subpath("schema");

    private final EntryStore store;
    private final SpaceName management;
    private final Cache<Locator, CompiledSchema> compiled =
            Caffeine.newBuilder().maximumSize(MAX_COMPILED).build();
    private final Cache<Locator, Aliases> aliases =
            Caffeine.newBuilder().maximumSize(MAX_COMPILED).build();

    /** The component. */
    @Activate
    public SchemaValidatorImpl(@Reference EntryStore store, CoreConfig config) {
        this(store, new SpaceName(config.management_space()));
    }

    SchemaValidatorImpl(EntryStore store, SpaceName management) {
        this.store = store;
        this.management = management;
    }

    @Override
    public void validate(SpaceName space, String schemaShortname, JsonValue body) {
        validate(schemaShortname, schema(space, schemaShortname), body);
    }

    @Override
    public BodyCheck batch() {
        Map<Named, CompiledSchema> known = new HashMap<>();
        return (space, name, body) ->
                validate(name, known.computeIfAbsent(new Named(space, name), n -> schema(n.space(), n.name())), body);
    }

    /** A schema as an entry of a space names it. */
    private record Named(SpaceName space, String name) {}

    private static void validate(String schemaShortname, CompiledSchema schema, JsonValue body) {
        List<JsonObject> mistakes = schema.check(body);
        if (!mistakes.isEmpty()) {
            throw DmartException.Invalid.schema("Payload does not match the schema " + schemaShortname, mistakes);
        }
    }

    @Override
    public Optional<JsonObject> document(SpaceName space, String schemaShortname) {
        return stored(space, schemaShortname).flatMap(SchemaValidatorImpl::body);
    }

    private Optional<StoredEntry> stored(SpaceName space, String schemaShortname) {
        if (!Names.isShortname(schemaShortname)) {
            return Optional.empty();
        }
        Shortname shortname = new Shortname(schemaShortname);
        return store.find(new Locator(management, FOLDER, shortname, ResourceType.SCHEMA))
                .or(() -> store.find(new Locator(space, FOLDER, shortname, ResourceType.SCHEMA)));
    }

    private static Optional<JsonObject> body(StoredEntry schema) {
        return schema.jsonBody().map(JsonCodec::materialize).flatMap(JsonValue::asObject);
    }

    @Override
    public FieldResolver fields(SpaceName space, String schemaShortname) {
        Optional<StoredEntry> schema = stored(space, schemaShortname);
        if (schema.isEmpty()) {
            return FieldResolver.PLAIN;
        }
        String version = schema.get().version();
        return aliases.asMap()
                .compute(
                        schema.get().at(),
                        (at, known) -> known != null && known.version().equals(version)
                                ? known
                                : new Aliases(version, aliases(schema.get())))
                .fields();
    }

    private static FieldResolver aliases(StoredEntry schema) {
        return body(schema).<FieldResolver>map(SchemaAliases::new).orElse(FieldResolver.PLAIN);
    }

    /** Names of one version of a schema. */
    private record Aliases(String version, FieldResolver fields) {}

    private CompiledSchema schema(SpaceName space, String name) {
        if (Names.isShortname(name)) {
            Shortname shortname = new Shortname(name);
            Optional<CompiledSchema> found = find(new Locator(management, FOLDER, shortname, ResourceType.SCHEMA));
            if (found.isEmpty() && !space.equals(management)) {
                found = find(new Locator(space, FOLDER, shortname, ResourceType.SCHEMA));
            }
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new DmartException.NotFound(
                ErrorType.DB, ErrorCode.OBJECT_NOT_FOUND, "Schema " + name + " is not available");
    }

    private Optional<CompiledSchema> find(Locator at) {
        Optional<StoredEntry> stored = store.find(at);
        if (stored.isEmpty()) {
            compiled.invalidate(at);
            return Optional.empty();
        }
        Optional<JsonRaw> text = stored.get().jsonBody();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        CompiledSchema known = compiled.getIfPresent(at);
        if (known == null || !known.version().equals(stored.get().version())) {
            known = CompiledSchema.of(stored.get().version(), text.get());
            compiled.put(at, known);
        }
        return Optional.of(known);
    }
}
