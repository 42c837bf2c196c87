package cc.dmart.itest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaConstructorCall;

/** A call {@code new Thread(...)}. */
final class ThreadConstructor extends DescribedPredicate<JavaConstructorCall> {
    ThreadConstructor() {
        super("a thread is made by hand");
    }

    @Override
    public boolean test(JavaConstructorCall call) {
        return call.getTargetOwner().isEquivalentTo(Thread.class);
    }
}
