package cc.dmart.auth.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many calls per client address and minute ({@code security.md} 5.1), as a bucket that refills evenly; an IPv6 address
 * counts by its first 64 bits. Full buckets are forgotten, so memory follows the callers of the last minute. Thread-safe.
 */
public final class RateLimiter {
    private static final long MINUTE_MS = 60_000;
    private static final int SWEEP_AT = 10_000;
    /** A sweep may find nothing, and looks at all. */
    private static final long SWEEP_MS = 1000;

    private static final int PREFIX_BYTES = 8;

    private record Bucket(double left, long at) {}

    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt = new AtomicLong();
    private final Clock clock;
    private final int perMinute;

    /** @param perMinute calls per minute; 0 = no limit */
    public RateLimiter(Clock clock, int perMinute) {
        this.clock = clock;
        this.perMinute = perMinute;
    }

    /** Takes one call; false if there were too many. */
    public boolean admit(String ip) {
        if (perMinute == 0) {
            return true;
        }
        if (buckets.size() > SWEEP_AT) {
            sweep();
        }
        boolean[] admitted = new boolean[1];
        buckets.compute(key(ip), (k, old) -> {
            long now = clock.millis();
            double left = old == null ? perMinute : refilled(old, now);
            admitted[0] = left >= 1;
            return new Bucket(admitted[0] ? left - 1 : left, now);
        });
        return admitted[0];
    }

    private void sweep() {
        long now = clock.millis();
        long swept = sweptAt.get();
        if (now - swept >= SWEEP_MS && sweptAt.compareAndSet(swept, now)) {
            buckets.values().removeIf(b -> refilled(b, now) >= perMinute);
        }
    }

    /** Callers that are remembered. */
    int size() {
        return buckets.size();
    }

    private double refilled(Bucket bucket, long now) {
        return Math.min(perMinute, bucket.left + (double) (now - bucket.at) * perMinute / MINUTE_MS);
    }

    /** A text with a colon is only ever read as a literal address, never looked up. */
    private static String key(String ip) {
        if (ip.indexOf(':') < 0) {
            return ip;
        }
        try {
            InetAddress address = InetAddress.getByName(ip);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), PREFIX_BYTES))
                    : address.getHostAddress();
        } catch (UnknownHostException e) {
            return ip;
        }
    }
}
