package cc.dmart.core.internal.entry.imports;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.form.Checksums;
import cc.dmart.core.internal.entry.imports.EntryImporter.Left;
import cc.dmart.core.internal.entry.rules.NewPayload;
import cc.dmart.core.internal.filetype.MagicBytes;
import cc.dmart.core.internal.filetype.MediaTypes;
import cc.dmart.core.internal.filetype.SvgCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Payloads of an archived entry: bytes as they are, checked like an upload. Staged once, however often asked. For one thread. */
final class ImportedPayloads {
    private static final int MAX_SVG = 10 << 20;

    private final PayloadStore payloads;
    private final EntryImporter.Imported source;
    private final List<StagedUpload> staged;
    private final Map<Locator, NewPayload> known = new HashMap<>();
    private final Map<Locator, Left> left = new LinkedHashMap<>();

    /** @param staged takes what is staged, to be dropped when it is not needed any more */
    ImportedPayloads(PayloadStore payloads, EntryImporter.Imported source, List<StagedUpload> staged) {
        this.payloads = payloads;
        this.source = source;
        this.staged = staged;
    }

    /**
     * What is to be stored; empty for none.
     *
     * @param current what is there now
     * @throws DmartException.Invalid if the file is not what it says
     */
    Optional<NewPayload> of(StoredEntry entry, Optional<StoredEntry> current) {
        Optional<Payload> payload = entry.entry().payload();
        if (payload.isEmpty()) {
            return Optional.empty();
        }
        NewPayload made = known.get(entry.at());
        if (made == null) {
            Optional<NewPayload> first = make(entry, payload.get(), current);
            first.ifPresent(p -> known.put(entry.at(), p));
            return first;
        }
        return Optional.of(made);
    }

    private Optional<NewPayload> make(StoredEntry entry, Payload payload, Optional<StoredEntry> current) {
        Optional<String> oldFile = current.flatMap(StoredEntry::payloadFile);
        Locator at = entry.at();
        JsonObject.Builder out = payload.json().toBuilder();
        payload.contentType().ifPresent(type -> out.put("content_type", type.wire()));
        boolean inline = payload.contentType().filter(ContentType::isInlineText).isPresent();
        if (entry.jsonBody().isPresent() && inline) {
            return Optional.of(remark(out, entry.jsonBody().get(), payload, oldFile));
        }
        if (entry.jsonBody().isPresent()) {
            return Optional.of(json(at, out, entry.jsonBody().get(), oldFile));
        }
        if (entry.payloadFile().isPresent()) {
            PayloadFile file = this.source
                    .files()
                    .apply(entry)
                    .orElseThrow(() -> DmartException.Invalid.request(
                            ErrorCode.INVALID_DATA, "The payload file is missing from the archive"));
            Bytes bytes = () -> Channels.newInputStream(file.open());
            return Optional.of(file(at, file.name(), bytes, out, payload, oldFile));
        }
        Optional<JsonValue> body = payload.body();
        Optional<byte[]> picture = inline ? Optional.empty() : decoded(payload);
        if (picture.isPresent()) {
            String extension =
                    payload.contentType().flatMap(MediaTypes::extension).orElse("png");
            Bytes bytes = () -> new ByteArrayInputStream(picture.get());
            return Optional.of(file(at, at.shortname() + "." + extension, bytes, out, payload, oldFile));
        }
        if (inline && body.isPresent()) {
            return Optional.of(NewPayload.of(out.build(), drop(oldFile), Optional.empty(), body));
        }
        if (at.type() == ResourceType.FOLDER) {
            return Optional.empty(); // exporters give folders a body whether there is a file or not
        }
        left.put(at, new Left(at, "The payload file is missing from the archive"));
        return Optional.of(missing(out, current));
    }

    /** Files that the archive should have and has not; their metas are stored nevertheless ({@code storage.md} 1.6, rule 4). */
    List<Left> left() {
        return List.copyOf(left.values());
    }

    /** What is stored already stays; else the meta says which file there should be. */
    private static NewPayload missing(JsonObject.Builder out, Optional<StoredEntry> current) {
        JsonObject json = current.filter(c -> c.payloadFile().isPresent())
                .flatMap(c -> c.entry().payload())
                .map(Payload::json)
                .orElseGet(out::build);
        return NewPayload.of(json, new PayloadChange.Keep(), Optional.empty(), Optional.empty());
    }

