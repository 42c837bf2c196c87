package cc.dmart.core.internal.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A map from numbers that are not negative, without an object per number. Not thread-safe. */
final class IntMap<V> {
    private static final int FIRST_SIZE = 8;

    private int[] keys = new int[FIRST_SIZE];
    private @Nullable Object[] values = new Object[FIRST_SIZE];
    private int size;

    @Nullable
    V get(int key) {
        int at = find(key);
        @SuppressWarnings("unchecked") // only put stores
        V out = (V) values[at];
        return out;
    }

    private int find(int key) {
        int mask = keys.length - 1;
        int at = ((key * 0x9E3779B9) >>> 7) & mask;
        while (values[at] != null && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    void put(int key, V value) {
        int at = find(key);
        size += values[at] == null ? 1 : 0;
        keys[at] = key;
        values[at] = value;
        if (size * 2 > keys.length) {
            grow();
        }
    }

    private void grow() {
        int[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new int[oldKeys.length * 2];
        values = new Object[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(values, null);
            size = 0;
        }
    }
}
