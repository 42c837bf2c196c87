package cc.dmart.storage.files.internal.change;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StagedUpload;
import java.util.List;

/** A change as the journal holds it. Thread-safe. */
public record StoredChange(List<FileOp> ops, List<EntryEvent> events, boolean silent) {
    private static final byte[] NO_HEAD = {};

    /** A change with copies of the lists. */
    public StoredChange {
        ops = List.copyOf(ops);
        events = List.copyOf(events);
    }

    /** The change as readers of the journal get it. */
    public Change toChange(long seq) {
        return new Change(
                ops.stream().map(StoredChange::toOp).toList(),
                events.stream().map(e -> e.withSeq(seq)).toList(),
                silent);
    }

    private static ChangeOp toOp(FileOp op) {
        if (op instanceof FileOp.Put put) {
            return new ChangeOp.PutEntry(put.at(), put.meta().tree(), toPayload(put.payload()), put.created());
        }
        if (op instanceof FileOp.Remove remove) {
            return new ChangeOp.RemoveEntry(remove.at(), remove.payloadFile());
        }
        if (op instanceof FileOp.Move move) {
            return new ChangeOp.MoveEntry(move.from(), move.to(), move.meta().tree(), move.fromFile(), move.toFile());
        }
        if (op instanceof FileOp.History history) {
            return new ChangeOp.AppendHistory(
                    history.at(), new HistoryRecord(history.line().tree()));
        }
        if (op instanceof FileOp.Activity activity) {
            return new ChangeOp.AppendActivity(activity.space(), activity.line().tree());
        }
        FileOp.Log log = (FileOp.Log) op;
        return new ChangeOp.AppendLog(log.at(), log.item().tree());
    }

    private static PayloadChange toPayload(PayloadPart part) {
        if (part instanceof PayloadPart.Drop drop) {
            return new PayloadChange.Drop(drop.fileName());
        }
        if (part instanceof PayloadPart.Bytes bytes) {
            return new PayloadChange.Bytes(bytes.fileName(), bytes.bytes(), bytes.replaces());
        }
        if (part instanceof PayloadPart.Staged s) {
            return new PayloadChange.Staged(
                    s.fileName(), new StagedUpload(s.token(), s.size(), s.sha256(), NO_HEAD), s.replaces());
        }
        return new PayloadChange.Keep();
    }

    /** The bytes of the journal record. */
    public byte[] encode() {
        ByteSink out = new ByteSink(2048);
        out.put(ChangeCodec.VERSION);
        out.bool(silent);
        out.number(ops.size());
        ops.forEach(op -> ChangeCodec.op(out, op));
        out.number(events.size());
        events.forEach(event -> EventCodec.write(out, event));
        return out.toByteArray();
    }

    /** Reads the bytes of a journal record. @throws IllegalStateException if they are none */
    public static StoredChange decode(byte[] record) {
        return ChangeCodec.read(new ByteSource(record));
    }
}
