package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.PasswordHashing;
import cc.dmart.api.service.SessionEvents;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.core.internal.CoreConfig;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.pipeline.ChangeFacts;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/**
 * The rules of {@code storage.md} 3 and {@code security.md} 1 that commands share. Thread-safe.
 *
 * <p>{@link #requireSchema} checks a body against the schema its payload names.
 */
@Component(
        service = ChangeRules.class,
        configurationPid = CoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ChangeRules {
    private final AccessPolicy access;
    private final SchemaValidator schemas;
    private final SpaceName management;
    private final boolean preconditionRequired;
    private final List<String> defaultPlugins;
    private final ChangeFacts facts;
    private final UniqueFields unique;
    private final AccountRules accounts;
    private final TicketRules tickets;

    /**
     * Rules with these settings.
     *
     * @throws IllegalArgumentException if {@code timezone} is no zone
     */
    @Activate
    public ChangeRules(
            @Reference EntryStore store,
            @Reference EntryIndex index,
            @Reference AccessPolicy access,
            @Reference SchemaValidator schemas,
            @Reference PasswordHashing hashing,
            @Reference SessionEvents sessions,
            CoreConfig config) {
        this.access = access;
        this.schemas = schemas;
        this.management = new SpaceName(config.management_space());
        this.preconditionRequired = config.is_sha_required();
        this.defaultPlugins = List.of(config.default_active_plugins());
        this.facts = new ChangeFacts(Clock.systemUTC(), zone(config.timezone()));
        this.unique = new UniqueFields(store, index);
        this.accounts = new AccountRules(store, unique, hashing, sessions, management);
        this.tickets = new TicketRules(store, accounts);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("timezone: " + text + " is no time zone", e);
        }
    }

    AccessPolicy access() {
        return access;
    }

    public SpaceName management() {
        return management;
    }

    public List<String> defaultPlugins() {
        return defaultPlugins;
    }

    public ChangeFacts facts() {
        return facts;
    }

    UniqueFields unique() {
        return unique;
    }

    public AccountRules accounts() {
        return accounts;
    }

    public TicketRules tickets() {
        return tickets;
    }

    /**
     * New content is what its place and its schema ask for.
     *
     * @throws DmartException.Invalid  {@code E(400,validation,422)}
     * @throws DmartException.NotFound if there is no such schema
     */
    public void requireLegal(Locator at, NewPayload payload) {
        requireSchema(at.space(), payload);
        tickets.requireSound(at, payload);
    }

    /**
     * Checks new JSON content, of a log the item that is appended, against the schema that the payload names ({@code storage.md} 3.9).
     *
     * @throws DmartException.Invalid  {@code E(400,validation,422)}
     * @throws DmartException.NotFound if there is no such schema
     */
    void requireSchema(SpaceName space, NewPayload payload) {
        requireSchema(space, payload, schemas::validate);
    }

    /** The same for one of many entries, checked by {@link #schemasOfBatch}. */
    public static void requireSchema(SpaceName space, NewPayload payload, SchemaValidator.BodyCheck schemas) {
        Optional<String> schema = new Payload(payload.json()).schemaShortname();
        Optional<JsonObject> body = payload.append().or(() -> payload.tree().flatMap(t -> t.asObject()));
        if (schema.isPresent() && body.isPresent()) {
            schemas.validate(space, schema.get(), body.get());
        }
    }

    /** Looks each schema up once, for what is done together. For one thread. */
    public SchemaValidator.BodyCheck schemasOfBatch() {
        return schemas.batch();
    }

    /**
     * What a stated precondition is compared with; 409 if it is another one ({@code http-api.md} 4.2).
     *
     * @throws DmartException.Invalid {@code E(422,validation,424)} if it is no text
     */
    public void requirePrecondition(JsonObject stored, JsonObject attributes, boolean mandatory) {
        Optional<String> version = stated(attributes, Checksums.VERSION, Checksums.VERSION);
        Optional<String> sum = attributes.object("payload").flatMap(p -> stated(p, "checksum", "payload.checksum"));
        Optional<String> storedSum = stored.object("payload").flatMap(p -> p.string("checksum"));
        boolean stale = (version.isPresent() && !version.equals(stored.string(Checksums.VERSION)))
                || (sum.isPresent() && !sum.equals(storedSum));
        if (stale) {
            throw DmartException.Conflict.stale();
        }
        if (mandatory && preconditionRequired && version.isEmpty() && sum.isEmpty()) {
            throw new DmartException.Conflict(
                    409,
                    ErrorType.REQUEST,
                    ErrorCode.CONFLICT,
                    "An update must state last_checksum_history or payload.checksum");
        }
    }

    private static Optional<String> stated(JsonObject object, String member, String name) {
        return object.get(member)
                .filter(v -> !v.isNull())
                .map(v -> MetaValues.string(name, v).value());
    }
}
