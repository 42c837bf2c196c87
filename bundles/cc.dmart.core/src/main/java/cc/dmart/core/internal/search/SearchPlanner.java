package cc.dmart.core.internal.search;

import cc.dmart.api.index.Glob;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexQuery.All;
import cc.dmart.api.index.IndexQuery.And;
import cc.dmart.api.index.IndexQuery.None;
import cc.dmart.api.index.IndexQuery.Not;
import cc.dmart.api.index.IndexQuery.Or;
import cc.dmart.api.index.IndexQuery.TextPhrase;
import cc.dmart.api.index.SearchText;
import cc.dmart.core.internal.search.SearchNode.Clause;
import cc.dmart.core.internal.search.SearchNode.Complement;
import cc.dmart.core.internal.search.SearchNode.Conjunction;
import cc.dmart.core.internal.search.SearchNode.Group;
import cc.dmart.core.internal.search.SearchNode.Phrase;
import cc.dmart.core.internal.search.SearchNode.Union;
import cc.dmart.core.internal.search.SearchNode.Word;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives a search tree its meaning ({@code query.md} 2.4, 2.5). Not thread-safe; one per text. */
final class SearchPlanner {
    private static final All ALL = new All();

    private final ClausePlanner clauses;
    private boolean dropped;

    SearchPlanner(ZoneId zone, FieldResolver fields) {
        clauses = new ClausePlanner(zone, fields);
    }

    /** The query of a tree; a part that says nothing does not restrict. */
    IndexQuery plan(SearchNode node) {
        return part(node, false).orElse(ALL);
    }

    /** Whether each part so far restricts. */
    boolean isWhole() {
        return !dropped;
    }

    /** @param negated whether the part stands below an odd number of complements */
    private Optional<IndexQuery> part(SearchNode node, boolean negated) {
        if (node instanceof Clause clause) {
            IndexQuery planned = clauses.plan(clause);
            dropped |= negated ? planned instanceof None : planned instanceof All; // of a field that nobody has
            return Optional.of(planned);
        }
        if (node instanceof Word || node instanceof Phrase) {
            Optional<IndexQuery> text =
                    node instanceof Word word ? word(word.pattern()) : phrase(((Phrase) node).text());
            dropped |= text.isEmpty();
            return text;
        }
        if (node instanceof Group group) {
            return part(group.part(), negated);
        }
        if (node instanceof Complement complement) {
            return part(complement.part(), !negated).map(Not::new);
        }
        boolean all = node instanceof Conjunction;
        List<IndexQuery> parts = new ArrayList<>();
        for (SearchNode child : all ? ((Conjunction) node).parts() : ((Union) node).parts()) {
            part(child, negated).ifPresent(parts::add);
        }
        return join(parts, all);
    }

    private static Optional<IndexQuery> join(List<IndexQuery> parts, boolean all) {
        if (parts.size() < 2) {
            return parts.stream().findFirst();
        }
        return Optional.of(all ? new And(parts) : new Or(parts));
    }

    private static Optional<IndexQuery> phrase(String text) {
        List<String> tokens = SearchText.tokens(text);
        return tokens.isEmpty() ? Optional.empty() : Optional.of(new TextPhrase(tokens));
    }

    /** Each token of the word on its own; stars belong to the tokens that they touch. */
    private static Optional<IndexQuery> word(Pattern pattern) {
        if (pattern.isStar()) {
            return Optional.of(ALL);
        }
        List<IndexQuery> parts = new ArrayList<>();
        List<String> glob = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int i = 0; i < pattern.parts().size(); i++) {
            if (i > 0) {
                glob.add(piece.toString());
                piece.setLength(0);
            }
            String norm = SearchText.norm(pattern.parts().get(i));
            for (int at = 0; at < norm.length(); ) {
                int cp = norm.codePointAt(at);
                if (isTokenChar(norm, at, cp)) {
                    piece.appendCodePoint(cp);
                } else {
                    token(glob, piece, parts);
                }
                at += Character.charCount(cp);
            }
        }
        token(glob, piece, parts);
        return join(parts, true);
    }

    private static boolean isTokenChar(String text, int at, int cp) {
        return !SearchText.tokensOfNormal(text.substring(at, at + Character.charCount(cp)))
                .isEmpty();
    }

    private static void token(List<String> glob, StringBuilder piece, List<IndexQuery> out) {
        glob.add(piece.toString());
        piece.setLength(0);
        boolean text = glob.stream().anyMatch(p -> !p.isEmpty());
        if (text) {
            out.add(glob.size() == 1 ? new IndexQuery.Word(glob.get(0)) : new IndexQuery.WordGlob(new Glob(glob)));
        }
        glob.clear();
    }
}
