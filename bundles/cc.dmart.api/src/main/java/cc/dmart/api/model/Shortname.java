package cc.dmart.api.model;

/**
 * Name of an entry, unique among its siblings ({@code storage.md} 1.5). Thread-safe.
 *
 * @param value 1..64 characters of {@link Names#isNameChar}
 */
public record Shortname(String value) {
    /** @throws DmartException.Invalid if the text is no shortname */
    public Shortname {
        if (!Names.isShortname(value)) {
            throw DmartException.Invalid.mismatch("shortname", "not a legal shortname");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
