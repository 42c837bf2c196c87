package cc.dmart.core.internal.access;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.core.internal.query.Defaults;
import cc.dmart.core.internal.search.SearchParserImpl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Entries of one space with an in-memory index, and what accounts find of them. For one thread. */
final class AccessRows {
    static final SpaceName SHOP = new SpaceName("shop");

    final InMemoryEntryIndex index = new InMemoryEntryIndex();
    final List<Entry> entries = new ArrayList<>();
    private long seq;

    void add(String subpath, String name, ResourceType type, String meta) {
        Entry entry = new Entry(Locator.of("shop", subpath, name, type), AccessWorld.json(meta));
        if (entries.stream().anyMatch(e -> e.at().equals(entry.at()))) {
            return;
        }
        entries.add(entry);
        Map<ExactField, Collection<String>> terms = AccessTerms.of(entry);
        terms.put(ExactField.SUBPATH, Set.of(entry.at().subpath().slashed()));
        List<Leaf> leaves = entry.payload()
                .flatMap(p -> p.json().object("body"))
                .flatMap(b -> b.string("category"))
                .map(c -> List.of(Leaf.keyword("payload.body.category", c, Leaf.NO_INSTANT)))
                .orElse(List.of());
        index.apply(new IndexBatch(
                ++seq,
                List.of(),
                List.of(),
                List.of(new IndexDocument(
                        entry.at(), DocumentKind.ENTRY, terms, leaves, Set.of("payload.body.category"), List.of()))));
    }

    static AccessPolicyImpl policy(AccessWorld world) {
        return new AccessPolicyImpl(
                world.store(),
                AccessWorld.NO_SEARCH,
                new SearchParserImpl(Defaults.with(Map.of())),
                "management",
                true);
    }

    /** Addresses of the rows that an account finds. */
    List<String> seen(AccessPolicy policy, String user, IndexQuery query) {
        IndexQuery access = policy.rowFilter(Caller.of(user, "r", Map.of()), SHOP);
        return index
                .search(new IndexRequest(SHOP, DocumentKind.ENTRY, query, access, List.of(), 0, 10_000, true))
                .hits()
                .stream()
                .map(Locator::toString)
                .toList();
    }

    /** Their names. */
    List<String> names(AccessPolicy policy, String user) {
        return seen(policy, user, new IndexQuery.All()).stream()
                .map(at -> at.substring(at.lastIndexOf('/') + 1, at.indexOf('(')))
                .toList();
    }
}
