package cc.dmart.core.internal.aggregate;

import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.LeafOrder;
import cc.dmart.api.model.JsonObject;
import cc.dmart.core.internal.aggregate.Aggregation.Field;
import java.util.List;

/** Fields of one entry as an aggregation shows them. Thread-safe. */
public final class EntryValues {
    private EntryValues() {}

    /** The values of fields, those without one left out. */
    public static JsonObject of(List<Field> fields, IndexDocument document) {
        JsonObject.Builder out = JsonObject.builder();
        for (Field field : fields) {
            List<Leaf> values = document.leaves().stream()
                    .filter(l -> l.path().equals(field.path()))
                    .sorted(LeafOrder.ASCENDING)
                    .toList();
            Newest.show(values).ifPresent(v -> out.put(field.name(), v));
        }
        return out.build();
    }
}
