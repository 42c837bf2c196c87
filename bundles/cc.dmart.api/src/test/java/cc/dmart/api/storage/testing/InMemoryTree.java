package cc.dmart.api.storage.testing;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.api.storage.StoredEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The data of {@link InMemoryEntryStore} and how a step changes it. Not thread-safe: its owner holds its monitor. */
final class InMemoryTree {
    /** Place of a payload file: beside its entry, or in the directory of attachments of one type. */
    record FileKey(SpaceName space, Subpath subpath, Optional<ResourceType> type, String name) {}

    private record Line(Locator at, HistoryRecord record) {}

    record Stored(JsonObject meta, long version) {}

    final Map<Locator, Stored> metas = new LinkedHashMap<>();
    final Map<FileKey, byte[]> files = new LinkedHashMap<>();
    final Map<SpaceName, List<JsonObject>> activity = new HashMap<>();
    final Map<String, byte[]> staged = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private long counter;

    static FileKey key(Locator at, String name) {
        return new FileKey(
                at.space(), at.subpath(), at.type().isAttachment() ? Optional.of(at.type()) : Optional.empty(), name);
    }

    Optional<StoredEntry> find(Locator at) {
        Stored stored = metas.get(at);
        if (stored == null) {
            return Optional.empty();
        }
        Entry entry = new Entry(at, stored.meta());
        String version = Long.toString(stored.version());
        JsonValue body = entry.payload().flatMap(Payload::body).orElse(new JsonString(""));
        if (body instanceof JsonObject inline) {
            return Optional.of(new StoredEntry(
                    entry, Optional.of(new JsonRaw(JsonCodec.write(inline))), Optional.empty(), version));
        }
        Optional<String> file = body.asString().filter(name -> files.containsKey(key(at, name)));
        Optional<JsonRaw> json = file.filter(name -> name.endsWith(".json")
                        && entry.payload()
                                .flatMap(Payload::contentType)
                                .filter(ContentType.JSON::equals)
                                .isPresent())
                .flatMap(name -> Optional.ofNullable(files.get(key(at, name))))
                .filter(JsonCodec::isJson)
                .map(JsonRaw::new);
        return Optional.of(new StoredEntry(entry, json, file, version));
    }

    private boolean isDirectory(SpaceName space, Subpath subpath) {
        return metas.keySet().stream()
                .anyMatch(at -> at.space().equals(space)
                        && at.type().isEntry()
                        && at.type() != ResourceType.SPACE
                        && at.subpath().isUnder(subpath));
    }

    List<HistoryRecord> history(Locator at) {
        List<HistoryRecord> out = new ArrayList<>();
        for (Line line : lines) {
            if (line.at().equals(at)) {
                out.add(0, line.record());
            }
        }
        return out;
    }

    List<HistoryRecord> attachmentHistory(Locator parent) {
        List<HistoryRecord> out = new ArrayList<>();
        for (Line line : lines) {
            Locator at = line.at();
            if (at.type().isAttachment()
                    && at.space().equals(parent.space())
                    && at.subpath().equals(parent.inside())) {
                out.add(0, line.record().about(at));
            }
        }
        return out;
    }

