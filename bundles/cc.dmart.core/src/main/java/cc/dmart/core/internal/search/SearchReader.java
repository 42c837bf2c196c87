package cc.dmart.core.internal.search;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.core.internal.search.SearchNode.Clause;
import cc.dmart.core.internal.search.SearchNode.Complement;
import cc.dmart.core.internal.search.SearchNode.Conjunction;
import cc.dmart.core.internal.search.SearchNode.Group;
import cc.dmart.core.internal.search.SearchNode.Operator;
import cc.dmart.core.internal.search.SearchNode.Phrase;
import cc.dmart.core.internal.search.SearchNode.Union;
import cc.dmart.core.internal.search.SearchNode.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a search text into a tree ({@code query.md} 2.1). Mistakes are tolerated as rule 8 says; only the limits of rule 9
 * fail. Not thread-safe; one per text.
 */
final class SearchReader {
    private static final int MAX_NESTING = 16;
    private static final int MAX_CLAUSES = 256;

    private final SearchScanner in;
    private final boolean adjacentGroupsJoin;
    private int clauses;
    private boolean dropped;

    /**
     * A reader of a text.
     *
     * @param adjacentGroupsJoin whether {@code (A) (B)} is a union (rule 7)
     */
    SearchReader(String text, boolean adjacentGroupsJoin) {
        in = new SearchScanner(text);
        this.adjacentGroupsJoin = adjacentGroupsJoin;
    }

    /** The tree; empty if nothing restricts. */
    Optional<SearchNode> read() {
        return union(0);
    }

    /** Whether nothing that was read so far was dropped. */
    boolean isWhole() {
        return !dropped;
    }

    private Optional<SearchNode> union(int depth) {
        if (depth > MAX_NESTING) {
            throw tooMuch("nested deeper than " + MAX_NESTING);
        }
        List<SearchNode> parts = new ArrayList<>();
        Items items = new Items();
        while (true) {
            in.skipBlanks();
            if (in.atEnd() || (in.peek() == ')' && depth > 0)) {
                break;
            }
            if (in.accept(')')) {
                continue;
            }
            if (in.accept('|')) {
                items.finish(parts);
            } else if (in.acceptWord("OR", false)) {
                or(items, parts);
            } else if (in.acceptWord("and", true)) {
                items.onlyGroups = false;
            } else {
                items.add(item(depth));
            }
        }
        items.finish(parts);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(parts.size() == 1 ? parts.get(0) : new Union(parts));
    }

    /** Rule 5: behind a field clause, a bare word after {@code OR} is one more value of that clause. */
    private void or(Items items, List<SearchNode> parts) {
        in.skipBlanks();
        char c = in.peek();
        boolean word = !in.atBareEnd() && c != '@' && c != '"' && !isNegation();
        if (word && items.last() instanceof Clause left && !left.negated()) {
            items.replaceLast(ClauseReader.withValue(left, new FieldValue.Bare(in.bare())));
        } else {
            items.finish(parts);
        }
    }

    private boolean isNegation() {
        char next = in.peek(1);
        return in.peek() == '-' && (next == '@' || next == '(' || next == '"' || Character.isLetter(next));
    }

    private Optional<SearchNode> item(int depth) {
        Optional<SearchNode> read = readItem(depth);
        dropped |= read.isEmpty();
        return read;
    }

    private Optional<SearchNode> readItem(int depth) {
        boolean negated = isNegation();
        if (negated) {
            in.skip(1);
        }
        if (in.accept('(')) {
            Optional<SearchNode> inner = union(depth + 1);
            in.accept(')');
            return inner.map(node -> negated ? new Complement(node) : new Group(node));
        }
        if (++clauses > MAX_CLAUSES) {
            throw tooMuch("more than " + MAX_CLAUSES + " clauses");
        }
        if (in.accept('@')) {
            return new ClauseReader(in).read(negated);
        }
        SearchNode text = in.accept('"') ? new Phrase(in.quoted()) : new Word(in.bare());
        return Optional.of(negated ? new Complement(text) : text);
    }

    static DmartException tooMuch(String what) {
        return new DmartException.Invalid(
                400, ErrorType.QUERY, ErrorCode.SOMETHING_WRONG, "The search is " + what, List.of());
    }

    /** The items of one conjunction. */
    private final class Items {
        private final List<SearchNode> list = new ArrayList<>();
        private boolean onlyGroups = true;

        void add(Optional<SearchNode> item) {
            item.ifPresent(node -> {
                list.add(node);
                onlyGroups &= node instanceof Group;
            });
        }

        SearchNode last() {
            return list.isEmpty() ? new Union(List.of()) : list.get(list.size() - 1);
        }

        void replaceLast(SearchNode node) {
            list.set(list.size() - 1, node);
        }

        /** Ends the conjunction and starts the next one. */
        void finish(List<SearchNode> parts) {
            if (list.size() == 1) {
                parts.add(list.get(0));
            } else if (!list.isEmpty()) {
                parts.add(onlyGroups && adjacentGroupsJoin ? new Union(list) : new Conjunction(list));
            }
            list.clear();
            onlyGroups = true;
        }
    }

    static Operator operator(SearchScanner in) {
        if (in.accept('!')) {
            return Operator.NOT;
        }
        if (in.accept('>')) {
            return in.accept('=') ? Operator.AT_LEAST : Operator.GREATER;
        }
        if (in.accept('<')) {
            return in.accept('=') ? Operator.AT_MOST : Operator.LESS;
        }
        return Operator.IS;
    }
}
