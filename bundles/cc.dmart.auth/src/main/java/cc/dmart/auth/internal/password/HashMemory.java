package cc.dmart.auth.internal.password;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.Block;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;

/** The memory of one hash after the other, wiped in between. For one thread at a time. */
final class HashMemory implements BlockPool {
    private static final int KEPT = Phc.WRITE_MEMORY_KIB;

    private final Deque<Block> free = new ArrayDeque<>();
    private final LongAdder work;

    /** @param work counts the passes over a KiB */
    HashMemory(LongAdder work) {
        this.work = work;
    }

    /** A hash begins. */
    void begin(Phc hash) {
        work.add((long) hash.memoryKib() * hash.iterations());
    }

    @Override
    public Block allocate() {
        Block block = free.pollLast();
        return block == null ? new Block() : block;
    }

    @Override
    public void deallocate(Block block) {
        if (free.size() < KEPT) {
            free.addLast(block.clear());
        }
    }
}
