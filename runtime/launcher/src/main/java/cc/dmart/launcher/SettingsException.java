package cc.dmart.launcher;

/** A start that cannot go on, said in one line that names what the operator has to change. The exit code is 2. */
final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }
}
