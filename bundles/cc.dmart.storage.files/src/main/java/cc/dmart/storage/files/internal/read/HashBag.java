package cc.dmart.storage.files.internal.read;

import java.util.Arrays;

/** Many names as eight bytes each. Thread-safe, guarded by its monitor. */
final class HashBag {
    private long[] hashes = new long[16];
    private int size;
    private boolean sorted;

    synchronized void add(String name) {
        add(hash(name));
    }

    private void add(long hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        hashes[size++] = hash;
        sorted = false;
    }

    synchronized boolean contains(String name) {
        sort();
        return Arrays.binarySearch(hashes, 0, size, hash(name)) >= 0;
    }

    synchronized boolean isEmpty() {
        return size == 0;
    }

    synchronized boolean hasDuplicates() {
        sort();
        for (int i = 1; i < size; i++) {
            if (hashes[i] == hashes[i - 1]) {
                return true;
            }
        }
        return false;
    }

    /** What is here and not in another bag, which nobody changes meanwhile. */
    synchronized HashBag without(HashBag other) {
        long[] there = other.sorted();
        HashBag out = new HashBag();
        for (int i = 0; i < size; i++) {
            if (Arrays.binarySearch(there, hashes[i]) < 0) {
                out.add(hashes[i]);
            }
        }
        return out;
    }

    private synchronized long[] sorted() {
        sort();
        return Arrays.copyOf(hashes, size);
    }

    private void sort() {
        if (!sorted) {
            Arrays.sort(hashes, 0, size);
            sorted = true;
        }
    }

    private static long hash(String name) {
        long h = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            h = (h ^ name.charAt(i)) * 0x100000001B3L;
        }
        return h;
    }
}
