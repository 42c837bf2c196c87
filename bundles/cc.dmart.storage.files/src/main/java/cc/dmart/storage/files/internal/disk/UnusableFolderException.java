package cc.dmart.storage.files.internal.disk;

import java.io.IOException;

/** A folder that a setting names cannot be used as it is: waiting does not help. The message is for the operator. */
public final class UnusableFolderException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A message without the name of the setting, which is put before it. */
    public UnusableFolderException(String setting, String message) {
        super(setting + ": " + message);
    }

    /** The same with a cause. */
    public UnusableFolderException(String setting, String message, Throwable cause) {
        super(setting + ": " + message, cause);
    }
}
