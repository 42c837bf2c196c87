package cc.dmart.api.storage;

/** How a store is doing. Thread-safe. */
public enum StoreState {
    /** Reads and writes work. */
    OK,
    /** Reads work; a commit answers that the store is unavailable. */
    READ_ONLY,
    /** The journal failed; what is on disk is finished at the next start. */
    BROKEN
}
