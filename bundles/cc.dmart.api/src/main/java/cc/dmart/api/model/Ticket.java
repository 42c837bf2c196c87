package cc.dmart.api.model;

import java.util.Optional;

/** An entry with a state ({@code storage.md} 2.5). A typed view; unknown fields stay in the entry. Thread-safe. */
public record Ticket(Entry entry) {
    /** Current state. */
    public Optional<String> state() {
        return entry.meta().string("state");
    }

    /** Whether the state has further transitions. */
    public boolean isOpen() {
        return entry.meta().bool("is_open").orElse(true);
    }

    /** Name of the workflow, in the ticket's own space. */
    public Optional<String> workflowShortname() {
        return entry.meta().string("workflow_shortname");
    }

    /** Why it was closed. */
    public Optional<String> resolutionReason() {
        return entry.meta().string("resolution_reason");
    }

    /** Who reported it: type, name, channel and so on. */
    public Optional<JsonObject> reporter() {
        return entry.meta().object("reporter");
    }

    /** Role in the ticket to shortname of the account. */
    public JsonObject collaborators() {
        return entry.meta().object("collaborators").orElse(JsonObject.EMPTY);
    }
}
