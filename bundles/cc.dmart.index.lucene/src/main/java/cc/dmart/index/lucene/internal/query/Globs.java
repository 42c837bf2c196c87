package cc.dmart.index.lucene.internal.query;

import cc.dmart.api.index.Glob;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import cc.dmart.index.lucene.internal.document.TermRanges;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/** Patterns over terms. Thread-safe. */
final class Globs {
    private Globs() {}

    /** Whether the only star stands at the end. */
    static boolean isPrefix(Glob glob) {
        return glob.parts().size() == 2 && glob.parts().get(1).isEmpty();
    }

    /** Terms of a field that begin with one of the prefixes and go on as the glob says. */
    static Query behind(String field, List<String> prefixes, Glob glob) {
        if (isPrefix(glob)) {
            List<TermRanges.Range> ranges = new ArrayList<>();
            prefixes.forEach(p -> ranges.add(
                    TermRanges.Range.prefix(new BytesRef(p + glob.parts().get(0)))));
            return new TermRanges(field, ranges);
        }
        List<Automaton> starts = new ArrayList<>();
        prefixes.forEach(p -> starts.add(Automata.makeString(p)));
        return query(field, Operations.concatenate(Operations.union(starts), automaton(glob)));
    }

    /** Terms of a field whose path lies below, and whose value is as the glob says. */
    static Query below(String field, List<String> prefixes, Glob glob) {
        List<Automaton> starts = new ArrayList<>();
        prefixes.forEach(p -> starts.add(Automata.makeString(p)));
        Automaton path = Operations.repeat(Operations.union(
                Automata.makeCharRange(0, IndexTerms.SEPARATOR - 1),
                Automata.makeCharRange(IndexTerms.SEPARATOR + 1, Character.MAX_CODE_POINT)));
        return query(
                field,
                Operations.concatenate(List.of(
                        Operations.union(starts), path, Automata.makeChar(IndexTerms.SEPARATOR), automaton(glob))));
    }

    private static Automaton automaton(Glob glob) {
        List<Automaton> out = new ArrayList<>();
        for (int i = 0; i < glob.parts().size(); i++) {
            if (i > 0) {
                out.add(Automata.makeAnyString());
            }
            out.add(Automata.makeString(glob.parts().get(i)));
        }
        return Operations.concatenate(out);
    }

    private static Query query(String field, Automaton automaton) {
        Automaton ready = Operations.determinize(Operations.removeDeadStates(automaton), 1_000_000);
        return new AutomatonQuery(new Term(field), ready, 1_000_000);
    }
}
