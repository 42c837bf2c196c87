package cc.dmart.api.storage;

/**
 * Something in the files that is not as it should be ({@code storage.md} 5.3, 7). Thread-safe.
 *
 * @param kind    what
 * @param path    path relative to the spaces folder
 * @param message text for the operator
 */
public record StorageFinding(Kind kind, String path, String message) {
    /** What is odd. */
    public enum Kind {
        /** A meta that cannot be read as an entry. */
        UNREADABLE,
        /** A payload-like file without a meta. */
        ORPHAN_FILE,
        /** A directory of metas that has a name's directory without a meta in it. */
        MISSING_META,
        /** A directory with entries but without a folder meta. */
        MISSING_FOLDER_META,
        /** A meta that names a payload file which is not there. */
        DANGLING_PAYLOAD,
        /** A role, permission, group or space that is named and not there. */
        DANGLING_REFERENCE,
        /** Several metas share one name. */
        DUPLICATE_NAME,
        /** A name outside the alphabet. */
        ILLEGAL_NAME,
        /** The shortname in the meta is not that of the path. */
        NAME_MISMATCH,
        /** The stored checksum does not match the bytes. */
        CHECKSUM,
        /** The legacy content type {@code image}. */
        LEGACY_CONTENT_TYPE,
        /** A content type, or other enum value, that is not known. */
        UNKNOWN_VALUE,
        /** An empty {@code schema_shortname}. */
        EMPTY_SCHEMA,
        /** Fields that no class has. */
        UNKNOWN_FIELD,
        /** A field whose value has another JSON shape than its class says, or is no date-time where it must be one. */
        WRONG_TYPE,
        /** A missing mandatory field that was read with its default. */
        MISSING_FIELD,
        /** An attachment directory with a legacy schema infix. */
        LEGACY_ATTACHMENT_DIRECTORY,
        /** A uuid that is not version 4. */
        UUID,
        /** A password that is not a known hash. */
        PASSWORD_FORMAT,
        /** Duplicate elements in a list. */
        DUPLICATE_VALUE,
        /** Two names that differ only by case. */
        CASE_COLLISION,
        /** A line of a log file that does not parse. */
        BAD_LINE,
        /** A JSON payload that does not parse. */
        BAD_PAYLOAD,
        /** A payload file whose name does not end as its content type asks for. */
        EXTENSION,
        /** A file or directory that an interrupted change left behind. */
        LEFTOVER,
        /** A JSON body that is inline although a file of its name exists, or should be a file. */
        INLINE_BODY,
        /** Anything else worth a look. */
        OTHER
    }

    /** Whether the entry behind it cannot be served. */
    public boolean isError() {
        return kind == Kind.UNREADABLE;
    }
}
