package cc.dmart.auth.internal.password;

import cc.dmart.auth.internal.Digest;
import java.util.Set;

/**
 * Password hashes of the accounts {@code dmart} and {@code alibaba} in the sample data of the original, whose passwords are
 * public ({@code security.md} B4); known by their SHA-256. Thread-safe.
 */
final class ShippedHashes {
    private static final Set<String> SHA256 = Set.of(
            "2c8099366ae02cbf5633c7bedb759e398ccf49c55991b65be222f3435b810920",
            "5375c0e198396106b40c17df2a625ede5e4b50abf9a8af698001f8fcf7762b4d");

    private ShippedHashes() {}

    static boolean contains(String stored) {
        return SHA256.contains(Digest.of(stored).hex());
    }
}
