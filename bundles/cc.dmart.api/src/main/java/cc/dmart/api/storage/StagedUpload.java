package cc.dmart.api.storage;

/**
 * Uploaded bytes, forced to disk beside their destination but not visible there yet. It is consumed by the commit that
 * names it; {@link PayloadStore#discard} removes one that is not needed. Thread-safe.
 *
 * @param token  how the store finds it, also after a restart
 * @param size   bytes
 * @param sha256 lower-case hex of the bytes
 * @param head   the first bytes, at most 4096, for a look at the format
 */
public record StagedUpload(String token, long size, String sha256, byte[] head) {}
