package cc.dmart.core.internal.search;

import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexQuery.And;
import cc.dmart.api.index.IndexQuery.Field;
import cc.dmart.api.index.IndexQuery.None;
import cc.dmart.api.index.IndexQuery.Not;
import cc.dmart.api.index.IndexQuery.Or;
import cc.dmart.api.index.IndexQuery.Present;
import cc.dmart.core.internal.search.FieldPath.Kind;
import cc.dmart.core.internal.search.SearchNode.Clause;
import cc.dmart.core.internal.search.SearchNode.Operator;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Meaning of a field clause, with the negation rule N of {@code query.md} 2.4. Thread-safe. */
final class ClausePlanner {
    private static final None NONE = new None();

    private final FieldResolver fields;
    private final ValueTests values;

    ClausePlanner(ZoneId zone, FieldResolver fields) {
        this.fields = fields;
        values = new ValueTests(zone);
    }

    IndexQuery plan(Clause clause) {
        boolean not = clause.operator() == Operator.NOT;
        boolean negative = clause.negated() != not;
        List<IndexQuery> parts = new ArrayList<>();
        for (FieldRef ref : clause.fields()) {
            FieldPath path = fields.resolve(ref.name());
            parts.add(not && ref.elements() ? elements(clause, path) : field(clause, path, negative));
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return negative ? new And(parts) : new Or(parts);
    }

    private IndexQuery field(Clause clause, FieldPath path, boolean negative) {
        if (path.kind() == Kind.UNKNOWN) {
            return negative && asksExistence(clause) ? new IndexQuery.All() : NONE;
        }
        IndexQuery positive = any(path, tests(clause, path));
        if (!negative) {
            return positive;
        }
        if (asksExistence(clause)) {
            return new Not(positive);
        }
        return new And(List.of(new Present(path.presence()), new Not(positive)));
    }

    /** {@code !} on a path with {@code []}: some element differs from all of the values. */
    private IndexQuery elements(Clause clause, FieldPath path) {
        if (path.kind() == Kind.UNKNOWN) {
            return NONE;
        }
        IndexQuery other = new Field(path.path(), new FieldTest.OtherThan(tests(clause, path)));
        return clause.negated() ? new And(List.of(new Present(path.presence()), new Not(other))) : other;
    }

    private List<FieldTest> tests(Clause clause, FieldPath path) {
        List<FieldTest> out = new ArrayList<>();
        for (FieldValue value : clause.values()) {
            values.of(path, clause.operator(), value, out);
        }
        return out;
    }

    private static IndexQuery any(FieldPath path, List<FieldTest> tests) {
        if (tests.isEmpty()) {
            return NONE;
        }
        List<IndexQuery> out = new ArrayList<>(tests.size());
        for (FieldTest test : tests) {
            out.add(new Field(path.path(), test));
        }
        return out.size() == 1 ? out.get(0) : new Or(out);
    }

    private static boolean asksExistence(Clause clause) {
        for (FieldValue value : clause.values()) {
            if ((value instanceof FieldValue.Bare bare && bare.pattern().isStar())
                    || (value instanceof FieldValue.Tag tag && tag.pattern().isStar())) {
                return true;
            }
        }
        return false;
    }
}
