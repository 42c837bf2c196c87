package cc.dmart.core.internal.entry.service;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryLookup;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.rules.ChangeRules;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link EntryLookup} through the index; what it finds is compared with the files. Thread-safe. */
@Component
public final class EntryLookupImpl implements EntryLookup {
    private static final Pattern UUID_FORM =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");
    private static final int MAX_SAME = 1000;
    private static final List<DocumentKind> KINDS = List.of(DocumentKind.ENTRY, DocumentKind.ATTACHMENT);

    private final EntryStore store;
    private final EntryIndex index;
    private final AccessPolicy access;
    private final LockTable locks;
    private final EntryReader reader;

    /** Looks up in this index. */
    @Activate
    public EntryLookupImpl(
            @Reference EntryStore store,
            @Reference PayloadStore payloads,
            @Reference EntryIndex index,
            @Reference AccessPolicy access,
            @Reference HookDispatcher hooks,
            @Reference ChangeRules rules,
            @Reference LockTable locks) {
        this.store = store;
        this.index = index;
        this.access = access;
        this.locks = locks;
        this.reader = new EntryReader(store, payloads, access, hooks, rules.facts());
    }

    @Override
    public WireRecord byUuid(Caller caller, String uuid, ViewOptions options, boolean lockStatus) {
        if (!UUID_FORM.matcher(uuid).matches()) {
            throw DmartException.Invalid.field(List.of("path", "uuid"), "Input should be a valid UUID", "uuid_parsing");
        }
        Set<String> spellings = new HashSet<>(List.of(uuid, uuid.toLowerCase(Locale.ROOT)));
        return record(caller, newest(caller, find(ExactField.UUID, "uuid", spellings)), options, lockStatus);
    }

    @Override
    public WireRecord bySlug(Caller caller, String slug, ViewOptions options, boolean lockStatus) {
        if (!Names.isSlug(slug)) {
            throw DmartException.Invalid.field(List.of("path", "slug"), "not a legal slug", "string_pattern_mismatch");
        }
        return record(caller, newest(caller, find(ExactField.SLUG, "slug", Set.of(slug))), options, lockStatus);
    }

    @Override
    public Locator byName(Caller caller, SpaceName space, Subpath subpath, Shortname shortname) {
        StoredEntry found = store.findByName(space, subpath, shortname).orElseThrow(DmartException.NotFound::entry);
        access.require(caller, ActionType.VIEW, AccessTarget.of(found.entry()));
        return found.at();
    }

    private WireRecord record(Caller caller, Locator at, ViewOptions options, boolean lockStatus) {
        WireRecord record = reader.record(caller, at, options);
        Optional<JsonObject> locked = lockStatus ? locks.find(at).map(EntryLock::toJson) : Optional.empty();
        return locked.isPresent() ? record.withAttributes(record.attributes().with("locked", locked.get())) : record;
    }

    private List<StoredEntry> find(ExactField field, String member, Set<String> values) {
        index.await();
        IndexQuery wanted = new IndexQuery.Exact(field, values);
        List<StoredEntry> out = new ArrayList<>();
        for (SpaceName space : store.spaces()) {
            add(out, Locator.ofSpace(space), member, values);
            for (DocumentKind kind : KINDS) {
                IndexRequest request = IndexRequest.unfiltered(space, kind, wanted, 0, MAX_SAME);
                index.search(request).hits().forEach(at -> add(out, at, member, values));
            }
        }
        return out;
    }

    private void add(List<StoredEntry> out, Locator at, String member, Set<String> values) {
        store.find(at)
                .filter(e ->
                        e.entry().meta().string(member).filter(values::contains).isPresent())
                .ifPresent(out::add);
    }

    private Locator newest(Caller caller, List<StoredEntry> found) {
        Comparator<StoredEntry> byAge =
                Comparator.comparing(e -> e.entry().meta().string("created_at").orElse(""));
        Optional<StoredEntry> readable = found.stream()
                .filter(e -> access.allows(caller, ActionType.VIEW, AccessTarget.of(e.entry())))
                .max(byAge);
        return readable.or(() -> found.stream().max(byAge))
                .map(StoredEntry::at)
                .orElseThrow(DmartException.NotFound::payload);
    }
}
