package cc.dmart.core.internal.schema;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.concurrent.TimeUnit;

/**
 * Gives up a validation that takes too long: every step down a schema passes here, so that references which multiply, or call
 * themselves, end. For one validation.
 */
final class TimedContext extends ExecutionContext {
    private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int STEPS_BETWEEN_LOOKS = 512;

    private static final ExecutionConfig CONFIG =
            ExecutionConfig.builder().formatAssertionsEnabled(false).build();

    private final long start = System.nanoTime();
    private int steps;

    TimedContext() {
        super(CONFIG);
    }

    private void step() {
        if (++steps % STEPS_BETWEEN_LOOKS == 0 && System.nanoTime() - start > BUDGET_NANOS) {
            throw new ValidationLimit();
        }
    }

    @Override
    public void evaluationPathAddLast(String name) {
        step();
        super.evaluationPathAddLast(name);
    }

    @Override
    public void evaluationPathAddLast(int index) {
        step();
        super.evaluationPathAddLast(index);
    }
}
