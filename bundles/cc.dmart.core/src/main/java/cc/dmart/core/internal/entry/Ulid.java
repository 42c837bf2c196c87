package cc.dmart.core.internal.entry;

import java.util.concurrent.ThreadLocalRandom;

/** Sortable identifiers of events: 48 bits of milliseconds, 80 random bits, 26 characters. Thread-safe. */
final class Ulid {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private Ulid() {}

    /** A new identifier of this time. */
    static String next(long millis) {
        char[] out = new char[26];
        long time = millis;
        for (int i = 9; i >= 0; i--) {
            out[i] = DIGITS[(int) (time & 31)];
            time >>>= 5;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        fill(out, 10, random.nextLong());
        fill(out, 18, random.nextLong());
        return new String(out);
    }

    private static void fill(char[] out, int from, long bits) {
        long rest = bits;
        for (int i = from; i < from + 8; i++) {
            out[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
