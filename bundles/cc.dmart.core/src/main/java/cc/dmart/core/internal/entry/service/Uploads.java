package cc.dmart.core.internal.entry.service;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.SpooledFile;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.Upload;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.command.CreateCommand;
import cc.dmart.core.internal.entry.command.UpdateCommand;
import cc.dmart.core.internal.entry.command.UploadedBody;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.pipeline.Command;
import cc.dmart.core.internal.entry.rules.CommandContext;
import cc.dmart.core.internal.entry.rules.NewPayload;
import cc.dmart.core.internal.entry.rules.PayloadRules;
import cc.dmart.core.internal.filetype.MagicBytes;
import cc.dmart.core.internal.filetype.MediaTypes;
import cc.dmart.core.internal.filetype.SvgCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Files sent with a record ({@code http-api.md} 4.6, {@code security.md} 5.10). Permission is asked for before a byte is taken in;
 * what is staged is dropped again on every failure. Thread-safe.
 */
final class Uploads {
    private static final int DRAWS = 5;
    private static final long MAX_PARSED = 10L << 20;

    private static final String PAYLOAD = "payload";
    private static final String BODY = "body";

    private final PayloadStore payloads;
    private final ChangePipeline pipeline;
    private final CommandContext context;

    Uploads(PayloadStore payloads, ChangePipeline pipeline, CommandContext context) {
        this.payloads = payloads;
        this.pipeline = pipeline;
        this.context = context;
    }

    /**
     * An upload under way.
     *
     * @param auto whether the name was drawn
     */
    private record Task(
            Caller caller,
            WireRecord record,
            Upload upload,
            boolean createOnly,
            Locator at,
            String uuid,
            boolean auto) {
        /** The same with another drawn name. */
        Task redrawn() {
            String other = UUID.randomUUID().toString();
            return new Task(
                    caller,
                    record,
                    upload,
                    createOnly,
                    Addresses.of(at.space(), record, other.substring(0, 8)),
                    other,
                    auto);
        }
    }

    /**
     * Stores an upload.
     *
     * @param createOnly refuse when the entry exists
     * @throws DmartException those of {@code http-api.md} 4.6
     */
    WireRecord run(Caller caller, SpaceName space, WireRecord record, Upload upload, boolean createOnly) {
        requireSupported(record.resourceType());
        if (!context.lookups().exists(space)) {
            throw Addresses.invalidSpace(space.value());
        }
        boolean auto = record.shortname().equals(Addresses.AUTO);
        String uuid = UUID.randomUUID().toString();
        Locator at = Addresses.of(space, record, auto ? uuid.substring(0, 8) : record.shortname());
        authorise(caller, at, announced(record), createOnly);
        PayloadRules.shaped(record.attributes().get(PAYLOAD)); // what is ignored of it may have any type
        MediaTypes.Chosen chosen = MediaTypes.ofUpload(
                upload.fileName(), upload.mediaType(), record.attributes().string("content_type"));
        Task task = new Task(caller, record, upload, createOnly, at, uuid, auto);
        return isInlined(at.type()) ? inlined(task, chosen) : staged(task, chosen);
    }

    private static void requireSupported(ResourceType type) {
        if (!isInlined(type) && !(type.isAttachment() && Addresses.isStorable(type))) {
            throw new DmartException.Invalid(
                    400,
                    ErrorType.ATTACHMENT,
                    ErrorCode.SOME_SUPPORTED_TYPE,
                    "Files cannot be uploaded for the resource type " + type.wire(),
                    List.of());
        }
    }

    private static boolean isInlined(ResourceType type) {
        return type == ResourceType.CONTENT
                || type == ResourceType.POST
                || type == ResourceType.TICKET
                || type == ResourceType.SCHEMA;
    }

    /** Create if it is new, update if it is there; asked again by the command, which knows the content. */
    private void authorise(Caller caller, Locator at, JsonObject attributes, boolean createOnly) {
        Optional<StoredEntry> current = context.store().find(at);
        if (current.isPresent() && !createOnly) {
            AccessTarget target = AccessTarget.of(current.get().entry()).writing(attributes);
            context.access().require(caller, ActionType.UPDATE, target);
            return;
        }
        context.access().require(caller, ActionType.CREATE, AccessTarget.ofNew(at, attributes));
        CreateCommand.requireFree(context, at);
    }

