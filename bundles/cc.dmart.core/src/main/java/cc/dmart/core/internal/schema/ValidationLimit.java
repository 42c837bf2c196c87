package cc.dmart.core.internal.schema;

/** A check was given up because the schema makes it too expensive. Without stack trace: it is control flow. */
final class ValidationLimit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ValidationLimit() {
        super("the schema is too expensive to check", null, false, false);
    }
}
