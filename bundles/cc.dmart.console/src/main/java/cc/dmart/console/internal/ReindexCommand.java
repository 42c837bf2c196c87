package cc.dmart.console.internal;

import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.IndexService;
import cc.dmart.api.service.ReindexProgress;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code dmart:reindex}. Thread-safe. */
@Component(
        service = ReindexCommand.class,
        property = {"osgi.command.scope=dmart", "osgi.command.function=reindex"})
public final class ReindexCommand {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final IndexService index;

    /** A command of this index. */
    @Activate
    public ReindexCommand(@Reference IndexService index) {
        this.index = index;
    }

    /** All spaces. */
    @Descriptor("brings the index in line with the files of all spaces")
    public String reindex(
            CommandSession session,
            @Descriptor("touch only what is not as the files say")
                    @Parameter(
                            names = {"-c", "--changed"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean changed) {
        return run(session.getConsole(), Optional.empty(), changed);
    }

    /** One space. */
    @Descriptor("brings the index in line with the files of one space")
    public String reindex(
            CommandSession session,
            @Descriptor("touch only what is not as the files say")
                    @Parameter(
                            names = {"-c", "--changed"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean changed,
            @Descriptor("name of the space") String space) {
        return run(session.getConsole(), Optional.of(new SpaceName(space)), changed);
    }

    private String run(PrintStream console, Optional<SpaceName> space, boolean changed) {
        ReindexProgress progress = index.reindex(Operator.CALLER, space, changed);
        long told = System.nanoTime();
        while (progress.state() == ReindexProgress.State.RUNNING
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
            progress = index.progress(Operator.CALLER);
            if (System.nanoTime() - told > TELL_NANOS) {
                told = System.nanoTime();
                console.println(line(progress));
            }
        }
        return line(progress);
    }

    private static String line(ReindexProgress progress) {
        StringBuilder out = new StringBuilder(progress.state().name().toLowerCase(java.util.Locale.ROOT))
                .append(": ")
                .append(progress.entries());
        if (progress.expected() > progress.entries()) {
            out.append(" of about ").append(progress.expected());
        }
        out.append(" entries, ").append(progress.perSecond()).append(" per second, ");
        out.append(progress.written())
                .append(" written, ")
                .append(progress.removed())
                .append(" removed");
        if (progress.secondsLeft() > 0) {
            out.append(", ").append(progress.secondsLeft()).append(" s left");
        }
        return out.toString();
    }
}
