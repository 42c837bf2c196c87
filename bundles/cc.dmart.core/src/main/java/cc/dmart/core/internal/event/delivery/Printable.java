package cc.dmart.core.internal.event.delivery;

import java.io.PrintWriter;
import java.io.Writer;

/** What foreign code threw, fit to be told of: its own methods may fail too, as when the classes of a plugin are gone. */
final class Printable {
    private Printable() {}

    /** The same, or if it cannot be printed another one that names its class. */
    static Throwable of(Throwable thrown) {
        try {
            String unused = thrown.getMessage();
            thrown.printStackTrace(new PrintWriter(Writer.nullWriter()));
            return thrown;
        } catch (Throwable e) { // whatever it is: what was thrown first counts
            return new IllegalStateException(thrown.getClass().getName() + ", which cannot be printed");
        }
    }
}
