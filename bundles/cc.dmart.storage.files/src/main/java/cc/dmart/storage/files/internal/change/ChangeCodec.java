package cc.dmart.storage.files.internal.change;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.ArrayList;
import java.util.List;

/** Steps in the journal's encoding. A tag is never given a second meaning; a new layout gets a new version number. */
final class ChangeCodec {
    static final int VERSION = 1;

    private static final int PUT = 1;
    private static final int REMOVE = 2;
    private static final int MOVE = 3;
    private static final int HISTORY = 4;
    private static final int ACTIVITY = 5;
    private static final int LOG = 6;

    private static final int KEEP = 1;
    private static final int DROP = 2;
    private static final int BYTES = 3;
    private static final int STAGED = 4;

    private ChangeCodec() {}

    static void op(ByteSink out, FileOp op) {
        if (op instanceof FileOp.Put put) {
            out.put(PUT);
            locator(out, put.at());
            out.bytes(put.meta().utf8());
            payload(out, put.payload());
            out.bool(put.created());
        } else if (op instanceof FileOp.Remove remove) {
            out.put(REMOVE);
            locator(out, remove.at());
            out.text(remove.payloadFile());
        } else if (op instanceof FileOp.Move move) {
            out.put(MOVE);
            locator(out, move.from());
            locator(out, move.to());
            out.bytes(move.meta().utf8());
            out.text(move.fromFile());
            out.text(move.toFile());
        } else if (op instanceof FileOp.History history) {
            out.put(HISTORY);
            locator(out, history.at());
            out.bytes(history.line().utf8());
        } else if (op instanceof FileOp.Activity activity) {
            out.put(ACTIVITY);
            out.text(activity.space().value());
            out.bytes(activity.line().utf8());
        } else if (op instanceof FileOp.Log log) {
            out.put(LOG);
            locator(out, log.at());
            out.bytes(log.item().utf8());
            out.number(log.offset());
        }
    }

    static StoredChange read(ByteSource in) {
        int version = in.next();
        if (version != VERSION) {
            throw new IllegalStateException("journal record of version " + version + ", written by a newer release");
        }
        boolean silent = in.bool();
        List<FileOp> ops = new ArrayList<>();
        for (int n = in.count(); n > 0; n--) {
            ops.add(op(in));
        }
        List<EntryEvent> events = new ArrayList<>();
        for (int n = in.count(); n > 0; n--) {
            events.add(EventCodec.read(in));
        }
        return new StoredChange(ops, events, silent);
    }

    private static FileOp op(ByteSource in) {
        int tag = in.next();
        return switch (tag) {
            case PUT -> new FileOp.Put(locator(in), JsonText.of(in.bytes()), payload(in), in.bool());
            case REMOVE -> new FileOp.Remove(locator(in), in.maybeText());
            case MOVE ->
                new FileOp.Move(locator(in), locator(in), JsonText.of(in.bytes()), in.maybeText(), in.maybeText());
            case HISTORY -> new FileOp.History(locator(in), JsonText.of(in.bytes()));
            case ACTIVITY -> new FileOp.Activity(new SpaceName(in.text()), JsonText.of(in.bytes()));
            case LOG -> new FileOp.Log(locator(in), JsonText.of(in.bytes()), in.number());
            default -> throw new IllegalStateException("unknown step " + tag + " in the journal");
        };
    }

    private static void payload(ByteSink out, PayloadPart part) {
        if (part instanceof PayloadPart.Drop drop) {
            out.put(DROP);
            out.text(drop.fileName());
        } else if (part instanceof PayloadPart.Bytes bytes) {
            out.put(BYTES);
            out.text(bytes.fileName());
            out.bytes(bytes.bytes());
            out.text(bytes.replaces());
        } else if (part instanceof PayloadPart.Staged staged) {
            out.put(STAGED);
            out.text(staged.fileName());
            out.text(staged.token());
            out.number(staged.size());
            out.text(staged.sha256());
            out.text(staged.replaces());
        } else {
            out.put(KEEP);
        }
    }

    private static PayloadPart payload(ByteSource in) {
        int tag = in.next();
        return switch (tag) {
            case KEEP -> new PayloadPart.Keep();
            case DROP -> new PayloadPart.Drop(in.text());
            case BYTES -> new PayloadPart.Bytes(in.text(), in.bytes(), in.maybeText());
            case STAGED -> new PayloadPart.Staged(in.text(), in.text(), in.number(), in.text(), in.maybeText());
            default -> throw new IllegalStateException("unknown payload " + tag + " in the journal");
        };
    }

    private static void locator(ByteSink out, Locator at) {
        out.text(at.space().value());
        out.text(at.subpath().value());
        out.text(at.shortname().value());
        out.text(at.type().wire());
    }

    private static Locator locator(ByteSource in) {
        return new Locator(
                new SpaceName(in.text()),
                new Subpath(in.text()),
                new Shortname(in.text()),
                ResourceType.of(in.text()).orElseThrow(() -> new IllegalStateException("unknown type in the journal")));
    }
}
