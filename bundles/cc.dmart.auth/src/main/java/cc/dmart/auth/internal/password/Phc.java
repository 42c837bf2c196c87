package cc.dmart.auth.internal.password;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password hash in PHC text form ({@code security.md} 1.5):
 * {@code $argon2id$v=19$m=102400,t=3,p=8$<salt>$<tag>}, base64 without padding. Thread-safe.
 *
 * @param variant     which Argon2
 * @param memoryKib   memory in KiB, 8..262144
 * @param iterations  passes, 1..10
 * @param parallelism lanes, 1..16
 * @param salt        8..64 bytes; not changed afterwards
 * @param tag         16..64 bytes; not changed afterwards
 */
record Phc(Variant variant, int memoryKib, int iterations, int parallelism, byte[] salt, byte[] tag) {
    /** Kind of Argon2. */
    enum Variant {
        D("argon2d"),
        I("argon2i"),
        ID("argon2id");

        private final String text;

        Variant(String text) {
            this.text = text;
        }

        private static Optional<Variant> of(String text) {
            for (Variant variant : values()) {
                if (variant.text.equals(text)) {
                    return Optional.of(variant);
                }
            }
            return Optional.empty();
        }
    }

    static final int WRITE_MEMORY_KIB = 102_400;
    static final int WRITE_ITERATIONS = 3;
    static final int WRITE_PARALLELISM = 8;
    static final int SALT_BYTES = 16;
    static final int TAG_BYTES = 32;

    private static final Pattern FORM = Pattern.compile(
            "\\$(argon2(?:id|i|d))\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{1,100})\\$([A-Za-z0-9+/]{1,100})");

    /** Reads the text form; empty if it is anything else or a parameter is out of range. */
    static Optional<Phc> parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        Optional<Variant> variant = Variant.of(m.group(1));
        Optional<byte[]> salt = decode(m.group(5));
        Optional<byte[]> tag = decode(m.group(6));
        if (variant.isEmpty() || salt.isEmpty() || tag.isEmpty()) {
            return Optional.empty();
        }
        Phc phc = new Phc(
                variant.get(),
                Integer.parseInt(m.group(2)),
                Integer.parseInt(m.group(3)),
                Integer.parseInt(m.group(4)),
                salt.get(),
                tag.get());
        return phc.isInRange() ? Optional.of(phc) : Optional.empty();
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isInRange() {
        return memoryKib <= 262_144
                && memoryKib >= 8 * parallelism
                && iterations >= 1
                && iterations <= 10
                && parallelism >= 1
                && parallelism <= 16
                && salt.length >= 8
                && salt.length <= 64
                && tag.length >= 16
                && tag.length <= 64;
    }

    /** Parameters of new hashes, with this salt and an empty tag. */
    static Phc forWriting(byte[] salt) {
        return new Phc(Variant.ID, WRITE_MEMORY_KIB, WRITE_ITERATIONS, WRITE_PARALLELISM, salt, new byte[TAG_BYTES]);
    }

    /** The same parameters and salt with another tag. */
    Phc withTag(byte[] other) {
        return new Phc(variant, memoryKib, iterations, parallelism, salt, other);
    }

    /** The same with another number of passes. */
    Phc withIterations(int passes) {
        return new Phc(variant, memoryKib, passes, parallelism, salt, tag);
    }

    /** Whether the parameters are those of new hashes. */
    boolean isCurrent() {
        return variant == Variant.ID
                && memoryKib == WRITE_MEMORY_KIB
                && iterations == WRITE_ITERATIONS
                && parallelism == WRITE_PARALLELISM
                && salt.length == SALT_BYTES
                && tag.length == TAG_BYTES;
    }

    /** The text form. */
    String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$" + variant.text + "$v=19$m=" + memoryKib + ",t=" + iterations + ",p=" + parallelism + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(tag);
    }
}
