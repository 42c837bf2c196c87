package cc.dmart.console.internal;

import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.OperationService;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code dmart:journal}, {@code dmart:locks} and {@code dmart:workflowcheck}. Thread-safe. */
@Component(
        service = JournalCommands.class,
        property = {
            "osgi.command.scope=dmart",
            "osgi.command.function=journal",
            "osgi.command.function=locks",
            "osgi.command.function=workflowcheck"
        })
public final class JournalCommands {
    private static final int SHOWN = 10;

    private final OperationService operations;

    /** Commands of this service. */
    @Activate
    public JournalCommands(@Reference OperationService operations) {
        this.operations = operations;
    }

    /** The newest changes. */
    @Descriptor("tells of the change journal and its ten newest changes")
    public String journal() {
        return journal(SHOWN);
    }

    /** So many of the newest changes. */
    @Descriptor("tells of the change journal and its newest changes")
    public String journal(@Descriptor("how many changes") int changes) {
        OperationService.JournalView view = operations.journal(Operator.CALLER, changes);
        Table out = new Table("SEQ", "TIME", "USER", "ACTION", "TYPE", "ENTRY");
        for (JsonObject event : view.newest()) {
            out.row(
                    event.number("seq").map(JsonNumber::longValue).orElse(0L),
                    event.string("timestamp").orElse(""),
                    event.string("user_shortname").orElse(""),
                    event.string("action_type").orElse(""),
                    event.string("resource_type").orElse(""),
                    DeliveryCommands.place(event));
        }
        return "changes " + view.first() + " to " + view.last() + ", store " + view.store()
                + (out.isEmpty() ? "" : "\n" + out);
    }

    /** The locks. */
    @Descriptor("lists the entries that somebody has locked")
    public String locks() {
        Table out = new Table("ENTRY", "TYPE", "OWNER", "SINCE", "UNTIL");
        for (JsonObject lock : operations.locks(Operator.CALLER)) {
            out.row(
                    DeliveryCommands.place(lock),
                    lock.string("resource_type").orElse(""),
                    lock.string("owner_shortname").orElse(""),
                    lock.string("since").orElse(""),
                    lock.string("until").orElse(""));
        }
        return out.isEmpty() ? "no locks" : out.toString();
    }

    /** What is wrong with a workflow. */
    @Descriptor("tells what would make tickets of a workflow fail")
    public String workflowcheck(
            @Descriptor("name of the space") String space, @Descriptor("name of the workflow") String name) {
        return Operator.say(() -> {
            List<JsonObject> problems =
                    operations.workflowProblems(Operator.CALLER, new SpaceName(space), new Shortname(name));
            Table out = new Table("PLACE", "PROBLEM");
            problems.forEach(problem -> out.row(
                    String.join(".", problem.strings("loc")),
                    problem.string("msg").orElse("")));
            return out.isEmpty() ? "sound" : out.toString();
        });
    }
}
