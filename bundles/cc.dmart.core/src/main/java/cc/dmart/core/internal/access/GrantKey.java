package cc.dmart.core.internal.access;

/**
 * Key of the effective grants ({@code security.md} 3.3). Thread-safe.
 *
 * @param space space name or the word for all spaces
 * @param value subpath in normal form, the root is {@code /}; may hold a wildcard segment
 * @param type  wire value of a resource type, as stored
 */
record GrantKey(String space, String value, String type) {
    /** The wire form {@code space:value:type}. */
    String wire() {
        return space + ":" + value + ":" + type;
    }
}
