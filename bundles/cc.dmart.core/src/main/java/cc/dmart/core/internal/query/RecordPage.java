package cc.dmart.core.internal.query;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Deadline;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryQuery;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.WireForm;
import cc.dmart.core.internal.feed.IndexFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** From the hits of a page to records ({@code query.md} 1.4, 3.4). Thread-safe. */
final class RecordPage {
    private final EntryStore store;
    private final AccessPolicy access;
    private final IndexFeed feed;

    RecordPage(EntryStore store, AccessPolicy access, IndexFeed feed) {
        this.store = store;
        this.access = access;
        this.feed = feed;
    }

    /** Records of the hits in their order; a hit whose file is gone is left out and reported ({@code query.md} 6.7 e). */
    List<WireRecord> of(Caller caller, EntryQuery query, List<Locator> hits) {
        FieldSelection fields = new FieldSelection(query.includeFields(), query.excludeFields());
        List<WireRecord> out = new ArrayList<>(hits.size());
        for (Locator hit : hits) {
            Deadline.check();
            store.find(hit)
                    .ifPresentOrElse(entry -> out.add(record(caller, query, entry, fields)), () -> feed.missing(hit));
        }
        return out;
    }

    private WireRecord record(Caller caller, EntryQuery query, StoredEntry entry, FieldSelection fields) {
        WireRecord out = WireForm.record(entry, query.jsonPayload());
        if (!fields.isAll()) {
            out = out.withAttributes(fields.apply(out.attributes()));
        }
        return query.attachments() && !entry.at().type().isAttachment()
                ? out.withAttachments(attachments(caller, query, entry))
                : out;
    }

    private Map<ResourceType, List<WireRecord>> attachments(Caller caller, EntryQuery query, StoredEntry entry) {
        if (!access.allows(caller, ActionType.VIEW, AccessTarget.of(entry.entry()))) {
            return Map.of();
        }
        Set<ResourceType> types =
                query.filterTypes().stream().filter(ResourceType::isAttachment).collect(Collectors.toUnmodifiableSet());
        List<StoredEntry> visible = store.attachments(entry.at(), types).stream()
                .filter(a -> a.entry().isActive() || access.allows(caller, ActionType.VIEW, AccessTarget.of(a.entry())))
                .toList();
        return WireForm.attachments(visible, query.jsonPayload());
    }
}
