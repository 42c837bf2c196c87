package cc.dmart.plugin.data_assets.worker;

/** A statement or file that is refused; the message is one sentence for the caller. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
