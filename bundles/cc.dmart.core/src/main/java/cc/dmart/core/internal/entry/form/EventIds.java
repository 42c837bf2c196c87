package cc.dmart.core.internal.entry.form;

import java.util.concurrent.ThreadLocalRandom;

/** Identities of events, which are sortable ULIDs: 48 bits of milliseconds, 80 random bits, 26 characters. Thread-safe. */
public final class EventIds {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private EventIds() {}

    /** A new identifier of this time, in milliseconds. */
    public static String next(long millis) {
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
