package cc.dmart.console.internal;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import java.util.function.Supplier;

/** On whose behalf commands act, and how they tell of errors. */
public final class Operator {
    /** Whoever reaches the shell runs the server. */
    public static final Caller CALLER = Caller.system("dmart");

    private Operator() {}

    /** What a command says; an error of the product as one line in place of a stack trace. */
    static String say(Supplier<String> command) {
        try {
            return command.get();
        } catch (DmartException e) {
            return "error: " + e.sentence();
        } catch (IllegalArgumentException e) {
            return "error: " + e.getMessage();
        }
    }
}
