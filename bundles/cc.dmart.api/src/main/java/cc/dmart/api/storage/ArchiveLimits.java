package cc.dmart.api.storage;

/**
 * What an archive may hold at most ({@code security.md} 5.11). Thread-safe.
 *
 * @param entries names in it
 * @param bytes   of all files when unpacked
 */
public record ArchiveLimits(int entries, long bytes) {}
