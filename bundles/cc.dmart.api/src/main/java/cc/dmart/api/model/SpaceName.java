package cc.dmart.api.model;

/**
 * Name of a space ({@code storage.md} 1.5). Thread-safe.
 *
 * @param value 1..32 characters of {@link Names#isNameChar}
 */
public record SpaceName(String value) {
    /** @throws DmartException.Invalid if the text is no space name */
    public SpaceName {
        if (!Names.isSpaceName(value)) {
            throw DmartException.Invalid.mismatch("space_name", "not a legal space name");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
