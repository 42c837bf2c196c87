package cc.dmart.deploy.internal;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** A jar of the watched folder, or one that came with the server, and the bundle made of it. Thread-safe; written under the lock of {@link JarKeeper} only. */
final class DroppedJar {
    private final String file;
    private final boolean shipped;
    private volatile Jar jar;
    private volatile @Nullable Bundle bundle;
    private volatile boolean failed;
    private volatile boolean draining;
    private volatile boolean waiting;
    private volatile boolean unjudged;

    DroppedJar(String file, Jar jar, boolean shipped) {
        this.file = file;
        this.shipped = shipped;
        this.jar = jar;
    }

    /** Name of the file. */
    String file() {
        return file;
    }

    /** Whether it came with the server. */
    boolean isShipped() {
        return shipped;
    }

    /** What the bundle was made of. */
    Jar jar() {
        return jar;
    }

    void jar(Jar other) {
        jar = other;
    }

    @Nullable
    Bundle bundle() {
        return bundle;
    }

    /** Its bundle. @throws IllegalStateException without one */
    Bundle made() {
        Bundle found = bundle;
        if (found == null) {
            throw new IllegalStateException(file + " has no bundle");
        }
        return found;
    }

    void bundle(Bundle made) {
        bundle = made;
    }

    /** Whether it does not start. */
    boolean isFailed() {
        return failed;
    }

    void failed(boolean now) {
        failed = now;
    }

    /** Whether it has no bundle because another file is the same one already. */
    boolean isWaiting() {
        return waiting;
    }

    void waiting(boolean now) {
        waiting = now;
    }

    /** Whether it is started and nobody could tell yet whether it runs. */
    boolean isUnjudged() {
        return unjudged;
    }

    void unjudged(boolean now) {
        unjudged = now;
    }

    /** Whether it is going. */
    boolean isDraining() {
        return draining;
    }

    void draining(boolean now) {
        draining = now;
    }
}
