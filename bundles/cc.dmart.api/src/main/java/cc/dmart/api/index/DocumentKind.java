package cc.dmart.api.index;

/** Which of the two document sets of a space ({@code query.md} 6.1). Thread-safe. */
public enum DocumentKind {
    /** Entries. */
    ENTRY,
    /** Attachments. */
    ATTACHMENT
}