    /** The attributes without what the file decides. */
    private static JsonObject announced(WireRecord record) {
        JsonObject bare = record.attributes().without(PAYLOAD).without("content_type");
        return record.attributes()
                .object(PAYLOAD)
                .map(p -> p.without(BODY).without("content_type"))
                .filter(p -> !p.isEmpty())
                .map(p -> bare.with(PAYLOAD, p))
                .orElse(bare);
    }

    /**
     * The attributes as the same content in a request would have them ({@code security.md} 3.8). The bytes of other files count
     * as a part of the body that no restriction can name.
     */
    private static JsonObject written(WireRecord record, MediaTypes.Chosen chosen, Optional<JsonValue> content) {
        JsonObject announced = announced(record);
        JsonObject payload = announced.object(PAYLOAD).orElse(JsonObject.EMPTY).toBuilder()
                .put("content_type", chosen.type().wire())
                .put(
                        BODY,
                        content.orElseGet(() -> JsonObject.builder().put("", "").build()))
                .build();
        return announced.with(PAYLOAD, payload);
    }

    private WireRecord inlined(Task task, MediaTypes.Chosen chosen) {
        Upload upload = task.upload();
        byte[] bytes = read(upload, MAX_PARSED);
        requireSum(upload, Checksums.of(bytes));
        JsonObject body = Optional.of(chosen)
                .filter(c -> c.type() == ContentType.JSON)
                .flatMap(c -> parsed(bytes).asObject())
                .orElseThrow(Uploads::notJson);
        JsonObject written = written(task.record(), chosen, Optional.of(body));
        return store(task, new UploadedBody(written, Optional.empty(), true, (where, current, altered) -> {
            JsonObject.Builder about = described(task.record(), current, upload);
            Optional<String> old = current.flatMap(StoredEntry::payloadFile);
            boolean asSent = altered.isEmpty() && !JsonCodec.isMarked(bytes);
            return asSent
                    ? PayloadRules.uploaded(where, about, body, bytes, old)
                    : PayloadRules.altered(where, about, altered.orElse(body), old);
        }));
    }

    private static JsonValue parsed(byte[] bytes) {
        if (!JsonCodec.isUtf8(bytes)) {
            throw notJson();
        }
        try {
            JsonCodec.requireUnicode(bytes);
            return JsonCodec.parse(bytes);
        } catch (DmartException.Invalid e) {
            throw notJson();
        }
    }

    private static DmartException.Invalid notJson() {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The payload file is not a valid JSON object");
    }

    private WireRecord staged(Task task, MediaTypes.Chosen chosen) {
        Upload upload = task.upload();
        InputStream in = upload.content();
        boolean looked = false;
        if (chosen.type() == ContentType.IMAGE_SVG || chosen.extension().equals("svg")) {
            byte[] svg = read(upload, MAX_PARSED);
            if (!SvgCheck.isHarmless(svg)) {
                throw MediaTypes.unsupported();
            }
            in = new ByteArrayInputStream(svg);
            looked = true;
        }
        Optional<JsonValue> tree = Optional.empty();
        if (chosen.type() == ContentType.JSON) {
            byte[] json = read(upload, MAX_PARSED);
            tree = Optional.of(parsed(json));
            in = new ByteArrayInputStream(json);
            looked = true;
        }
        Optional<JsonValue> content = tree;
        StagedUpload file = taken(task, in, looked ? Optional.empty() : upload.spooled());
        try {
            requireSum(upload, file.sha256());
            if (!MagicBytes.agree(chosen, file.head()) || MagicBytes.isTooManyPixels(chosen.type(), file.head())) {
                throw MediaTypes.unsupported();
            }
            JsonObject written = written(task.record(), chosen, content);
            WireRecord reply = store(
                    task,
                    new UploadedBody(
                            written,
                            Optional.empty(),
                            false,
                            (where, current, altered) -> file(where, task, chosen, file, content, current)));
            return named(reply, chosen);
        } finally {
            payloads.discard(file);
        }
    }

