package cc.dmart.index.lucene.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.jspecify.annotations.Nullable;

/**
 * Leaves merging to another policy while there are changes, since work on small segments would be done again soon. When it is
 * asked to merge without a change ({@code IndexWriter.maybeMerge}), it makes one segment of the small ones: a search asks every
 * segment, and of a small index that is most of its cost.
 *
 * <p>A segment is taken along only if it is not much larger than all smaller ones together, so that each document is written
 * anew a number of times that grows with the logarithm of the index, and no merge is larger than {@value #MAX_BYTES} bytes.
 */
final class QuietMerges extends FilterMergePolicy {
    private static final long MAX_BYTES = 128L << 20;
    private static final long ALWAYS_SMALL = 1L << 20;
    private static final int TIMES = 4;

    /** A merge without a change. */
    static final class Quiet extends OneMerge {
        private Quiet(List<SegmentCommitInfo> segments) {
            super(segments);
        }
    }

    QuietMerges(MergePolicy whileChanging) {
        super(whileChanging);
    }

    @Override
    public @Nullable MergeSpecification findMerges(MergeTrigger trigger, SegmentInfos infos, MergeContext context)
            throws IOException {
        if (trigger != MergeTrigger.EXPLICIT) {
            return super.findMerges(trigger, infos, context);
        }
        List<SegmentCommitInfo> small = small(infos, context);
        if (small.size() < 2) {
            return null;
        }
        MergeSpecification found = new MergeSpecification();
        found.add(new Quiet(small));
        return found;
    }

    private List<SegmentCommitInfo> small(SegmentInfos infos, MergeContext context) throws IOException {
        record Sized(SegmentCommitInfo segment, long bytes) {}
        Set<SegmentCommitInfo> merging = context.getMergingSegments();
        List<Sized> segments = new ArrayList<>();
        for (SegmentCommitInfo segment : infos) {
            if (!merging.contains(segment)) {
                segments.add(new Sized(segment, size(segment, context)));
            }
        }
        segments.sort(Comparator.comparingLong(Sized::bytes));
        List<SegmentCommitInfo> taken = new ArrayList<>();
        long bytes = 0;
        for (Sized next : segments) {
            if (next.bytes > Math.max(ALWAYS_SMALL, TIMES * bytes) || bytes + next.bytes > MAX_BYTES) {
                break;
            }
            taken.add(next.segment);
            bytes += next.bytes;
        }
        return taken;
    }
}
