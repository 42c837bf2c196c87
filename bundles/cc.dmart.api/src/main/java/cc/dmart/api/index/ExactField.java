package cc.dmart.api.index;

/**
 * Fields compared exactly, without normalisation: the request filters and the access terms ({@code query.md} 1.1, 5.1).
 * Not selectable by the search language. Thread-safe.
 */
public enum ExactField {
    /** {@code resource_type}. */
    TYPE,
    /** {@code payload.schema_shortname}. */
    SCHEMA,
    /** {@code shortname}. */
    SHORTNAME,
    /** An element of {@code tags}. */
    TAG,
    /** {@code uuid}. */
    UUID,
    /** {@code slug}. */
    SLUG,
    /** {@code owner_shortname}. */
    OWNER,
    /** The subpath, slashed form; for an attachment the full parent path. */
    SUBPATH,
    /** Every level of the subpath from {@code /} down, slashed form. */
    ANCESTOR,
    /** Policy terms without owner. */
    QPK,
    /** Policy terms with owner or group. */
    QP,
    /** Accounts whose first access item allows {@code query}. */
    ACL_QUERY,
    /** Accounts whose first access item denies {@code query}. */
    ACL_DENIED,
    /** Lower-cased e-mail address of an account. */
    EMAIL,
    /** Phone number of an account. */
    MSISDN,
    /** An exact payload or meta value for uniqueness and joins: {@code path\u0001value}. */
    VALUE,
    /** A text that is another one whenever the document is, to ask whether the index holds it just so. */
    CONTENT
}