    private StagedUpload taken(Task task, InputStream in, Optional<SpooledFile> spooled) {
        SpaceName space = task.at().space();
        long most = task.upload().maxBytes();
        try {
            return spooled.isPresent() ? payloads.adopt(space, spooled.get(), most) : payloads.stage(space, in, most);
        } catch (DmartException.Unavailable e) {
            throw FileCommand.notStored(e);
        }
    }

    /** The body of a file is its name, also where a read would give what is in it. */
    private static WireRecord named(WireRecord reply, MediaTypes.Chosen chosen) {
        JsonObject attributes = reply.attributes();
        JsonObject payload = attributes.object(PAYLOAD).orElse(JsonObject.EMPTY);
        JsonString name = new JsonString(reply.shortname() + "." + chosen.extension());
        return reply.withAttributes(attributes.with(PAYLOAD, payload.with(BODY, name)));
    }

    private static NewPayload file(
            Locator at,
            Task task,
            MediaTypes.Chosen chosen,
            StagedUpload file,
            Optional<JsonValue> tree,
            Optional<StoredEntry> current) {
        String name = at.shortname().value() + "." + chosen.extension();
        JsonObject json = described(task.record(), current, task.upload())
                .put("content_type", chosen.type().wire())
                .put("checksum", file.sha256())
                .put(BODY, name)
                .build();
        Optional<String> replaces = current.flatMap(StoredEntry::payloadFile).filter(old -> !old.equals(name));
        return NewPayload.of(json, new PayloadChange.Staged(name, file, replaces), Optional.empty(), tree);
    }

    /** What the record says of the payload; the schema stays when it says nothing. */
    private static JsonObject.Builder described(WireRecord record, Optional<StoredEntry> current, Upload upload) {
        JsonObject given = record.attributes().object(PAYLOAD).orElse(JsonObject.EMPTY);
        JsonObject.Builder out = JsonObject.builder().put("content_type", "");
        Optional<Payload> stored = current.flatMap(c -> c.entry().payload());
        given.string("schema_shortname")
                .or(() -> stored.flatMap(Payload::schemaShortname))
                .ifPresent(s -> out.put("schema_shortname", s));
        given.string("content_sub_type").ifPresent(s -> out.put("content_sub_type", s));
        upload.sha256()
                .filter(s -> !s.isEmpty())
                .ifPresent(s -> out.put("client_checksum", s.toLowerCase(Locale.ROOT)));
        return out;
    }

    private static void requireSum(Upload upload, String sum) {
        Optional<String> stated = upload.sha256().filter(s -> !s.isEmpty());
        if (stated.isPresent() && !stated.get().equalsIgnoreCase(sum)) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "The provided file doesn't match the sha");
        }
    }

    private static byte[] read(Upload upload, long max) {
        long limit = Math.min(upload.maxBytes(), max);
        try {
            byte[] bytes = upload.content().readNBytes((int) limit + 1);
            if (bytes.length > limit) {
                throw DmartException.Invalid.tooLarge("The file is larger than " + limit + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw FileCommand.notStored(DmartException.Unavailable.now("The upload broke off", e));
        }
    }

    private WireRecord store(Task first, UploadedBody payload) {
        JsonObject attributes = first.record().attributes().without(PAYLOAD).without("content_type");
        WireRecord bare = first.record().withAttributes(attributes);
        Task task = first;
        for (int i = 1; ; i++) {
            Locator at = task.at();
            Command<WireRecord> command =
                    !task.createOnly() && context.store().find(at).isPresent()
                            ? UpdateCommand.upload(context, task.caller(), at, bare, payload)
                            : new CreateCommand(context, task.caller(), at, bare, task.uuid(), Optional.of(payload));
            try {
                return pipeline.run(
                        task.caller(), context.facts(), at, first.record().checkLock(), new FileCommand<>(command));
            } catch (DmartException.Conflict e) {
                boolean taken = e.code() == ErrorCode.SHORTNAME_ALREADY_EXIST;
                if (!taken || i == DRAWS || (!task.auto() && task.createOnly())) {
                    throw e;
                }
                task = task.auto() ? task.redrawn() : task;
            }
        }
    }
}
