package cc.dmart.core.internal.query;

import cc.dmart.api.index.SortKey;
import cc.dmart.api.model.SortType;
import cc.dmart.core.internal.search.FieldPath;
import cc.dmart.core.internal.search.FieldResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From {@code sort_by} and {@code sort_type} to sort keys ({@code query.md} 3.1). Thread-safe. */
final class SortKeys {
    private static final SortKey NEWEST_FIRST = new SortKey("updated_at", true);
    private static final SortKey OLDEST_FIRST = new SortKey("updated_at", false);

    private SortKeys() {}

    /** Whether a text is a comma list of dotted names, each with or without {@code @}. */
    static boolean isLegal(String text) {
        for (String token : text.split(",", -1)) {
            String name = token.strip();
            if (name.startsWith("@")) {
                name = name.substring(1);
            }
            if (!FieldPath.isName(name)) {
                return false;
            }
        }
        return true;
    }

    /** The keys; without a text the newest change comes first. Names that no entry has are left out. */
    static List<SortKey> of(Optional<String> by, Optional<SortType> type, FieldResolver fields) {
        boolean descending = type.filter(t -> t == SortType.DESCENDING).isPresent();
        if (by.isEmpty()) {
            return List.of(type.isPresent() && !descending ? OLDEST_FIRST : NEWEST_FIRST);
        }
        List<SortKey> out = new ArrayList<>();
        for (String token : by.get().split(",", -1)) {
            String name = token.strip();
            FieldPath path = fields.resolve(name.startsWith("@") ? name.substring(1) : name);
            if (path.kind() != FieldPath.Kind.UNKNOWN) {
                out.add(new SortKey(path.path(), descending));
            }
        }
        return out;
    }
}