    private static PayloadChange drop(Optional<String> oldFile) {
        return oldFile.<PayloadChange>map(PayloadChange.Drop::new).orElseGet(PayloadChange.Keep::new);
    }

    /** The body of a comment or reaction belongs into its meta, wherever the exporter put it ({@code storage.md} 6). */
    private static NewPayload remark(JsonObject.Builder out, JsonRaw raw, Payload payload, Optional<String> oldFile) {
        JsonValue body = JsonCodec.parse(raw.utf8(), JsonCodec.MAX_STORED_DEPTH);
        JsonObject json = payload.body().filter(JsonObject.class::isInstance).isPresent()
                ? out.build()
                : out.put("checksum", Checksums.of(JsonCodec.write(body)))
                        .put("body", body)
                        .build();
        return NewPayload.of(json, drop(oldFile), Optional.empty(), Optional.of(body));
    }

    private static NewPayload json(Locator at, JsonObject.Builder out, JsonRaw body, Optional<String> oldFile) {
        byte[] bytes = body.utf8();
        JsonValue tree = JsonCodec.parse(bytes, JsonCodec.MAX_STORED_DEPTH);
        String name = at.shortname().value() + ".json";
        JsonObject json =
                out.put("checksum", Checksums.of(bytes)).put("body", name).build();
        PayloadChange file = new PayloadChange.Bytes(name, bytes, oldFile.filter(old -> !old.equals(name)));
        return NewPayload.of(json, file, Optional.of(body), Optional.of(tree));
    }

    /** The bytes of a file that an exporter left in the meta as base64 ({@code storage.md} 6). */
    private static Optional<byte[]> decoded(Payload payload) {
        boolean file = payload.contentType().filter(t -> t != ContentType.JSON).isPresent();
        Optional<String> text = payload.body().filter(b -> file).flatMap(JsonValue::asString);
        if (text.isEmpty() || text.get().isEmpty()) {
            return Optional.empty();
        }
        String plain = text.get().replaceFirst("^data:[^,]{1,200};base64,", "").replaceAll("\\s+", "");
        try {
            return Optional.of(
                    Base64.getDecoder().decode(plain)); // a file name has a dot, which is none of its letters
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private interface Bytes {
        InputStream open() throws IOException;
    }

    private NewPayload file(
            Locator at, String name, Bytes bytes, JsonObject.Builder out, Payload payload, Optional<String> oldFile) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (MediaTypes.ofExtension(extension).isEmpty()) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA, "Files that end in ." + extension + " are not stored");
        }
        StagedUpload file = stage(at, bytes, extension);
        // a legacy value such as image says less than the file name
        ContentType type = MediaTypes.ofStored(payload.contentType(), name);
        ContentType picture = MagicBytes.picture(type, file.head());
        boolean agrees = picture != type || MagicBytes.agree(new MediaTypes.Chosen(type, extension), file.head());
        if (!agrees || MagicBytes.isTooManyPixels(picture, file.head())) {
            throw MediaTypes.unsupported();
        }
        JsonObject json = out.put("checksum", file.sha256()).put("body", name).build();
        PayloadChange change = new PayloadChange.Staged(name, file, oldFile.filter(old -> !old.equals(name)));
        return NewPayload.of(json, change, Optional.empty(), Optional.empty());
    }

    private StagedUpload stage(Locator at, Bytes source, String extension) {
        try (InputStream in = source.open()) {
            if (extension.equals("svg")) {
                requireHarmless(source);
            }
            StagedUpload file = payloads.stage(at.space(), in, Long.MAX_VALUE);
            staged.add(file);
            return file;
        } catch (IOException e) {
            throw DmartException.Unavailable.now("a file of the archive cannot be read", e);
        }
    }

    private static void requireHarmless(Bytes source) throws IOException {
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes(MAX_SVG + 1);
            if (bytes.length > MAX_SVG || !SvgCheck.isHarmless(bytes)) {
                throw MediaTypes.unsupported();
            }
        }
    }
}
