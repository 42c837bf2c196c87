package cc.dmart.rest.internal.metrics;

import cc.dmart.api.service.MetricSource;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.OptionalDouble;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.service.component.annotations.Component;

/** Memory, threads, garbage collection, processor time and open files of the process. Thread-safe. */
@Component
public final class JvmMetrics implements MetricSource {
    @Override
    public void measure(Sink sink) {
        memory(sink, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        memory(sink, "nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            sink.counter("jvm_gc_collections_total", "Collections", gc.getCollectionCount(), "gc", gc.getName());
            sink.counter(
                    "jvm_gc_seconds_total", "Time of collections", gc.getCollectionTime() / 1e3, "gc", gc.getName());
        }
        sink.gauge("jvm_threads", "Threads", ManagementFactory.getThreadMXBean().getThreadCount());
        sink.gauge(
                "jvm_classes_loaded",
                "Classes in memory",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        sink.gauge(
                "process_start_time_seconds",
                "Start of the process, seconds since the epoch",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        system("ProcessCpuTime")
                .ifPresent(nanos -> sink.counter("process_cpu_seconds_total", "Processor time", nanos / 1e9));
        system("OpenFileDescriptorCount").ifPresent(n -> sink.gauge("process_open_fds", "Open files", n));
        system("MaxFileDescriptorCount").ifPresent(n -> sink.gauge("process_max_fds", "Files that may be open", n));
    }

    private static void memory(Sink sink, String area, MemoryUsage usage) {
        sink.gauge("jvm_memory_used_bytes", "Memory in use", usage.getUsed(), "area", area);
        sink.gauge("jvm_memory_committed_bytes", "Memory taken from the system", usage.getCommitted(), "area", area);
        sink.gauge("jvm_memory_max_bytes", "Memory that may be used; -1 without a limit", usage.getMax(), "area", area);
    }

    /** What only some systems tell; asked by name, so that no class of theirs is needed. */
    private static OptionalDouble system(String attribute) {
        try {
            Object value = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), attribute);
            return value instanceof Number number ? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
        } catch (JMException e) {
            return OptionalDouble.empty();
        }
    }
}
