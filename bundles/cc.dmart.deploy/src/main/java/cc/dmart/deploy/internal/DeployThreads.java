package cc.dmart.deploy.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The one place of this bundle that makes threads. Thread-safe. */
final class DeployThreads {
    private DeployThreads() {}

    /** A bounded pool of named daemon threads that end when idle; whoever asks for it shuts it down. */
    static ExecutorService pool(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor out =
                new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        out.allowCoreThreadTimeOut(true);
        return out;
    }
}
