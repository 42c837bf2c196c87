package cc.dmart.itest.plugin;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.EntryListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A listener that makes the file that {@value #FILE} names when it is called, and ends when somebody deletes it. */
public final class Slow implements EntryListener {
    /** System property. */
    public static final String FILE = "dmart.itest.slow";

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws Exception {
        Path called = Files.createFile(Path.of(System.getProperty(FILE)));
        while (Files.exists(called)) {
            LockSupport.parkNanos(5_000_000);
        }
    }
}