    StagedUpload stage(byte[] bytes) {
        String token = Long.toString(++counter);
        staged.put(token, bytes);
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new StagedUpload(token, bytes.length, hash, Arrays.copyOf(bytes, Math.min(4096, bytes.length)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether another entry has the name of this one. */
    private boolean hasTwin(Locator at) {
        return !at.type().isAttachment()
                && metas.keySet().stream()
                        .anyMatch(o -> !o.equals(at)
                                && !o.type().isAttachment()
                                && o.type() != ResourceType.SPACE
                                && at.type() != ResourceType.SPACE
                                && o.withType(at.type()).equals(at));
    }

    void requirePossible(ChangeOp op) {
        if (op instanceof ChangeOp.MoveEntry move && hasTwin(move.from())) {
            throw DmartException.Conflict.alreadyExists(move.from().shortname().value());
        }
        if (op instanceof ChangeOp.MoveEntry move
                && move.to().type() == ResourceType.FOLDER
                && isDirectory(move.to().space(), move.to().inside())) {
            throw DmartException.Conflict.alreadyExists(move.to().shortname().value());
        }
        if (op instanceof ChangeOp.PutEntry put
                && put.payload() instanceof PayloadChange.Staged upload
                && !staged.containsKey(upload.upload().token())) {
            throw DmartException.Unavailable.now("staged upload is gone", null);
        }
    }

    void apply(ChangeOp op) {
        if (op instanceof ChangeOp.PutEntry put) {
            put(put);
        } else if (op instanceof ChangeOp.RemoveEntry remove) {
            remove(remove);
        } else if (op instanceof ChangeOp.MoveEntry move) {
            move(move);
        } else if (op instanceof ChangeOp.AppendHistory append) {
            if (lines.stream()
                    .noneMatch(l -> l.record().uuid().equals(append.line().uuid()))) {
                lines.add(new Line(append.at(), append.line()));
            }
        } else if (op instanceof ChangeOp.AppendActivity append) {
            activity.computeIfAbsent(append.space(), s -> new ArrayList<>()).add(append.line());
        } else if (op instanceof ChangeOp.AppendLog append) {
            appendLog(append);
        }
    }

    private void put(ChangeOp.PutEntry put) {
        PayloadChange payload = put.payload();
        if (payload instanceof PayloadChange.Bytes bytes) {
            bytes.replaces().ifPresent(old -> files.remove(key(put.at(), old)));
            files.put(key(put.at(), bytes.fileName()), bytes.bytes());
        } else if (payload instanceof PayloadChange.Staged upload) {
            upload.replaces().ifPresent(old -> files.remove(key(put.at(), old)));
            Optional.ofNullable(staged.remove(upload.upload().token()))
                    .ifPresent(b -> files.put(key(put.at(), upload.fileName()), b));
        } else if (payload instanceof PayloadChange.Drop drop) {
            files.remove(key(put.at(), drop.fileName()));
        }
        metas.put(put.at(), new Stored(put.meta(), ++counter));
    }

    private void remove(ChangeOp.RemoveEntry remove) {
        Locator at = remove.at();
        metas.remove(at);
        if (hasTwin(at)) {
            return;
        }
        remove.payloadFile().ifPresent(name -> files.remove(key(at, name)));
        if (at.type() == ResourceType.SPACE) {
            metas.keySet().removeIf(o -> o.space().equals(at.space()));
            files.keySet().removeIf(o -> o.space().equals(at.space()));
            lines.removeIf(l -> l.at().space().equals(at.space()));
            activity.remove(at.space());
        } else if (!at.type().isAttachment()) {
            metas.keySet()
                    .removeIf(o -> goesWith(at, o.space(), o.subpath(), o.type().isAttachment()));
            files.keySet()
                    .removeIf(o -> goesWith(at, o.space(), o.subpath(), o.type().isPresent()));
            lines.removeIf(l -> l.at().equals(at)
                    || goesWith(
                            at, l.at().space(), l.at().subpath(), l.at().type().isAttachment()));
        }
    }

    /** Whether what is at a subpath belongs to an entry: what hangs on it, and for a folder all below. */
    private static boolean goesWith(Locator entry, SpaceName space, Subpath subpath, boolean attachment) {
        return space.equals(entry.space())
                && (entry.type() == ResourceType.FOLDER
                        ? subpath.isUnder(entry.inside())
                        : attachment && subpath.equals(entry.inside()));
    }

    private void move(ChangeOp.MoveEntry move) {
        Locator from = move.from();
        Locator to = move.to();
        move.fromFile()
                .flatMap(name -> Optional.ofNullable(files.remove(key(from, name))))
                .ifPresent(bytes -> files.put(key(to, move.toFile().orElseThrow()), bytes));
        metas.remove(from);
        if (!from.type().isAttachment()) {
            UnaryOperator<Locator> below = at -> goesWith(
                            from, at.space(), at.subpath(), at.type().isAttachment())
                    ? new Locator(
                            to.space(), at.subpath().rebase(from.inside(), to.inside()), at.shortname(), at.type())
                    : at;
            for (Locator at : List.copyOf(metas.keySet())) {
                Stored value = metas.remove(at);
                if (value != null) {
                    metas.put(below.apply(at), value);
                }
            }
            for (FileKey at : List.copyOf(files.keySet())) {
                byte[] value = files.get(at);
                if (value != null
                        && goesWith(from, at.space(), at.subpath(), at.type().isPresent())) {
                    files.remove(at);
                    Subpath moved = at.subpath().rebase(from.inside(), to.inside());
                    files.put(new FileKey(to.space(), moved, at.type(), at.name()), value);
                }
            }
            lines.replaceAll(l -> new Line(below.apply(l.at()), l.record()));
        }
        lines.replaceAll(l -> l.at().equals(from) ? new Line(to, l.record()) : l);
        metas.put(to, new Stored(move.meta(), ++counter));
    }

    private void appendLog(ChangeOp.AppendLog append) {
        FileKey key = key(append.at(), append.at().shortname() + ".jsonl");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String old = new String(files.getOrDefault(key, new byte[0]), StandardCharsets.UTF_8).stripTrailing();
        out.writeBytes(old.getBytes(StandardCharsets.UTF_8));
        if (!old.isEmpty()) {
            out.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(JsonCodec.write(append.item()));
        files.put(key, out.toByteArray());
    }
}
