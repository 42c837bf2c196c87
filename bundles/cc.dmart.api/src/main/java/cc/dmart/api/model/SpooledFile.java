package cc.dmart.api.model;

import java.nio.file.Path;

/**
 * A file that came in whole and lies on this machine, so that a store may take it over instead of copying it ({@code http-api.md}
 * 4.6). It belongs to whoever made it, who removes it unless somebody has taken it. Thread-safe.
 *
 * @param path   where it lies
 * @param size   bytes
 * @param sha256 lower-case hex of the bytes
 * @param head   the first bytes, at most {@value #HEAD}, for a look at the format
 */
public record SpooledFile(Path path, long size, String sha256, byte[] head) {
    /** Bytes that a look at the format needs at most. */
    public static final int HEAD = 4096;
}
