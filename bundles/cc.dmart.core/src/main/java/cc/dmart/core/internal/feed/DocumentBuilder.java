package cc.dmart.core.internal.feed;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Space;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.Timestamps;
import cc.dmart.api.model.User;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTerms;
import cc.dmart.core.internal.meta.MetaDefaults;
import cc.dmart.core.internal.search.FieldNames;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the index document of an entry or attachment ({@code query.md} 6). Secrets of {@code security.md} 4.1 never get in,
 * because only the fields of {@link FieldNames} do. Runs for every write. Thread-safe.
 */
public final class DocumentBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentBuilder.class);
    private static final Set<String> TEXT_FIELDS =
            Set.of("slug", "state", "email", "msisdn", "tags", "roles", "groups");
    private static final String BODY = "payload.body";

    private final ZoneId zone;
    private final LeafCaps caps;
    private final Function<StoredEntry, Optional<String>> texts;
    private final Function<StoredEntry, List<String>> footprints;

    /** A builder that reads naive dates in a zone and looks into no payload files but JSON. */
    public DocumentBuilder(ZoneId zone) {
        this(zone, LeafCaps.DEFAULT);
    }

    /** The same with other caps. */
    public DocumentBuilder(ZoneId zone, LeafCaps caps) {
        this(zone, caps, entry -> Optional.empty(), entry -> List.of());
    }

    /**
     * A builder that reads naive dates in a zone.
     *
     * @param texts      text of the payload files that are text
     * @param footprints exact terms of what payloads take
     */
    DocumentBuilder(
            ZoneId zone,
            LeafCaps caps,
            Function<StoredEntry, Optional<String>> texts,
            Function<StoredEntry, List<String>> footprints) {
        this.zone = zone;
        this.caps = caps;
        this.texts = texts;
        this.footprints = footprints;
    }

    /** Whether payloads and free text of a space are in the index ({@code query.md} 6.1); of one that is not there they are. */
    public static boolean isIndexed(Optional<StoredEntry> space) {
        return space.map(s -> new Space(s.entry()).indexingEnabled()).orElse(true);
    }

    /**
     * Whether values at a path of a meta, its body taken as content, are leaves of the document, as far as its caps let them.
     *
     * @param payload whether payloads are indexed in the space
     */
    public static boolean isIndexed(String path, boolean payload) {
        int dot = path.indexOf('.');
        return FieldNames.isIndexed(dot < 0 ? path : path.substring(0, dot))
                && (payload || !(path + ".").startsWith(BODY + "."));
    }

    /**
     * The document of an entry.
     *
     * @param attachmentText free text of its attachments, see {@link #attachmentText}
     * @param payload        whether payload and free text are indexed in this space
     */
    public IndexDocument entry(StoredEntry entry, List<String> attachmentText, boolean payload) {
        LeafCollector out = collect(entry, payload);
        if (payload) {
            out.text().addAll(attachmentText);
        }
        return document(entry, DocumentKind.ENTRY, exact(entry.entry(), AccessTerms.of(entry.entry())), out, payload);
    }

    /**
     * The document of an attachment. It has the access terms of the entry it hangs on.
     *
     * @param parent that entry; without one nobody but the server itself finds the attachment
     */
    public IndexDocument attachment(StoredEntry entry, Optional<Entry> parent, boolean payload) {
        Map<ExactField, Collection<String>> access = parent.map(p -> AccessTerms.ofAttachment(entry.entry(), p))
                .orElseGet(() -> new EnumMap<>(ExactField.class));
        return document(entry, DocumentKind.ATTACHMENT, exact(entry.entry(), access), collect(entry, payload), payload);
    }

    /** Whether an entry or attachment has more values than the caps let the index keep; a body too short for that is not read. */
    public boolean overflows(StoredEntry entry, boolean payload) {
        LeafCollector meta = collect(entry, false);
        return meta.isOverflown()
                || (payload
                        && mayOverflow(entry, meta.leaves().size())
                        && collect(entry, true).isOverflown());
    }

    /**
     * Whether a body is worth parsing: a value takes two bytes with its comma, but for the last, and a path has no more characters
     * than the body has bytes, of which a few hundred never use up the room for all paths.
     */
    private boolean mayOverflow(StoredEntry entry, int metaLeaves) {
        if (entry.jsonBody().isEmpty() || entry.entry().meta().has("body")) {
            return true;
        }
        int bytes = entry.jsonBody().get().utf8().length;
        int values = bytes / 2 + 1;
        return values > caps.elements()
                || metaLeaves + values > caps.leaves()
                || BODY.length() + bytes > Math.min(caps.path(), LeafCaps.DEFAULT.path());
    }

    /**
     * What attachments add to the free text of their entry: names, texts, tags and bodies ({@code query.md} 2.5). An inactive one
     * adds nothing, since it is for those alone who may view itself; its own document has its text.
     */
    public List<String> attachmentText(List<StoredEntry> attachments) {
        List<String> out = new ArrayList<>();
        for (StoredEntry attachment : attachments) {
            if (!attachment.entry().isActive()) {
                continue;
            }
            LeafCollector one = new LeafCollector(zone, caps);
            JsonObject meta = attachment.entry().meta();
            one.text(attachment.at().shortname().value());
            localised("displayname", meta, one);
            localised("description", meta, one);
            meta.strings("tags").forEach(one::text);
            attachment.entry().payload().ifPresent(p -> body(attachment, p, one));
            bodyOfMeta(attachment, one);
            out.addAll(one.text());
        }
        return out;
    }

    private static void localised(String name, JsonObject meta, LeafCollector out) {
        meta.object(name)
                .ifPresent(texts ->
                        texts.members().values().forEach(v -> v.asString().ifPresent(out::text)));
    }

    private IndexDocument document(
            StoredEntry entry,
            DocumentKind kind,
            Map<ExactField, Collection<String>> exact,
            LeafCollector out,
            boolean payload) {
        if (out.isUnreadable()) {
            LOG.warn("The payload of {} cannot be read; only its meta is indexed", entry.at());
        }
        if (out.isOverflown()) {
            LOG.info("{} has more values than the index keeps; the rest is in the free text only", entry.at());
        }
        List<String> footprint = footprints.apply(entry);
        if (!footprint.isEmpty()) {
            exact.merge(ExactField.VALUE, footprint, DocumentBuilder::both);
        }
        return new IndexDocument(
                entry.at(), kind, exact, out.leaves(), out.present(), payload ? out.text() : List.of());
    }

    private static Collection<String> both(Collection<String> a, Collection<String> b) {
        List<String> out = new ArrayList<>(a);
        out.addAll(b);
        return out;
    }

    private LeafCollector collect(StoredEntry stored, boolean payload) {
        LeafCollector out = new LeafCollector(zone, caps);
        Locator at = stored.at();
        String name = at.shortname().value();
        out.keyword("shortname", name);
        out.text(name);
        out.keyword("space_name", at.space().value());
        out.keyword("resource_type", at.type().wire());
        out.keyword("subpath", at.subpath().slashed());
        for (String list : alwaysThere(at.type())) {
            out.present(list);
        }
        defaults(MetaDefaults.base(), stored, payload, out);
        defaults(MetaDefaults.own(at.type()), stored, payload, out);
        for (Map.Entry<String, JsonValue> member :
                stored.entry().meta().members().entrySet()) {
            field(member.getKey(), member.getValue(), stored, payload, out);
        }
        if (payload) {
            bodyOfMeta(stored, out);
        }
        if (!stored.modified().equals(Instant.EPOCH)) {
            undated(stored, out);
        }
        return out;
    }

    /** Values that a record shows although its file lacks them are found as well; lists of them have none. */
    private void defaults(JsonObject values, StoredEntry stored, boolean payload, LeafCollector out) {
        JsonObject meta = stored.entry().meta();
        for (Map.Entry<String, JsonValue> member : values.members().entrySet()) {
            JsonValue value = member.getValue();
            boolean scalar = value instanceof JsonBool || value instanceof JsonString;
            if (scalar && meta.get(member.getKey()).filter(v -> !v.isNull()).isEmpty()) {
                field(member.getKey(), value, stored, payload, out);
            }
        }
    }

    /** A meta without dates has those of its file ({@code storage.md} 7). */
    private void undated(StoredEntry stored, LeafCollector out) {
        JsonObject meta = stored.entry().meta();
        for (String name : List.of("created_at", "updated_at")) {
            if (meta.string(name).isEmpty()) {
                out.date(name, Timestamps.format(stored.modified(), zone));
            }
        }
    }

    /** List fields that count as present whatever the meta says ({@code query.md} 2.4). */
    private static List<String> alwaysThere(ResourceType type) {
        return switch (type) {
            case USER -> List.of("tags", "roles", "groups");
            case GROUP -> List.of("tags", "roles");
            case ROLE -> List.of("tags", "permissions");
            case PERMISSION -> List.of("tags", "subpaths", "resource_types", "actions", "conditions");
            default -> List.of("tags");
        };
    }

    private void field(String name, JsonValue value, StoredEntry stored, boolean payload, LeafCollector out) {
        if (!isIndexed(name, payload) || value.isNull()) {
            return;
        }
        switch (name) {
            case "shortname", "space_name", "resource_type", "subpath" -> {
                // the address says
            }
            case "displayname", "description" -> translations(name, value, out);
            case "created_at", "updated_at" -> value.asString().ifPresent(t -> out.date(name, t));
            case "sla" -> value.asObject().flatMap(o -> o.string("due")).ifPresent(t -> out.date("sla.due", t));
            case "payload" -> value.asObject().ifPresent(p -> payload(stored, new Payload(p), payload, out));
            default -> {
                out.tree(name, value, false);
                if (TEXT_FIELDS.contains(name)) {
                    texts(value, out);
                }
            }
        }
    }

    private static void translations(String name, JsonValue value, LeafCollector out) {
        out.present(name);
        if (value instanceof JsonObject texts) {
            texts.members().forEach((language, text) -> {
                String key = language.equals("kd") ? "ku" : language;
                text.asString().ifPresent(t -> out.localised(name + "." + key, t));
            });
        }
    }

    private static void texts(JsonValue value, LeafCollector out) {
        if (value instanceof JsonString string) {
            out.text(string.value());
        } else if (value instanceof JsonArray array) {
            array.strings().forEach(out::text);
        }
    }

    private void payload(StoredEntry stored, Payload payload, boolean indexed, LeafCollector out) {
        out.present("payload");
        payload.contentType().ifPresent(t -> out.keyword("payload.content_type", t.wire()));
        payload.schemaShortname().ifPresent(s -> out.keyword("payload.schema_shortname", s));
        payload.checksum().ifPresent(c -> out.keyword("payload.checksum", c));
        if (isIndexed(BODY, indexed)) {
            body(stored, payload, out);
        }
    }

    private void body(StoredEntry stored, Payload payload, LeafCollector out) {
        if (stored.jsonBody().isPresent()) {
            json(stored, out);
        } else if (stored.payloadFile().isPresent()) {
            out.keyword(BODY, stored.payloadFile().get());
            texts.apply(stored).ifPresent(out::text);
        } else {
            payload.body().ifPresent(b -> out.tree(BODY, b, true));
        }
    }

    /** Early comments have their text in the meta itself ({@code storage.md} 2.1); it is found as if it stood in the payload. */
    private static void bodyOfMeta(StoredEntry stored, LeafCollector out) {
        if (stored.at().type().isAttachment()) {
            stored.entry().meta().get("body").filter(b -> !b.isNull()).ifPresent(b -> out.tree(BODY, b, true));
        }
    }

    private static void json(StoredEntry stored, LeafCollector out) {
        try {
            out.tree(BODY, JsonCodec.parse(stored.jsonBody().orElseThrow().utf8(), JsonCodec.MAX_STORED_DEPTH), true);
        } catch (DmartException.Invalid e) {
            out.unreadable();
        }
    }

    /** @param out the access terms, to which the others are added */
    private static Map<ExactField, Collection<String>> exact(Entry entry, Map<ExactField, Collection<String>> out) {
        Locator at = entry.at();
        JsonObject meta = entry.meta();
        out.put(ExactField.TYPE, List.of(at.type().wire()));
        out.put(ExactField.SHORTNAME, List.of(at.shortname().value()));
        out.put(ExactField.SUBPATH, List.of(at.subpath().slashed()));
        out.put(ExactField.ANCESTOR, ancestors(at.subpath()));
        meta.string("uuid").ifPresent(u -> out.put(ExactField.UUID, List.of(u)));
        meta.string("slug").ifPresent(s -> out.put(ExactField.SLUG, List.of(s)));
        entry.schemaShortname().ifPresent(s -> out.put(ExactField.SCHEMA, List.of(s)));
        List<String> tags = entry.tags();
        if (!tags.isEmpty()) {
            out.put(ExactField.TAG, tags);
        }
        if (at.type() == ResourceType.USER) {
            meta.string("email").ifPresent(e -> out.put(ExactField.EMAIL, List.of(e.toLowerCase(Locale.ROOT))));
            meta.string("msisdn").ifPresent(m -> out.put(ExactField.MSISDN, List.of(m)));
            meta.object(User.LINKED)
                    .filter(all -> !all.isEmpty())
                    .ifPresent(all -> out.put(ExactField.VALUE, linked(all)));
        }
        return out;
    }

    private static List<String> linked(JsonObject identities) {
        return identities.names().stream()
                .flatMap(provider -> identities.string(provider).map(id -> linked(provider, id)).stream())
                .toList();
    }

    /** The exact term of an identity that is linked to an account. */
    public static String linked(String provider, String id) {
        return User.LINKED + "." + provider + "\u0001" + id;
    }

    private static List<String> ancestors(Subpath subpath) {
        List<String> out = new ArrayList<>();
        out.add("/");
        String slashed = subpath.slashed();
        for (int i = slashed.indexOf('/', 1); i > 0; i = slashed.indexOf('/', i + 1)) {
            out.add(slashed.substring(0, i));
        }
        if (slashed.length() > 1) {
            out.add(slashed);
        }
        return out;
    }
}
