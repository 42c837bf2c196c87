package cc.dmart.httptests.badplugin;

import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.EntryListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Listeners as nobody wants them, packed into a plugin by {@code BadPluginIT}. Each says that it was called. */
public abstract class BadListener implements EntryListener {
    private BadListener() {}

    void called(EntryEvent event) throws IOException {
        Path out = Path.of(System.getenv("BAD_PLUGIN_OUT"));
        String line = getClass().getSimpleName() + " " + event.shortname().orElse("") + "\n";
        Files.writeString(out, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Throws. */
    public static final class Throws extends BadListener {
        @Override
        public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException {
            called(event);
            throw new IllegalStateException("out of order");
        }
    }

    /** Throws what no program should catch. */
    public static final class Breaks extends BadListener {
        @Override
        public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException {
            called(event);
            throw new StackOverflowError("out of order");
        }
    }

    /** Never comes back. */
    public static final class Hangs extends BadListener {
        @Override
        public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException, InterruptedException {
            called(event);
            new CountDownLatch(1).await();
        }
    }

    /** Never comes back and takes no notice of interrupts. */
    public static final class Spins extends BadListener {
        @Override
        public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException {
            called(event);
            while (true) {
                boolean unused = Thread.interrupted();
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    /** Does what it should. */
    public static final class Answers extends BadListener {
        @Override
        public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException {
            called(event);
        }
    }
}
