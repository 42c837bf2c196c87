package cc.dmart.storage.files.internal.journal;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.storage.JournalReader;
import cc.dmart.api.storage.JournalRecord;
import cc.dmart.storage.files.internal.change.StoredChange;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the journal: from memory while it keeps up, else from the segments. For one thread at a time. */
final class FileJournalReader implements JournalReader {
    private final Segments segments;
    private final AppliedMark mark;
    private final RecentChanges recent;
    private long seq;
    private long segment = -1;
    private @Nullable SegmentReader reader;
    private SegmentReader.@Nullable Batch batch;
    private boolean closed;

    FileJournalReader(Segments segments, AppliedMark mark, RecentChanges recent, long afterSeq) {
        this.segments = segments;
        this.mark = mark;
        this.recent = recent;
        seq = afterSeq;
    }

    @Override
    public Optional<JournalRecord> next(Duration wait) throws InterruptedException {
        if (closed || !mark.await(seq + 1, wait)) {
            return Optional.empty();
        }
        Optional<JournalRecord> found = recent.get(seq + 1);
        if (found.isEmpty()) {
            try {
                found = Optional.of(load(seq + 1));
            } catch (IOException e) {
                throw DmartException.Unavailable.now("the journal cannot be read", e);
            }
        }
        seq++;
        return found;
    }

    private JournalRecord load(long wanted) throws IOException {
        SegmentReader.Batch current = batch;
        while (current == null
                || wanted < current.head().firstSeq()
                || wanted > current.head().lastSeq()) {
            current = advance(wanted);
        }
        batch = current;
        byte[] record = current.records().get((int) (wanted - current.head().firstSeq()));
        return RecentChanges.record(wanted, current.head().at(), StoredChange.decode(record));
    }

    private SegmentReader.Batch advance(long wanted) throws IOException {
        long holding = segments.holding(wanted).orElseThrow(() -> new IOException("change " + wanted + " is gone"));
        SegmentReader in = reader;
        if (in == null || holding != segment) {
            release();
            in = segments.open(holding);
            reader = in;
            segment = holding;
        }
        while (true) {
            Format.Head head =
                    in.peek().orElseThrow(() -> new IOException("change " + wanted + " is not in the journal"));
            if (head.lastSeq() >= wanted) {
                return in.next().orElseThrow(() -> new IOException("change " + wanted + " is damaged"));
            }
            in.skip(head);
        }
    }

    private void release() {
        SegmentReader in = reader;
        if (in != null) {
            reader = null;
            try {
                in.close();
            } catch (IOException e) {
                throw DmartException.Unavailable.now("the journal cannot be read", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        release();
    }
}
