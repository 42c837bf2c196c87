package cc.dmart.core.internal.health;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Failures;
import cc.dmart.core.internal.health.Issue.Part;
import cc.dmart.core.internal.schema.SchemaValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** What a readable entry is held against: its schema, its checksums, the names it mentions. Thread-safe. */
final class EntryChecks {
    private final SchemaValidator schemas;
    private final References references;
    private final Duplicates duplicates;
    private final Predicate<StoredEntry> overflows;
    private final Part broken;

    /**
     * Checks.
     *
     * @param overflows whether an entry or attachment has more values than the index keeps
     * @param broken    which part a payload that is not as it should be makes invalid, which differs by the depth of the check
     */
    EntryChecks(
            SchemaValidator schemas,
            References references,
            Duplicates duplicates,
            Predicate<StoredEntry> overflows,
            Part broken) {
        this.overflows = overflows;
        this.broken = broken;
        this.schemas = schemas;
        this.references = references;
        this.duplicates = duplicates;
    }

    /** Issues of an entry and of its attachments, which count for it. */
    List<Issue> check(StoredEntry entry, List<StoredEntry> attachments) {
        List<Issue> out = new ArrayList<>(references.check(entry));
        if (entry.at().type() != ResourceType.SPACE) {
            out.addAll(duplicates.check(entry));
        }
        one(entry, "", out);
        for (StoredEntry attachment : attachments) {
            String name = "attachment " + attachment.at().type().wire() + " "
                    + attachment.at().shortname() + ": ";
            one(attachment, name, out);
        }
        return out;
    }

    private void one(StoredEntry entry, String where, List<Issue> out) {
        payload(entry, where).ifPresent(out::add);
        clientChecksum(entry, where).ifPresent(out::add);
        if (overflows.test(entry)) {
            out.add(new Issue(
                    "index_overflow",
                    Part.NONE,
                    where + "more values than the index keeps; the rest is free text only"));
        }
    }

    private Optional<Issue> payload(StoredEntry entry, String where) {
        Optional<Payload> payload = entry.entry().payload();
        Optional<String> schema = payload.flatMap(Payload::schemaShortname);
        boolean json = payload.flatMap(Payload::contentType)
                .filter(ContentType.JSON::equals)
                .isPresent();
        if (!json || schema.isEmpty() || entry.jsonBody().isEmpty()) {
            return Optional.empty();
        }
        return validated(entry.at().space(), schema.get(), entry.jsonBody().get(), where);
    }

    private Optional<Issue> validated(SpaceName space, String schema, JsonRaw body, String where) {
        try {
            schemas.validate(space, schema, JsonCodec.parse(body.utf8(), JsonCodec.MAX_STORED_DEPTH));
            return Optional.empty();
        } catch (DmartException.NotFound e) {
            return Optional.of(new Issue("dangling_schema", Part.NONE, where + "there is no schema " + schema));
        } catch (DmartException.Invalid e) {
            String text = Failures.ofRecord(e).text();
            return Optional.of(new Issue("schema", broken, where + "not valid against " + schema + ": " + text));
        }
    }

    private Optional<Issue> clientChecksum(StoredEntry entry, String where) {
        Optional<Payload> payload = entry.entry().payload();
        Optional<String> ours = payload.flatMap(Payload::checksum).map(s -> s.toLowerCase(Locale.ROOT));
        Optional<String> theirs = payload.flatMap(Payload::clientChecksum).map(s -> s.toLowerCase(Locale.ROOT));
        return ours.isPresent() && theirs.isPresent() && !ours.equals(theirs)
                ? Optional.of(
                        new Issue("client_checksum", broken, where + "the checksum is not the one the client gave"))
                : Optional.empty();
    }
}
