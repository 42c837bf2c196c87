package cc.dmart.console.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What commands say about the whole server, by heading. Thread-safe. */
@Component(service = Overview.class)
public final class Overview {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginCommands plugins;

    private final StatusCommands status;
    private final DeliveryCommands delivery;
    private final JournalCommands journal;

    /** An overview by these commands. */
    @Activate
    public Overview(
            @Reference StatusCommands status,
            @Reference DeliveryCommands delivery,
            @Reference JournalCommands journal) {
        this.status = status;
        this.delivery = delivery;
        this.journal = journal;
    }

    /** Text by heading, in order. */
    public Map<String, String> sections() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("Status", status.status());
        out.put("Health", status.health());
        PluginCommands there = plugins;
        if (there != null) {
            out.put("Plugins", there.plugins());
        }
        out.put("Hooks and listeners", delivery.listeners(""));
        out.put("Journal", journal.journal());
        out.put("Index", status.metrics("dmart_index"));
        out.put("Locks", journal.locks());
        return out;
    }
}
