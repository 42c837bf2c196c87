package cc.dmart.storage.files.internal.apply;

/** Hashes of lines, without an object for each: redo may know those of many large logs. Not thread-safe. */
final class LineHashes {
    /** Of a length that is a power of two, at most half full; 0 = free. */
    private long[] table = new long[16];

    private int size;
    private boolean hasZero;

    /** Adds a hash. @return whether it was not there yet */
    boolean add(long hash) {
        if (hash == 0) {
            boolean missing = !hasZero;
            hasZero = true;
            return missing;
        }
        int place = place(hash);
        if (table[place] == hash) {
            return false;
        }
        table[place] = hash;
        size++;
        if (size > table.length / 2) {
            grow();
        }
        return true;
    }

    boolean contains(long hash) {
        return hash == 0 ? hasZero : table[place(hash)] == hash;
    }

    /** How many there are. */
    int size() {
        return hasZero ? size + 1 : size;
    }

    private int place(long hash) {
        int last = table.length - 1;
        int place = (int) (hash ^ (hash >>> 32)) & last;
        while (table[place] != 0 && table[place] != hash) {
            place = (place + 1) & last;
        }
        return place;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (long hash : old) {
            if (hash != 0) {
                table[place(hash)] = hash;
            }
        }
    }
}
