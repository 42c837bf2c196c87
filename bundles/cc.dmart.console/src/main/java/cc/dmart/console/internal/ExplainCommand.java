package cc.dmart.console.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.AccessExplanation;
import cc.dmart.api.service.ExplainService;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code dmart:explain}. Thread-safe. */
@Component(
        service = ExplainCommand.class,
        property = {"osgi.command.scope=dmart", "osgi.command.function=explain"})
public final class ExplainCommand {
    private final ExplainService explanations;

    /** A command of this service. */
    @Activate
    public ExplainCommand(@Reference ExplainService explanations) {
        this.explanations = explanations;
    }

    /** Explains one decision. */
    @Descriptor("tells why an account may or may not do something")
    public String explain(
            @Descriptor("whether a query would list the entry, in place of the action")
                    @Parameter(
                            names = {"-r", "--row"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean row,
            @Descriptor("JSON of what a create or update would write")
                    @Parameter(
                            names = {"-w", "--writes"},
                            absentValue = "{}")
                    String attributes,
            @Descriptor("the account") String user,
            @Descriptor("what it would do: view, update, create ...") String action,
            @Descriptor("resource type, such as content") String type,
            @Descriptor("space:/path/name; with a slash at the end no entry but the place") String at) {
        return Operator.say(() ->
                told(explanations.explain(Operator.CALLER, question(user, action, type, at, attributes, row)), at));
    }

    private static ExplainService.Question question(
            String user, String action, String type, String at, String attributes, boolean row) {
        int colon = at.indexOf(':');
        int slash = at.lastIndexOf('/');
        String path = at.substring(colon + 1, Math.max(colon + 1, slash));
        String name = at.substring(Math.max(colon, slash) + 1);
        ResourceType resourceType =
                ResourceType.of(type).orElseThrow(() -> new IllegalArgumentException("no resource type: " + type));
        return new ExplainService.Question(
                user,
                ActionType.of(action).orElseThrow(() -> new IllegalArgumentException("no action: " + action)),
                new SpaceName(colon < 0 ? at : at.substring(0, colon)),
                Subpath.parse(path, resourceType),
                name.isEmpty() || colon < 0 ? Optional.empty() : Optional.of(new Shortname(name)),
                resourceType,
                JsonCodec.parse(attributes).asObject().orElse(JsonObject.EMPTY),
                row);
    }

    private static String told(AccessExplanation told, String at) {
        StringBuilder out = new StringBuilder(told.allowed() ? "ALLOWED" : "DENIED")
                .append(": ")
                .append(told.reason())
                .append('\n');
        if (told.found()) {
            out.append("entry ").append(at).append(told.active() ? " is active" : " is not active");
            out.append(", owner ")
                    .append(told.owner())
                    .append(told.own() ? " (own)" : "")
                    .append('\n');
        }
        Table roles = new Table("ROLE", "FROM");
        new TreeMap<>(told.roles()).forEach(roles::row);
        out.append(roles);
        told.ignored().forEach(line -> out.append("\nignored: ").append(line));
        Table steps = new Table("KEY", "PERMISSIONS", "ROLES", "RESULT");
        for (AccessExplanation.Step step : told.steps()) {
            steps.row(
                    step.key(),
                    String.join(" ", step.permissions()),
                    String.join(" ", step.roles()),
                    step.passed() ? "allows" : step.refusal() + ": " + step.detail());
        }
        return steps.isEmpty() ? out.toString() : out.append('\n').append(steps).toString();
    }
}
