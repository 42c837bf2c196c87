package cc.dmart.jq.worker;

import com.fasterxml.jackson.databind.node.NullNode;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** Functions of jq that the library lacks and that can be said in jq itself. Thread-safe. */
final class Definitions {
    private static final String HERE = "here";
    private static final String TEXT = """
            def IN(s): any(s == .; .);
            def IN(src; s): any(src == s; .);
            def INDEX(stream; f): reduce stream as $row ({}; .[$row|f|tostring] |= $row);
            def INDEX(f): INDEX(.[]; f);
            def abs: if type == "number" and . < 0 then -. else . end;
            def toarray: if type == "array" then . else [.] end;
            def add(f): reduce f as $x (null; . + $x);
            def limit($n; f): if $n > 0
              then label $out | foreach f as $x (0; . + 1; $x, if . >= $n then break $out else empty end)
              elif $n == 0 then empty else f end;
            def isempty(g): label $out | (g | false, break $out), true;
            def map_values(f): if type == "array" then [.[] | first(f)]
              else . as $in | reduce keys_unsorted[] as $k ({}; . + ([$in[$k] | first(f)] | if . == [] then {} else {($k): .[0]} end))
              end;
            def isvalid(f): try (f|true) catch false;
            def ltrim: sub("^\\\\s+"; "");
            def rtrim: sub("\\\\s+$"; "");
            def trim: ltrim | rtrim;
            def bsearch($t): (map(. == $t) | index(true)) // (-1 - ([.[] | select(. < $t)] | length));
            def repeat(f): def _again: ., (f | _again); _again;
            def ascii: [.] | implode;
            def tostream: path(def _r: (.[]? | _r), .; _r) as $p
              | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);
            def fromstream(f): foreach f as $i ({};
                (if .e then {} else . end) | if $i | length == 2
                  then .e = ($i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1])
                  else .e = ($i[0] | length == 1) end;
                if .e then .x else empty end);
            def truncate_stream(s): . as $n | null | s
              | if .[0] | length > $n then .[0] |= .[$n:] else empty end;
            def JOIN($at; f): [.[] | [., $at[f]]];
            def JOIN($at; s; f): s | [., $at[f]];
            def JOIN($at; s; f; g): s | [., $at[f]] | g;
            def input_line_number: 0;
            def have_decnum: false;
            def have_literal_numbers: true;
            def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
            def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
            def todate: todateiso8601;
            def fromdate: fromdateiso8601;
            def date: todate;
            def dateadd(u; n): . + n;
            def datesub(u; n): . - n;
            """;

    private Definitions() {}

    /**
     * These functions over those of the library. They are compiled here and not with each program, which they would make a few
     * times as slow; as the library keeps what it defines, the program that defines them hands that out.
     */
    static Scope over(Scope functions) throws JsonQueryException {
        Scope out = Scope.newChildScope(functions);
        Scope inner = Scope.newChildScope(functions);
        inner.addFunction(
                HERE,
                0,
                (scope, arguments, in, path, output, version) ->
                        scope.getLocalFunctions().forEach(out::addFunction));
        JsonQuery.compile(TEXT + HERE, Versions.JQ_1_7).apply(inner, NullNode.getInstance(), value -> {});
        return out;
    }
}
