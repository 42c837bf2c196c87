package cc.dmart.core.internal.search;

import cc.dmart.core.internal.search.FieldValue.Bare;
import cc.dmart.core.internal.search.FieldValue.Bound;
import cc.dmart.core.internal.search.FieldValue.Quoted;
import cc.dmart.core.internal.search.FieldValue.Range;
import cc.dmart.core.internal.search.FieldValue.Tag;
import cc.dmart.core.internal.search.FieldValue.Words;
import cc.dmart.core.internal.search.SearchNode.Clause;
import cc.dmart.core.internal.search.SearchNode.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one {@code @field:value} behind the {@code @}. Not thread-safe. */
final class ClauseReader {
    private static final int MAX_ALTERNATIVES = 1024;

    private final SearchScanner in;

    ClauseReader(SearchScanner in) {
        this.in = in;
    }

    /** The clause; empty if it has no colon or no value, which does not restrict. */
    Optional<SearchNode> read(boolean negated) {
        String names = in.fieldNames();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        Operator operator = SearchReader.operator(in);
        List<FieldValue> values = values(operator);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<FieldRef> fields = new ArrayList<>();
        for (String name : names.split("\\|")) {
            fields.add(FieldRef.read(name));
        }
        return Optional.of(new Clause(negated, check(fields), operator, check(values)));
    }

    static Clause withValue(Clause clause, FieldValue value) {
        List<FieldValue> values = new ArrayList<>(clause.values());
        values.add(value);
        return new Clause(clause.negated(), clause.fields(), clause.operator(), check(values));
    }

    private static <T> List<T> check(List<T> list) {
        if (list.size() > MAX_ALTERNATIVES) {
            throw SearchReader.tooMuch("one clause with more than " + MAX_ALTERNATIVES + " alternatives");
        }
        return list;
    }

    private List<FieldValue> values(Operator operator) {
        if (operator == Operator.IS || operator == Operator.NOT) {
            if (in.accept('[')) {
                return range();
            }
            if (in.accept('{')) {
                return set();
            }
            if (in.accept('(')) {
                return group();
            }
        }
        return alternatives();
    }

    private List<FieldValue> alternatives() {
        List<FieldValue> out = new ArrayList<>();
        do {
            if (in.accept('"')) {
                out.add(new Quoted(in.quoted()));
            } else {
                Pattern bare = in.bare();
                if (!bare.isEmpty()) {
                    out.add(new Bare(bare));
                }
            }
        } while (isAlternative() && in.accept('|'));
        return out;
    }

    /** Whether a {@code |} without blanks around it follows. */
    private boolean isAlternative() {
        char next = in.peek(1);
        return in.peek() == '|' && next != 0 && next != '(' && next != ')' && !SearchScanner.isBlank(next);
    }

    private List<FieldValue> range() {
        List<Bound> bounds = new ArrayList<>();
        while (!in.atEnd() && in.peek() != ']') {
            if (in.peek() == ',' || SearchScanner.isBlank(in.peek())) {
                in.skip(1);
                continue;
            }
            boolean exclusive = in.accept('(');
            String text = in.pattern(c -> c == ']' || c == ',' || SearchScanner.isBlank(c))
                    .text();
            if (!text.isEmpty()) {
                bounds.add(new Bound(text, exclusive));
            }
        }
        in.accept(']');
        return bounds.size() == 2 ? List.of(new Range(bounds.get(0), bounds.get(1))) : List.of();
    }

    private List<FieldValue> set() {
        List<FieldValue> out = new ArrayList<>();
        do {
            Pattern tag = trim(in.pattern(c -> c == '|' || c == '}'));
            if (!tag.isEmpty()) {
                out.add(new Tag(tag));
            }
        } while (in.accept('|'));
        in.accept('}');
        return out;
    }

    private static Pattern trim(Pattern tag) {
        List<String> parts = new ArrayList<>(tag.parts());
        parts.set(0, parts.get(0).stripLeading());
        int last = parts.size() - 1;
        parts.set(last, parts.get(last).stripTrailing());
        return new Pattern(parts);
    }

    private List<FieldValue> group() {
        List<FieldValue> out = new ArrayList<>();
        List<Pattern> words = new ArrayList<>();
        while (!in.atEnd() && in.peek() != ')') {
            if (in.peek() == '|') {
                in.skip(1);
                finish(words, out);
            } else if (in.peek() == '(' || SearchScanner.isBlank(in.peek())) {
                in.skip(1);
            } else if (in.accept('"')) {
                words.add(Pattern.literal(in.quoted()));
            } else {
                words.add(in.bare());
            }
        }
        in.accept(')');
        finish(words, out);
        return out;
    }

    private static void finish(List<Pattern> words, List<FieldValue> out) {
        if (!words.isEmpty()) {
            out.add(new Words(words));
        }
        words.clear();
    }
}
