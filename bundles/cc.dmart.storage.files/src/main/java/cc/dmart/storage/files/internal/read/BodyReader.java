package cc.dmart.storage.files.internal.read;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.change.PayloadPart;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/** Finds out where the payload of a meta is and reads it if it is JSON ({@code storage.md} 1.6, reader rule). Thread-safe. */
final class BodyReader {
    private static final int MAX_JSON = 128 << 20;
    private static final Set<ContentType> REMARKS = EnumSet.of(ContentType.COMMENT, ContentType.REACTION);

    private final Disk disk;
    private final Layout layout;
    private final ZoneId zone;

    /** @param zone of naive date-times */
    BodyReader(Disk disk, Layout layout, ZoneId zone) {
        this.disk = disk;
        this.layout = layout;
        this.zone = zone;
    }

    /** What was found of a payload. */
    private record Body(Optional<byte[]> json, Optional<Path> file, FileStamp stamp) {
        static final Body NONE = new Body(Optional.empty(), Optional.empty(), FileStamp.MISSING);

        int size() {
            return json.map(b -> b.length).orElse(0);
        }
    }

    LoadedEntry complete(Locator at, EntryPaths paths, FileStamp stamp, byte[] bytes, JsonObject meta)
            throws IOException {
        Entry entry = new Entry(at, Dates.normal(meta, zone));
        Optional<Payload> payload = entry.payload();
        Optional<JsonValue> value = payload.flatMap(Payload::body);
        Body body = Body.NONE;
        if (payload.isPresent() && value.isPresent()) {
            if (value.get() instanceof JsonObject inline) {
                body = inline(at, paths, payload.get(), inline);
            } else if (value.get() instanceof JsonString text) {
                body = named(at, paths, payload.get(), text.value());
            }
        } else if (payload.isPresent() && isJson(payload.get())) {
            // the name was lost, as with the original; the file is not
            body = named(
                    at,
                    paths,
                    payload.get(),
                    FileNames.jsonPayload(at.shortname().value()));
        }
        return loaded(entry, paths.meta(), stamp, bytes, body);
    }

    private Body named(Locator at, EntryPaths paths, Payload payload, String name) throws IOException {
        if (!FileNames.isPayloadOf(name, at.shortname().value())) {
            return Body.NONE;
        }
        Path file = paths.payloads().resolve(name);
        FileStamp stamp = disk.stat(file);
        if (stamp.isMissing() && at.type() == ResourceType.SPACE) {
            file = layout.root().resolve(name);
            stamp = disk.stat(file);
        }
        if (!stamp.isFile()) {
            return new Body(Optional.empty(), Optional.of(file), stamp);
        }
        boolean json = (isJson(payload) || isRemark(payload))
                && name.equals(FileNames.jsonPayload(at.shortname().value()));
        return new Body(json ? json(file) : Optional.empty(), Optional.of(file), stamp);
    }

    private static boolean isJson(Payload payload) {
        return payload.contentType().filter(ContentType.JSON::equals).isPresent();
    }

    /** Bodies of comments and reactions are objects; exports of the original put them into files ({@code storage.md} 6). */
    private static boolean isRemark(Payload payload) {
        return payload.contentType().filter(REMARKS::contains).isPresent();
    }

    private Optional<byte[]> json(Path file) throws IOException {
        byte[] bytes = disk.read(file, MAX_JSON);
        byte[] text = JsonCodec.isMarked(bytes) ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
        return JsonCodec.isJson(text) ? Optional.of(text) : Optional.empty();
    }

    /** An inline body wins over a file of its name only if the stored checksum says so. */
    private Body inline(Locator at, EntryPaths paths, Payload payload, JsonObject inline) throws IOException {
        Path file =
                paths.payloads().resolve(FileNames.jsonPayload(at.shortname().value()));
        FileStamp stamp = disk.stat(file);
        byte[] text = JsonCodec.write(inline);
        if (stamp.isFile()) {
            Optional<byte[]> there = json(file);
            boolean inlineIsRight = payload.checksum()
                    .filter(sum -> Checksums.matches(sum, text) || Checksums.matches(sum, DefaultJson.of(text)))
                    .isPresent();
            if (there.isPresent() && !inlineIsRight) {
                return new Body(there, Optional.of(file), stamp);
            }
        }
        return new Body(Optional.of(text), Optional.of(file), FileStamp.MISSING.equals(stamp) ? stamp : hidden(stamp));
    }

    /** The look of a file that is there but does not count as payload. */
    private static FileStamp hidden(FileStamp stamp) {
        return new FileStamp(FileStamp.Kind.OTHER, stamp.size(), stamp.nanos(), stamp.key());
    }

    Optional<LoadedEntry> adopt(Locator at, EntryPaths paths, FileStamp meta, WrittenEntry written) throws IOException {
        byte[] bytes = written.put().meta().utf8();
        if (!written.isOurs(meta, bytes.length)) {
            return Optional.empty();
        }
        Body body = Body.NONE;
        if (written.put().payload() instanceof PayloadPart.Bytes part) {
            Path file = paths.payloads().resolve(part.fileName());
            FileStamp stamp = disk.stat(file);
            if (!written.isOurs(stamp, part.bytes().length)) {
                return Optional.empty();
            }
            body = new Body(Optional.of(part.bytes()), Optional.of(file), stamp);
        } else if (written.before().isPresent()) {
            LoadedEntry before = written.before().get();
            Path file = before.payload().orElseThrow();
            if (!disk.stat(file).equals(before.payloadStamp())) {
                return Optional.empty();
            }
            body = new Body(before.entry().jsonBody().map(JsonRaw::utf8), before.payload(), before.payloadStamp());
        }
        Entry entry = new Entry(at, Dates.normal(written.put().meta().tree(), zone));
        return Optional.of(loaded(entry, paths.meta(), meta, bytes, body));
    }

    private static LoadedEntry loaded(Entry entry, Path meta, FileStamp stamp, byte[] bytes, Body body) {
        Optional<String> file =
                body.stamp().isFile() ? body.file().map(f -> f.getFileName().toString()) : Optional.empty();
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long metaSum = crc.getValue();
        crc.reset();
        body.json().ifPresent(crc::update);
        long bodySum = body.json().isPresent()
                ? crc.getValue()
                : body.stamp().nanos() ^ body.stamp().size();
        String version = Long.toHexString((metaSum << 32) | (bytes.length & 0xFFFFFFFFL)) + Long.toHexString(bodySum);
        StoredEntry stored = new StoredEntry(entry, body.json().map(JsonRaw::new), file, version, stamp.modified());
        return new LoadedEntry(stored, meta, stamp, body.file(), body.stamp(), bytes.length + body.size());
    }
}
